import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../test/lending/lending-desk.ts'
import { addDays, addMonths, daysBetween } from '../../base/index.ts'
import { sql } from '../../kit/index.ts'
import { type Book, type BookLoan, bookByLoops } from '../../../test/lending/book-by-loops.ts'

const TODAY = '2023-06-15'
const FIRST_DAY = '2022-01-01'
const LOANS = process.env['SVODKA_FULL'] ? 3000 : 300

const loan: fc.Arbitrary<Omit<BookLoan, 'id'>> = fc
  .record({
    kopecks: fc.integer({ min: 1, max: 3_000_000 }),
    issued: fc.integer({ min: 0, max: 500 }),
    months: fc.integer({ min: 1, max: 9 }),
    oddDays: fc.integer({ min: 0, max: 20 }),
    rate: fc.constantFrom(null, 0, 0.12, 0.365, 2.9),
    own: fc.option(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 900_000 })), {
        minLength: 1,
        maxLength: 5,
      }),
      { freq: 3 },
    ),
    paid: fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 9,
    }),
  })
  .map(({ kopecks, issued, months, oddDays, rate, own, paid }) => {
    const issuedOn = addDays(FIRST_DAY, issued)
    return {
      kopecks,
      issuedOn,
      dueOn: addDays(addMonths(issuedOn, months), oddDays),
      rate,
      own: [...new Map(own?.map(([day, due]) => [addDays(issuedOn, day), due]))],
      paid: paid.map(([day, part]): [string, number] => [addDays(issuedOn, day), Math.round((part * kopecks) / 3)]),
    }
  })

const book: Book = fc
  .sample(loan, { numRuns: LOANS, seed: 20_230_615 })
  .map((each, at) => ({ ...each, id: String(at) }))

const rubles = (kopecks: number) => kopecks / 100
const rows = {
  'lending.loan': book.map(({ id, kopecks, issuedOn, dueOn, rate }) => ({
    loan_id: id,
    client_id: id,
    amount: rubles(kopecks),
    issued_on: issuedOn,
    due_on: dueOn,
    annual_rate: rate,
  })),
  'lending.payment': book.flatMap(({ id, paid }) =>
    paid.map(([paid_on, kopecks], at) => ({
      payment_id: `${id}-${at}`,
      loan_id: id,
      paid_on,
      amount: rubles(kopecks),
    })),
  ),
  'lending.instalment': book.flatMap(({ id, own }) =>
    own.map(([due_on, kopecks]) => ({ loan_id: id, due_on, amount: rubles(kopecks) })),
  ),
}

describe.each([
  { toleranceAmount: 0, graceDays: 0 },
  { toleranceAmount: 50.5, graceDays: 5 },
])('any book, with a tolerance of $toleranceAmount and $graceDays days of grace', ({ toleranceAmount, graceDays }) => {
  let desk: LendingDesk
  beforeAll(async () => {
    desk = await openLendingDesk({
      settings: { toleranceAmount, graceDays },
      today: TODAY,
      asOf: new Date('2023-06-15T06:00:00Z'),
    })
    await desk.load(rows)
  })
  afterAll(() => desk.close())

  test('allocation loses no kopeck: what was paid went to instalments or was too much', async () => {
    const [sums] = await desk.rows(sql`
      with paid as (
        select loan_id, sum(amount) as paid, sum(applied_amount) as applied, sum(surplus) as surplus
        from mart.lending_payments group by loan_id
      ),
      due as (select loan_id, sum(amount) as due, sum(principal) as principal from mart.lending_instalments group by loan_id)
      select
        count(*) filter (where p.paid <> p.applied + p.surplus) as lost,
        count(*) filter (where p.applied <> least(p.paid, d.due)) as misplaced,
        count(*) filter (where p.surplus < 0 or p.applied < 0) as negative
      from paid as p inner join due as d using (loan_id)`)

    expect(sums).toEqual({ lost: 0, misplaced: 0, negative: 0 })
  })

  test('a schedule that was made returns the loan to the kopeck, no instalment below zero', async () => {
    const wrong = await desk.rows(sql`
      select i.loan_id from mart.lending_instalments as i inner join mart.lending_loans as l using (loan_id)
      where not i.is_own
      group by i.loan_id, l.amount, l.due_on
      having sum(i.principal) <> l.amount or min(i.amount) < 0 or min(i.principal) < 0
        or min(i.amount - i.principal) < 0 or max(i.due_on) <> l.due_on or max(i.due_so_far) <> sum(i.amount)`)

    expect(wrong).toEqual([])
  })

  test('days past due, what is overdue and what is owed are what a loop over days finds', async () => {
    const days = ['2022-03-31', '2022-08-15', '2022-12-31', '2023-03-31', TODAY]
    const schedules = await readSchedules(desk)

    for (const day of days) {
      const found = await desk.rows(sql`
        select loan_id, balance, overdue_amount, overdue_principal, oldest_due_on from mart.lending_states
        where began_on <= cast(${day} as date) and (ended_on is null or ended_on > cast(${day} as date))`)
      const states = found.map((row) => [
        String(row['loan_id']),
        {
          owed: Math.round(Number(row['balance']) * 100),
          overdue: Math.round(Number(row['overdue_amount']) * 100),
          overduePrincipal: Math.round(Number(row['overdue_principal']) * 100),
          daysPastDue: row['oldest_due_on'] === null ? 0 : daysBetween(String(row['oldest_due_on']), day),
        },
      ])
      expect(Object.fromEntries(states)).toEqual(
        bookByLoops(book, schedules, day, { tolerance: Math.round(toleranceAmount * 100), graceDays }),
      )
    }
  })

  test('every figure of the end of a month is what the loop adds up to', async () => {
    const schedules = await readSchedules(desk)
    const terms = { tolerance: Math.round(toleranceAmount * 100), graceDays }
    const ends = ['2022-05-31', '2022-06-30', '2022-12-31', '2023-04-30']
    for (const day of ends) {
      const states = bookByLoops(book, schedules, day, terms)
      const before = bookByLoops(book, schedules, addDays(`${day.slice(0, 7)}-01`, -1), terms)
      const all = Object.values(states)
      const overdue = all.filter(({ daysPastDue }) => daysPastDue > 0)
      const sum = (kept: readonly { owed: number }[]) => kept.reduce((total, { owed }) => total + owed, 0)
      const par = (days: number) => sum(all.filter(({ daysPastDue }) => daysPastDue > days)) / sum(all)
      const wereOverdue = Object.entries(before).filter(([, { daysPastDue }]) => daysPastDue > 0)
      const cured = wereOverdue.filter(([id]) => (states[id]?.daysPastDue ?? 0) === 0)
      const [row] = (
        await desk.query({
          metrics: [
            'lending.active_loans',
            'lending.overdue_loans',
            'lending.overdue_share',
            'lending.outstanding',
            'lending.overdue_amount',
            'lending.overdue_amount_share',
            'lending.par30',
            'lending.par60',
            'lending.par90',
            'lending.cure_rate',
          ],
          period: { from: `${day.slice(0, 7)}-01`, to: day },
        })
      ).rows

      const found = Object.fromEntries(
        Object.entries(row!).map(([id, value]) => [id, Number(Number(value).toFixed(9))]),
      )
      const expected = {
        'lending.active_loans': all.length,
        'lending.overdue_loans': overdue.length,
        'lending.overdue_share': overdue.length / all.length,
        'lending.outstanding': sum(all) / 100,
        'lending.overdue_amount': overdue.reduce((total, state) => total + state.overdue, 0) / 100,
        'lending.overdue_amount_share': overdue.reduce((total, state) => total + state.overduePrincipal, 0) / sum(all),
        'lending.par30': par(30),
        'lending.par60': par(60),
        'lending.par90': par(90),
        'lending.cure_rate': cured.length / wereOverdue.length,
      }
      expect(found).toEqual(
        Object.fromEntries(Object.entries(expected).map(([id, value]) => [id, Number(value.toFixed(9))])),
      )
    }
  })

  test('what was lent, what was ever overdue and the buckets are what the loop adds up to', async () => {
    const schedules = await readSchedules(desk)
    const terms = { tolerance: Math.round(toleranceAmount * 100), graceDays }
    const issued = book.filter(({ issuedOn }) => issuedOn >= '2022-06-01' && issuedOn <= '2022-12-31')
    // if a loan is ever late, it is so on the first day after an instalment and its grace
    const wasLate = (each: BookLoan) =>
      schedules
        .get(each.id)
        ?.map(({ dueOn }) => addDays(dueOn, graceDays + 1))
        .some((day) => day <= TODAY && (bookByLoops([each], schedules, day, terms)[each.id]?.daysPastDue ?? 0) > 0)
    const everOverdue = issued.filter(wasLate).length
    const metrics = [
      'lending.loans',
      'lending.issued_amount',
      'lending.ever_overdue_loans',
      'lending.ever_overdue_share',
    ]
    const period = { from: '2022-06-01', to: '2022-12-31' }
    const [row] = (await desk.query({ metrics, period })).rows
    const { rows: buckets } = await desk.query({ metrics: ['lending.bucket_share'], by: ['bucket'], period })
    const late = Object.values(bookByLoops(book, schedules, period.to, terms)).map(({ daysPastDue }) =>
      bucketOf(daysPastDue),
    )

    expect(metrics.map((metric) => Number(Number(row?.[metric]).toFixed(9)))).toEqual([
      issued.length,
      issued.reduce((sum, { kopecks }) => sum + kopecks, 0) / 100,
      everOverdue,
      Number((everOverdue / issued.length).toFixed(9)),
    ])
    expect(
      new Map(buckets.map((each) => [each['bucket'], Number(Number(each['lending.bucket_share']).toFixed(9))])),
    ).toEqual(
      new Map(
        [...Map.groupBy(late, (each) => each)].map(([name, of]) => [
          name,
          Number((of.length / late.length).toFixed(9)),
        ]),
      ),
    )
  })

  test('shares stay within 0 … 1, and PAR falls with its days', async () => {
    const metrics = [
      'lending.overdue_share',
      'lending.overdue_amount_share',
      'lending.par30',
      'lending.par60',
      'lending.par90',
      'lending.ever_overdue_share',
      'lending.cure_rate',
    ]
    const { rows: months } = await desk.query({ metrics, grain: 'month', period: { from: '2022-01-01', to: TODAY } })

    for (const month of months) {
      const shares = metrics.map((metric) => month[metric]).filter((share) => share !== null)
      expect(shares.filter((share) => Number(share) < 0 || Number(share) > 1)).toEqual([])
      expect(Number(month['lending.par30'])).toBeGreaterThanOrEqual(Number(month['lending.par60']))
      expect(Number(month['lending.par60'])).toBeGreaterThanOrEqual(Number(month['lending.par90']))
    }
    expect(months.some((month) => Number(month['lending.par90']) > 0)).toBe(true)
  })

  test('while a loan lives its states follow each other without a gap, and what is owed never grows', async () => {
    const broken = await desk.rows(sql`
      select loan_id from (
        select loan_id, began_on, ended_on, balance,
          lead(began_on) over loan as next_on, lead(balance) over loan as next_balance
        from mart.lending_states window loan as (partition by loan_id order by began_on)
      )
      where ended_on <= began_on or next_on <> ended_on or next_balance > balance`)

    expect(broken).toEqual([])
  })
})

/** The bands of the settings, as they stand unless told. */
const bucketOf = (days: number): string =>
  days === 0 ? '0' : days < 30 ? '1-29' : days < 60 ? '30-59' : days < 90 ? '60-89' : '90+'

async function readSchedules(desk: LendingDesk) {
  const schedules = new Map<string, { dueOn: string; due: number; principal: number }[]>()
  const rows = await desk.rows(
    sql`select loan_id, due_on, amount, principal from mart.lending_instalments order by instalment`,
  )
  for (const row of rows) {
    const id = String(row['loan_id'])
    const kopecks = (column: string) => Math.round(Number(row[column]) * 100)
    const due = { dueOn: String(row['due_on']), due: kopecks('amount'), principal: kopecks('principal') }
    schedules.set(id, [...(schedules.get(id) ?? []), due])
  }
  return schedules
}
