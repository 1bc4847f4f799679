import { afterEach, beforeEach, expect, test } from 'vitest'
import { NOTICE } from './notices.ts'
import { both, MORNING, openDesk, request, type Desk } from './testing.ts'

const KEPT_DAYS = 400
let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const days = (count: number): string => new Date(Date.parse(MORNING) + count * 86_400_000).toISOString()

/** A run of yesterday says what day it is; then what is old is forgotten. */
async function forget() {
  desk.world.set(days(KEPT_DAYS + 10))
  await desk.state.jobs.skip('sync', [days(KEPT_DAYS + 8)], both('missed'))
  return desk.delivery.forget(KEPT_DAYS)
}

test('a message that failed is forgotten with its notice, and nobody is told of it again, or that it is well', async () => {
  const { delivery, post, state } = desk
  post.script.push({ when: ({ recipient }) => recipient === 'head', outcome: { kind: 'refused', cause: both('no') } })
  await delivery.send(request('head'))
  await delivery.flush()
  const told = post.sendings.filter(({ recipient }) => recipient === 'admin').length

  const forgotten = await forget()
  await delivery.flush()

  expect(told).toBe(1)
  expect(forgotten).toMatchObject({ notices: 1, subjects: ['delivery:desk.morning/2023-12-31'] })
  expect(post.sendings.filter(({ recipient }) => recipient === 'admin')).toHaveLength(told)
  expect([await desk.rows(), await state.notices.list({ limit: 10 })]).toEqual([[], []])
})

test('what was kept to tell of a notice goes with the last one of its subject', async () => {
  const { delivery, state } = desk
  const trouble = { what: both('desk'), cause: both('away'), stillWorks: both('') }
  for (const subject of ['source:desk', 'source:shop']) await delivery.notices.failed({ subject, ...trouble })
  await delivery.flush()
  await delivery.notices.well('source:desk', both('desk'))
  await delivery.flush()

  await forget()

  const kept = ['open:source:desk', 'closed:source:desk', 'open:source:shop']
  const found = await Promise.all(kept.map((key) => state.recipients.recall('notices', key)))
  expect(found.map((text) => text !== undefined)).toEqual([false, false, true])
  expect(await state.outbox.list({ report: NOTICE, limit: 10 })).toEqual([])
})
