import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../test/lending/lending-desk.ts'
import { sql } from '../../kit/index.ts'

const loan = (loan_id: string, changes: Record<string, unknown> = {}) => ({
  loan_id,
  client_id: '1',
  amount: 100,
  issued_on: '2023-01-10',
  due_on: '2023-02-10',
  ...changes,
})
const payment = (payment_id: string, amount: number) => ({
  payment_id,
  loan_id: 'good',
  paid_on: '2023-02-01',
  amount,
})

let desk: LendingDesk
beforeAll(async () => {
  desk = await openLendingDesk()
  await desk.load({
    'lending.loan': [
      loan('good'),
      loan('due on the day of issue', { due_on: '2023-01-10' }),
      loan('without a client', { client_id: null }),
      loan('due before issue', { due_on: '2023-01-09' }),
      loan('below zero', { amount: -1, annual_rate: -0.1 }),
      loan('beyond all', { amount: 2e12, annual_rate: 5000 }),
      loan('until the end of days', { due_on: '9999-12-31', annual_rate: 9 }),
    ],
    'lending.payment': [payment('1', 40), payment('2', -5), payment('3', 0)],
    'lending.instalment': [{ loan_id: 'other', due_on: '2023-02-10', amount: -0.01 }],
  })
})
afterAll(() => desk.close())

test('a loan without a client, with a due date before issue below zero or beyond all is rejected and kept with the reason', async () => {
  const rejected = await desk.rows(
    sql`select record::json ->> 'loan_id' as loan, reason from raw.rejected where entity = 'lending.loan' order by loan`,
  )

  expect(rejected).toEqual([
    { loan: 'below zero', reason: 'amount: -1.00 is below 0; annual_rate: -0.1 is below 0' },
    {
      loan: 'beyond all',
      reason: 'amount: 2000000000000.00 is above 1000000000000; annual_rate: 5000.0 is above 1000',
    },
    { loan: 'due before issue', reason: 'due_on: 2023-01-09 is before issued_on 2023-01-10' },
    { loan: 'without a client', reason: 'client_id is empty' },
  ])
  expect(await desk.rows(sql`select loan_id from core.lending_loan order by loan_id`)).toEqual([
    { loan_id: 'due on the day of issue' },
    { loan_id: 'good' },
    { loan_id: 'until the end of days' },
  ])
})

test('a loan whose schedule no number holds keeps no other from having one', async () => {
  const dues = await desk.rows(
    sql`select loan_id, count(*)::int as dues, count(amount)::int as known from mart.lending_instalments group by 1 order by 1`,
  )

  expect(dues).toEqual([
    { loan_id: 'due on the day of issue', dues: 1, known: 1 },
    { loan_id: 'good', dues: expect.any(Number), known: expect.any(Number) },
    { loan_id: 'until the end of days', dues: expect.any(Number), known: expect.any(Number) },
  ])
  expect(dues[1]?.['known']).toBe(dues[1]?.['dues'])
})

test('a payment or an instalment below zero is rejected, one of nothing is not', async () => {
  const rejected = await desk.rows(
    sql`select entity, reason from raw.rejected where entity <> 'lending.loan' order by 1`,
  )

  expect(rejected).toEqual([
    { entity: 'lending.instalment', reason: 'amount: -0.01 is below 0' },
    { entity: 'lending.payment', reason: 'amount: -5.00 is below 0' },
  ])
  expect(await desk.rows(sql`select payment_id from core.lending_payment order by 1`)).toHaveLength(2)
})
