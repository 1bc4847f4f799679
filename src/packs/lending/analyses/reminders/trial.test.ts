import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LendingDesk, openLendingDesk } from '../../../../../test/lending/lending-desk.ts'
import type { Rows } from '../../../../../test/pack-desk.ts'
import { addDays } from '../../../../base/index.ts'
import { createRandom } from '../../../../stats/index.ts'
import { armOf } from './held-out.ts'

const TODAY = '2024-05-15'
const SINCE = '2024-02-01'
const GROUP = { salt: 'svodka', heldOut: 0.2 }
const CLIENTS = 1500

interface Due {
  clientId: string
  dueOn: string
  paidOn: string
}

/** Six monthly instalments a client, three of them before the trial; whoever is reminded pays late ones in time more often. */
const dues: readonly Due[] = (() => {
  const random = createRandom(31)
  return Array.from({ length: CLIENTS }, (_, at) => {
    const clientId = String(at + 1)
    const own = [0.95, 0.6][random.integer(2)]!
    return [-90, -60, -30, 10, 40, 70, 98].map((days): Due => {
      const dueOn = addDays(SINCE, days)
      const isReminded = days > 0 && armOf(clientId, GROUP) === 'reminded' && random.uniform() < 0.6
      const isInTime = random.uniform() < own || isReminded
      return { clientId, dueOn, paidOn: addDays(dueOn, isInTime ? -1 : 12) }
    })
  }).flat()
})()

const rows: Rows = {
  'lending.client': Array.from({ length: CLIENTS }, (_, at) => ({
    client_id: String(at + 1),
    name: `Client ${at + 1}`,
    phone: '+7 900 000-00-00',
  })),
  'lending.loan': Array.from({ length: CLIENTS }, (_, at) => ({
    loan_id: `L${at + 1}`,
    client_id: String(at + 1),
    amount: 700,
    issued_on: '2023-10-01',
    due_on: addDays(SINCE, 98),
    annual_rate: 0,
  })),
  'lending.instalment': dues.map(({ clientId, dueOn }) => ({ loan_id: `L${clientId}`, due_on: dueOn, amount: 100 })),
  'lending.payment': dues
    .filter(({ paidOn }) => paidOn < TODAY)
    .map(({ clientId, dueOn, paidOn }) => ({
      payment_id: `${clientId}-${dueOn}`,
      loan_id: `L${clientId}`,
      paid_on: paidOn,
      amount: 100,
    })),
}

const reminders = { since: SINCE, ...GROUP }

let desk: LendingDesk
beforeAll(async () => {
  desk = await openLendingDesk({ today: TODAY, asOf: new Date('2024-05-15T05:00:00Z'), settings: { reminders } })
  await desk.load(rows)
})
afterAll(() => desk.close())

test('the groups are counted as they are one by one, whole days after the due day over', async () => {
  const { tables } = await desk.analyze('lending.reminders')

  const counted = dues.filter(({ dueOn }) => dueOn >= addDays(SINCE, 3) && addDays(dueOn, 7) < TODAY)
  for (const arm of ['reminded', 'held_out']) {
    const own = counted.filter(({ clientId }) => armOf(clientId, GROUP) === arm)
    const row = tables['effect']?.rows.find((each) => each['arm'] === arm)
    expect(row).toMatchObject({
      instalments: own.length,
      clients: new Set(own.map(({ clientId }) => clientId)).size,
    })
    const inTime = own.filter(({ dueOn, paidOn }) => paidOn <= addDays(dueOn, 7)).length
    expect(row?.['paid_share']).toBeCloseTo(inTime / own.length, 9)
  }
  // due on 9 May: seven days are not over on the 15th
  expect(dues.some(({ dueOn }) => dueOn === '2024-05-09')).toBe(true)
  expect(counted.some(({ dueOn }) => dueOn === '2024-05-09')).toBe(false)
})

test('what was planted is found and said', async () => {
  const { claims, figures } = await desk.analyze('lending.reminders')

  // 0.6 of 0.225 that would have been late
  expect(figures['difference']).toBeGreaterThan(0.1)
  expect(figures['difference']).toBeLessThan(0.17)
  expect(figures).toMatchObject({ verdict: 'works', since: SINCE, within_days: 7 })
  expect(claims?.[0]).toMatchObject({ id: 'reminders_work', verdict: 'confirmed' })
  expect(claims?.[0]?.sentence).toMatch(
    /^Reminders work: since February 1, 2024 9\d\.\d% of instalments were paid within 7 days/,
  )
  const russian = await desk.analyze('lending.reminders', {}, 'ru')
  expect(russian.claims?.[0]?.sentence).toMatch(/^Напоминания помогают: с 1 февраля 2024 в течение 7 дней после срока/)
})

test('early in the trial it cannot be told yet, and says how much is missing', async () => {
  const { claims, figures } = await desk.analyze('lending.reminders', { date: '2024-02-20' }, 'ru')
  const before = await desk.analyze('lending.reminders', { date: '2024-02-05' }, 'en')

  expect(before.claims?.[0]).toMatchObject({ verdict: 'cannot tell' })
  expect(before.claims?.[0]?.sentence).toContain('too few instalments of both groups')
  expect(figures['reminded_share']).not.toBeNull()
  expect(claims?.[0]?.sentence).toMatch(/п\. п\./)
})
