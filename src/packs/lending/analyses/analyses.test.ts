import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../../test/lending/lending-desk.ts'
import { TEN_LOANS } from '../../../../test/lending/ten-loans.ts'

const asOf = new Date('2023-06-15T06:00:00Z')
const open = () => openLendingDesk({ settings: { schedule: 'single' }, today: '2023-06-15', asOf })

describe('the ten loans', () => {
  let desk: LendingDesk
  beforeAll(async () => {
    desk = await open()
    await desk.load(TEN_LOANS)
  })
  afterAll(() => desk.close())
  const tableOf = async (id: string, table: string, settings: Readonly<Record<string, string>> = {}) =>
    (await desk.analyze(id, settings)).tables[table]!.rows

  test('roll rates: from bucket to bucket within March and April, by count', async () => {
    const matrix = await tableOf('lending.roll-rates', 'matrix', { from: '2023-03-01', to: '2023-04-30' })
    const moved = matrix.filter((row) => Number(row['loans']) > 0)

    // March: 3, 4, 7 began with 1-29 days; 5, 6, 8, 10 with none. April: 3 and 4 began with 30-59; 6, 8, 10 with 1-29; 5 and 7 with none
    expect(moved.map((row) => [row['bucket_before'], row['bucket_after'], row['loans'], row['share']])).toEqual([
      ['0', '0', 2, 2 / 6],
      ['0', '1-29', 4, 4 / 6],
      ['1-29', '0', 2, 2 / 6],
      ['1-29', '30-59', 4, 4 / 6],
      ['30-59', '60-89', 1, 1 / 2],
      ['30-59', 'paid_back', 1, 1 / 2],
    ])
  })

  test('roll rates: what became of overdue loans is what the metric says', async () => {
    const months = await tableOf('lending.roll-rates', 'months', { from: '2023-02-01', to: '2023-05-31' })

    expect(months.map((row) => [row['month'], row['overdue_before'], row['cured_share'], row['worse_share']])).toEqual([
      ['2023-03-01', 3, 1 / 3, 2 / 3],
      ['2023-04-01', 5, 2 / 5, 3 / 5],
      ['2023-05-01', 4, 1 / 4, 3 / 4],
    ])
  })

  test('roll rates by balance: loan 7 had paid nothing yet when March began', async () => {
    const answer = await desk.analyze('lending.roll-rates', { from: '2023-03-01', to: '2023-03-31', by: 'balance' })

    expect(answer.figures).toMatchObject({ loans_overdue_at_beginning: 3, cure_rate: 7000 / 14_000, rolled_share: 0.5 })
    expect(answer.tables['rolls']!.rows).toEqual([
      {
        bucket_before: '0',
        bucket_after: '1-29',
        balance_before: 27_000,
        balance_after: 12_000.01,
        roll_rate: 12_000.01 / 27_000,
      },
      {
        bucket_before: '1-29',
        bucket_after: '30-59',
        balance_before: 14_000,
        balance_after: 6000,
        roll_rate: 6000 / 14_000,
      },
    ])
  })

  test('vintages: of January’s ten loans six were ever 30 days past due, the first three in March', async () => {
    const curve = await tableOf('lending.vintage', 'curves')

    // 3, 4 and 7 on 12 March (7 paid on 20 March); 8 and 10 on 9 April; 7 again counts no more; June is not over
    expect(curve.map((row) => [row['month_on_book'], row['ever_late'], row['ever_late_share']])).toEqual([
      ['0', 0, 0],
      ['1', 0, 0],
      ['2', 3, 0.3],
      ['3', 5, 0.5],
      ['4', 5, 0.5],
    ])
    expect((await tableOf('lending.vintage', 'curves', { late: '90', by: 'amount' })).at(-1)).toMatchObject({
      ever_late: 3000,
      ever_late_share: 3000 / 55_000,
    })
  })

  test('a loan: its schedule, payments and stretches of being overdue', async () => {
    const answer = await desk.analyze('lending.loan', { loan: '7' })

    expect(answer.statement).toBe(
      'Loan 7, Клиент c7: ₽7,000, lent on January 10, 2023, due on April 10, 2023. Paid back on May 15, 2023. Overdue 2 times so far, for 38 days at most.',
    )
    expect(answer.tables['schedule']!.rows.map((row) => [row['due_on'], row['settled_on'], row['days_late']])).toEqual([
      ['2023-02-10', '2023-03-20', 38],
      ['2023-04-10', '2023-05-15', 35],
    ])
    expect(answer.tables['payments']!.rows.map((row) => [row['paid_on'], row['amount'], row['balance_after']])).toEqual(
      [
        ['2023-05-15', 3500, 0],
        ['2023-03-20', 3500, 3500],
      ],
    )
    expect(answer.tables['balance']!.rows.map((row) => [row['month'], row['balance'], row['overdue_amount']])).toEqual([
      ['2023-01-01', 7000, 0],
      ['2023-02-01', 7000, 3500],
      ['2023-03-01', 3500, 0],
      ['2023-04-01', 3500, 3500],
      ['2023-05-01', 0, 0],
    ])
  })

  test('an unknown loan is answered with the nearest numbers', async () => {
    await expect(desk.analyze('lending.loan', { loan: '11' })).rejects.toThrow('There is no loan 11. The nearest: 1')
    await expect(desk.analyze('lending.loan')).rejects.toThrow('The most overdue ones: 8, 5, 3')
  })

  test('what was loaded after a month’s end was not known then', async () => {
    const answer = await desk.analyze('lending.overdue-share', { month: '2023-03-31' })

    expect(answer.figures).toMatchObject({ loans: 7, overdue_loans: 5, overdue_share: 5 / 7, overdue_share_then: null })
    expect(answer.statement).toContain('Nothing was known yet when the month ended')
  })

  test.each([
    ['roll-rates', { from: '2023-06-01', to: '2023-06-30' }, 'the last whole month began on 2023-05-01'],
    ['vintage', { from: '2020-01-01', to: '2020-02-01' }, 'No loan was issued from 2020-01-01'],
    ['overdue-share', { month: '2023-07-01' }, 'has not begun'],
  ])('%s says what cannot be shown', async (id, settings, message) => {
    await expect(desk.analyze(`lending.${id}`, settings)).rejects.toThrow(message)
  })
})

describe('loans that were loaded while they lived', () => {
  let desk: LendingDesk
  const at = (day: string) => new Date(`${day}T03:00:00Z`)
  const loan = (loan_id: string, changes: Record<string, unknown> = {}) => ({
    loan_id,
    client_id: '1',
    amount: 1000,
    issued_on: '2023-01-10',
    due_on: '2023-03-10',
    ...changes,
  })
  const payment = (loan_id: string, paid_on: string, amount = 1000) => ({
    payment_id: `p${loan_id}`,
    loan_id,
    paid_on,
    amount,
  })
  beforeAll(async () => {
    desk = await open()
    await desk.load({ 'lending.loan': ['a', 'b', 'c', 'd'].map((id) => loan(id)) }, at('2023-02-01'))
    await desk.load({ 'lending.payment': [payment('a', '2023-03-01'), payment('d', '2023-03-02')] }, at('2023-03-20'))
    // after March: a payment of March that came late, a loan that was prolonged, a payment that was entered wrongly
    await desk.load(
      { 'lending.payment': [payment('b', '2023-03-30'), payment('d', '2023-03-02', 100)] },
      at('2023-04-05'),
    )
    await desk.load({ 'lending.loan': [loan('c', { due_on: '2023-05-10' })] }, at('2023-04-06'))
  })
  afterAll(() => desk.close())

  test('a month’s share is told as it was known when the month ended and as it is known now', async () => {
    const now = await desk.analyze('lending.overdue-share', { month: '2023-03-15' })
    const then = await desk.analyze('lending.overdue-share', { month: '2023-03-15', known: 'then' })

    expect(then.tables['both']!.rows).toMatchObject([
      { known: 'then', loans: 2, overdue_loans: 2, balance: 2000, overdue_amount: 2000 },
      { known: 'now', loans: 2, overdue_loans: 1, balance: 1900, overdue_amount: 900 },
    ])
    expect([then.figures['overdue_share'], now.figures['overdue_share']]).toEqual([1, 0.5])
    expect(now.tables['changed']!.rows).toEqual([
      { loan_id: 'b', status_then: 'overdue', status_now: 'closed', overdue_then: 1000, overdue_now: 0 },
      { loan_id: 'c', status_then: 'overdue', status_now: 'current', overdue_then: 1000, overdue_now: 0 },
      { loan_id: 'd', status_then: 'closed', status_now: 'overdue', overdue_then: 0, overdue_now: 900 },
    ])
    expect(now.statement).toBe(
      'As it is known today, 1 of 2 loans were overdue at the end of March 31, 2023: 50%. When the month ended it was 100%. 3 loans of that day have changed since.',
    )
  })

  test('what is known now is what the metric says', async () => {
    const { rows } = await desk.query({
      metrics: ['lending.active_loans', 'lending.overdue_share', 'lending.outstanding', 'lending.overdue_amount'],
      period: { from: '2023-03-01', to: '2023-03-31' },
    })

    expect(rows).toEqual([
      {
        'lending.active_loans': 2,
        'lending.overdue_share': 0.5,
        'lending.outstanding': 1900,
        'lending.overdue_amount': 900,
      },
    ])
  })

  test('before anything was loaded nothing was known', async () => {
    const january = await desk.analyze('lending.overdue-share', { month: '2023-01-31', known: 'then' }, 'ru')

    expect(january.statement).toBe(
      'По данным на конец месяца: на 31 января 2023 кредитов не было. На конец месяца данных ещё не было: все они загружены позже.',
    )
    expect(january.figures).toMatchObject({ overdue_share_then: null, overdue_share_now: 0 })
  })
})
