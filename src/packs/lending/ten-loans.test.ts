import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../test/lending/lending-desk.ts'
import { TEN_LOANS } from '../../../test/lending/ten-loans.ts'
import type { Query, Row } from '../../base/index.ts'
import { sql } from '../../kit/index.ts'

const TODAY = '2023-06-15'

/** Days past due at the end of each day, by hand; a loan that is paid back is not there. */
const PAST_DUE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '2023-01-31': { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 0, 10: 0 },
  '2023-02-28': { 3: 18, 4: 18, 5: 0, 6: 0, 7: 18, 8: 0, 10: 0 },
  '2023-03-31': { 3: 49, 4: 49, 5: 0, 6: 21, 7: 0, 8: 21, 10: 21 },
  '2023-04-30': { 3: 79, 5: 0, 6: 0, 7: 20, 8: 51, 10: 51 },
  '2023-05-31': { 3: 110, 5: 0, 6: 0, 8: 82, 10: 82 },
  '2023-06-15': { 3: 125, 5: 5, 6: 5, 8: 97, 10: 97 },
}

let desk: LendingDesk
beforeAll(async () => {
  desk = await openLendingDesk({
    settings: { schedule: 'single' },
    today: TODAY,
    asOf: new Date('2023-06-15T06:00:00Z'),
  })
  await desk.load(TEN_LOANS)
})
afterAll(() => desk.close())

const monthly = async (metric: string, query: Partial<Query> = {}): Promise<unknown[]> => {
  const period = { from: '2023-01-01', to: '2023-06-30' }
  const { rows } = await desk.query({ metrics: [metric], grain: 'month', period, ...query })
  return rows.map((row) => row[metric])
}
const among = (amounts: { from?: number; to?: number }): Partial<Query> => ({
  where: [{ dimension: 'amount', op: 'between', ...amounts }],
})

describe('days past due', () => {
  test.each(Object.keys(PAST_DUE))('at the end of %s', async (day) => {
    const rows = await desk.rows(sql`
      select loan_id, coalesce(cast(${day} as date) - oldest_due_on, 0) as days
      from mart.lending_states
      where began_on <= cast(${day} as date) and (ended_on is null or ended_on > cast(${day} as date))`)

    expect(Object.fromEntries(rows.map((row) => [row['loan_id'], Number(row['days'])]))).toEqual(PAST_DUE[day])
  })

  test('begin on the day after the due date and end on the day of the payment', async () => {
    const spells = await desk.rows(
      sql`select loan_id, began_on, ended_on, days from mart.lending_spells order by loan_id::integer, began_on`,
    )

    expect(spells.map((row) => Object.values(row))).toEqual([
      ['2', '2023-02-11', '2023-02-11', 1],
      ['3', '2023-02-11', null, null],
      ['4', '2023-02-11', '2023-04-02', 51],
      ['5', '2023-06-11', null, null],
      ['6', '2023-03-11', '2023-04-05', 26],
      ['6', '2023-06-11', null, null],
      ['7', '2023-02-11', '2023-03-20', 38],
      ['7', '2023-04-11', '2023-05-15', 35],
      ['8', '2023-03-11', null, null],
      ['10', '2023-03-11', null, null],
    ])
  })
})

test('status, bucket and sums of each loan today', async () => {
  const rows = await desk.rows(sql`
    select loan_id, status, bucket, days_past_due as days, max_days_past_due as most, balance, overdue_amount as overdue, closed_on
    from mart.lending_loans order by loan_id::integer`)

  expect(rows.map((row) => Object.values(row))).toEqual([
    ['1', 'closed', '0', 0, 0, 0, 0, '2023-02-10'],
    ['2', 'closed', '0', 0, 1, 0, 0, '2023-02-11'],
    ['3', 'overdue', '90+', 125, 125, 3000, 3000, null],
    ['4', 'closed', '0', 0, 51, 0, 0, '2023-04-02'],
    ['5', 'overdue', '1-29', 5, 5, 5000, 5000, null],
    ['6', 'overdue', '1-29', 5, 26, 2000, 2000, null],
    ['7', 'closed', '0', 0, 38, 0, 0, '2023-05-15'],
    ['8', 'overdue', '90+', 97, 97, 8000, 8000, null],
    ['9', 'closed', '0', 0, 0, 0, 0, '2023-02-01'],
    ['10', 'overdue', '90+', 97, 97, 0.01, 0.01, null],
  ])
})

describe('figures by month, June up to today', () => {
  test.each<[string, readonly unknown[], Partial<Query>?]>([
    ['lending.active_loans', [10, 7, 7, 6, 5, 5]],
    ['lending.overdue_share', [0, 3 / 7, 5 / 7, 4 / 6, 3 / 5, 1]],
    // 3, 4, 5 and 6 thousand: loans 3 to 6
    ['lending.overdue_share', [0, 2 / 4, 3 / 4, 1 / 3, 1 / 3, 1], among({ from: 3000, to: 6000 })],
    ['lending.overdue_share', [0, 1 / 3, 2 / 3, 1, 1, 1], among({ from: 6001 })],
    // of loans 3 to 8 and 10: 3 + 4 + 5 + 4 + 7 + 8 + 10 thousand, then 3 + 3 + 5 + 4 + 3.5 + 8 and a kopeck
    ['lending.outstanding', [55_000, 41_000, 26_500.01, 21_500.01, 18_000.01, 18_000.01]],
    ['lending.overdue_amount', [0, 10_500, 12_000.01, 10_500.01, 11_000.01, 18_000.01]],
    ['lending.par30', [0, 0, 6000 / 26_500.01, 11_000.01 / 21_500.01, 11_000.01 / 18_000.01, 11_000.01 / 18_000.01]],
    ['lending.par60', [0, 0, 0, 3000 / 21_500.01, 11_000.01 / 18_000.01, 11_000.01 / 18_000.01]],
    ['lending.par90', [0, 0, 0, 0, 3000 / 18_000.01, 11_000.01 / 18_000.01]],
    [
      'lending.overdue_amount_share',
      [0, 10_500 / 41_000, 12_000.01 / 26_500.01, 10_500.01 / 21_500.01, 11_000.01 / 18_000.01, 1],
    ],
    // overdue at the month's beginning, and what became of them: February has none to cure; June is not over
    ['lending.cure_rate', [null, null, 1 / 3, 2 / 5, 1 / 4, null]],
  ])('%s %s', async (metric, expected, query) => {
    const found = await monthly(metric, query)

    expect(found.map((value) => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value))).toEqual(
      expected.map((value) => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value)),
    )
  })

  test('of buckets add up to all loans', async () => {
    const { rows } = await desk.query({
      metrics: ['lending.bucket_share'],
      by: ['bucket'],
      period: { from: '2023-03-01', to: '2023-03-31' },
    })

    expect(rows.map((row: Row) => Object.values(row))).toEqual([
      ['0', 2 / 7],
      ['1-29', 3 / 7],
      ['30-59', 2 / 7],
    ])
  })

  test('of loans issued: all ten in January, eight of them ever overdue', async () => {
    const metrics = ['lending.loans', 'lending.ever_overdue_loans', 'lending.ever_overdue_share']
    const { rows } = await desk.query({ metrics, period: { from: '2023-01-01', to: '2023-01-31' } })

    expect(rows).toEqual([{ 'lending.loans': 10, 'lending.ever_overdue_loans': 8, 'lending.ever_overdue_share': 0.8 }])
  })
})

test('the view for other programs has a row per payment, and one per loan without payments', async () => {
  const rows = await desk.rows(sql`select * from mart.big_transactions order by loan_id::integer, paid_on`)

  expect(rows).toHaveLength(10 + 3)
  expect(rows.find((row) => row['payment_id'] === 'p2')).toMatchObject({
    client_id: 'c4',
    client_name: 'Клиент c4',
    loan_id: '4',
    amount: 4000,
    issued_on: '2023-01-10',
    due_on: '2023-02-10',
    annual_rate: null,
    paid_on: '2023-03-01',
    paid_amount: 1000,
    balance_after: 3000,
    days_past_due: 0,
    is_overdue: false,
    overdue_amount: 0,
    bucket: '0',
    month: '2023-03-01',
    source: 'bank',
    loaded_at: '2023-06-15T06:00:00Z',
  })
  expect(rows.find((row) => row['loan_id'] === '3')).toMatchObject({
    payment_id: null,
    paid_amount: null,
    balance_after: 3000,
    days_past_due: 125,
    month: '2023-01-01',
  })
})
