import { afterEach, expect, test } from 'vitest'
import { mark, openTill, post, type Posted, type Till, type TillOptions } from './till.ts'

let till: Till
afterEach(() => till.close())

const start = async (options?: TillOptions) => (till = await openTill(options))
const withKey = (key: string) => ({ headers: { 'idempotency-key': key } })
const waiting = async () => (await till.inbox.of('till')?.waiting('calls.rating'))?.requests
const said = ({ status, body }: Posted) => ({ status, body })

/** The next process: nothing but the folder is left of this one. */
async function restart(options?: TillOptions): Promise<void> {
  const { folder } = till
  await till.close({ keepFolder: true })
  await start({ ...options, folder })
}

test('the same key twice is stored once and answered alike: at once, after a sync, after a restart, with quotes or without', async () => {
  await start()
  const body = [mark(1), { rating_id: '2' }]

  const first = await post(till.url, body, withKey('order-1'))
  const again = await post(till.url, body, withKey('"order-1"'))
  expect(await waiting()).toBe(1)
  await restart()
  const restarted = await post(till.url, body, withKey('order-1'))
  expect(await waiting()).toBe(1)
  await till.sync()
  const loaded = await post(till.url, body, withKey('order-1'))
  await restart()
  const loadedAndRestarted = await post(till.url, body, withKey('order-1'))

  expect(first.body).toMatchObject({ received: 2, accepted: 1 })
  for (const each of [again, restarted, loaded, loadedAndRestarted]) expect(said(each)).toEqual(said(first))
  expect(await waiting()).toBe(0)
  expect(await till.marks()).toEqual({ 1: 5 })
})

test('twenty requests with one key that come at once are stored once and all answered', async () => {
  await start()

  const answers = await Promise.all(Array.from({ length: 20 }, () => post(till.url, mark(1), withKey('k'))))

  expect(answers.map(({ status }) => status)).toEqual(Array.from(answers, () => 202))
  expect(await waiting()).toBe(1)
})

test('the same key with another body is refused, whether the first is on its way, stored or loaded', async () => {
  await start()

  const both = await Promise.all([post(till.url, mark(1), withKey('k')), post(till.url, mark(2), withKey('k'))])
  const stored = await post(till.url, mark(3), withKey('k'))
  await till.sync()
  const loaded = await post(till.url, mark(4), withKey('k'))

  expect(both.map(({ status }) => status).toSorted()).toEqual([202, 422])
  expect([stored.status, loaded.status, loaded.body.error?.code]).toEqual([422, 422, 'key_reused'])
})

test('a key is forgotten after the stated time, with its file, and not before', async () => {
  await start({ settings: { rememberHours: 1 } })
  await post(till.url, mark(1, 1), withKey('k'))
  await till.sync()

  till.world.set('2026-11-21T09:59:59Z')
  const within = await post(till.url, mark(1, 2), withKey('k'))
  till.world.set('2026-11-21T10:00:00Z')
  const after = await post(till.url, mark(1, 2), withKey('k'))
  await till.sync()
  await restart({ settings: { rememberHours: 1 } })
  till.world.set('2026-11-21T10:00:01Z')
  const again = await post(till.url, mark(1, 3), withKey('k'))

  expect([within.status, after.status, again.status]).toEqual([422, 202, 422])
  expect(await till.marks()).toEqual({ 1: 2 })
})

test('requests without a key are stored as often as they come', async () => {
  await start()

  await post(till.url, mark(1))
  await post(till.url, mark(1))

  expect(await waiting()).toBe(2)
})

test('a refused request leaves its key free', async () => {
  await start()

  const broken = await post(till.url, '{"rating_id"', withKey('k'))
  const whole = await post(till.url, mark(1), withKey('k'))

  expect([broken.status, whole.status]).toEqual([400, 202])
})
