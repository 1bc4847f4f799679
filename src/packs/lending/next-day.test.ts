import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../test/lending/lending-desk.ts'
import { TEN_LOANS } from '../../../test/lending/ten-loans.ts'
import { sql } from '../../kit/index.ts'

let desk: LendingDesk
beforeAll(async () => {
  desk = await openLendingDesk({ settings: { schedule: 'single' }, today: '2023-06-30' })
  await desk.load(TEN_LOANS)
})
afterAll(() => desk.close())

test('the next day days past due have grown by one, and nothing else has changed', async () => {
  const loans = () =>
    desk.rows(
      sql`select loan_id, days_past_due as days, overdue_amount from mart.lending_loans where is_overdue order by 1`,
    )
  const before = await loans()

  await desk.startOn('2023-07-01')

  expect(before).toHaveLength(5)
  expect(await loans()).toEqual(before.map((row) => ({ ...row, days: Number(row['days']) + 1 })))
})

test('a month counts for the cure rate as soon as it is over', async () => {
  const months = await desk.rows(sql`select distinct month from mart.lending_overdue_months order by 1`)

  expect(months.at(-1)).toEqual({ month: '2023-06-01' })
})
