import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { RequestError } from '../base/index.ts'
import type { Access, Caller } from './contract.ts'
import { accessDesk, HOME, OFFICE, PASSWORD, refused, type AccessDesk } from './testing.ts'
import { placeOf } from './throttle.ts'

const NOON = Date.parse('2024-03-01T12:00:00Z')
let world: ReturnType<typeof pinnedWorld>
let desk: AccessDesk

beforeEach(async () => {
  world = pinnedWorld('2024-03-01T12:00:00Z')
  desk = await accessDesk(world)
})
afterEach(() => desk.close())

const at = (seconds: number) => world.set(new Date(NOON + seconds * 1000).toISOString())
const attempt = (login: string, caller: Caller, password = 'a wrong password', access: Access = desk.access) =>
  access.entry.signIn({ login, password }, caller).then(
    (signIn) => signIn.state as string,
    (error: RequestError) => error.code,
  )
const from = (number: number): Caller => ({ address: `192.0.2.${number}`, agent: 'curl' })

async function many(count: number, once: (turn: number) => Promise<string>): Promise<readonly string[]> {
  const met: string[] = []
  for (let turn = 0; turn < count; turn++) met.push(await once(turn))
  return met
}

test('an address that tries many names waits, longer each time, and is told how long', async () => {
  const met = await many(21, (turn) => attempt(`name-${turn}`, HOME))
  expect(met).toEqual([...Array<string>(20).fill('refused'), 'too_many'])

  const waits: number[] = []
  for (let seconds = 0; waits.length < 6;) {
    const error: unknown = await desk.access.entry.signIn({ login: 'x', password: 'x' }, HOME).catch((e: unknown) => e)
    const { retryAfterSeconds = 0 } = error as RequestError
    waits.push(retryAfterSeconds)
    at((seconds += retryAfterSeconds))
    expect(await attempt('y', HOME)).toBe('refused')
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32])
})

test('whoever knocks at another’s name makes nobody wait where that person signed in before', async () => {
  await desk.joined('anna', 'manager')

  const met = await many(40, (turn) => attempt('anna', from(turn)))

  expect(met.slice(0, 10)).toEqual(Array(10).fill('refused'))
  expect(new Set(met.slice(10))).toEqual(new Set(['too_many']))
  expect(await attempt('anna', from(99), PASSWORD)).toBe('too_many')
  expect(await attempt('anna', OFFICE, PASSWORD)).toBe('in')
})

test('a colleague in the same office who tries many names does not keep anybody else there out', async () => {
  await desk.joined('anna', 'manager')

  await many(30, (turn) => attempt(`name-${turn}`, OFFICE))

  expect(await attempt('stranger', OFFICE)).toBe('too_many')
  expect(await attempt('anna', OFFICE, PASSWORD)).toBe('in')
})

test('from a known place a name is tried five times freely, then at most once a minute', async () => {
  await desk.joined('anna', 'manager')
  const met = await many(6, () => attempt('anna', OFFICE))
  expect(met).toEqual([...Array<string>(5).fill('refused'), 'too_many'])

  let tries = 0
  for (let seconds = 0; seconds < 3600; tries++) {
    const wait = await desk.access.entry.signIn({ login: 'anna', password: 'x' }, OFFICE).catch((e: unknown) => e)
    at((seconds += (wait as RequestError).retryAfterSeconds ?? 0))
    expect(await attempt('anna', OFFICE)).toBe('refused')
  }

  expect(tries).toBeLessThanOrEqual(65)
})

test('a good sign-in forgives at a known place, and takes nothing back of what an address tried', async () => {
  await desk.joined('anna', 'manager')
  await many(4, () => attempt('anna', OFFICE))
  expect(await attempt('anna', OFFICE, PASSWORD)).toBe('in')
  expect(await many(4, () => attempt('anna', OFFICE))).toEqual(Array(4).fill('refused'))

  await many(18, (turn) => attempt(`name-${turn}`, HOME))
  expect(await attempt('anna', HOME, PASSWORD)).toBe('in')
  expect(await attempt('one-more', HOME)).toBe('refused')
  expect(await attempt('one-more', HOME)).toBe('refused')
  expect(await attempt('one-more', HOME)).toBe('too_many')
})

test('many tries at once, in two processes, count as many', async () => {
  const another = await desk.another()

  const met = await Promise.all(
    Array.from({ length: 30 }, (_, turn) => attempt(`name-${turn}`, HOME, 'x', turn % 2 ? another : desk.access)),
  )

  expect(met.filter((code) => code === 'refused')).toHaveLength(20)
  expect(met.filter((code) => code === 'too_many')).toHaveLength(10)
})

test('after an hour without a wrong try counting begins anew', async () => {
  await many(21, (turn) => attempt(`name-${turn}`, HOME))

  at(3700)

  expect(await many(20, (turn) => attempt(`name-${turn}`, HOME))).toEqual(Array(20).fill('refused'))
})

test('a name that nobody has is counted as one that somebody has', async () => {
  await desk.joined('anna', 'manager')

  const of = (login: string, first: number) => many(12, (turn) => attempt(login, from(first + turn)))

  expect(await of('anna', 0)).toEqual(await of('nobody', 100))
})

test('an address of IPv6 is its customer’s /64', () => {
  expect(placeOf('2001:0db8:0000:0001::1')).toBe('2001:db8:0:1::/64')
  expect(placeOf('2001:db8:0:1:ffff:ffff:ffff:ffff')).toBe('2001:db8:0:1::/64')
  expect(placeOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(placeOf('[fe80::1%eth0]')).toBe('fe80:0:0:0::/64')
  expect(placeOf('::1')).toBe('0:0:0:0::/64')
  expect(placeOf('::FFFF:203.0.113.7')).toBe('203.0.113.7')
  expect(placeOf('203.0.113.7')).toBe('203.0.113.7')
})

test('a browser of the same customer does not begin anew at another address', async () => {
  const met = await many(21, (turn) => attempt(`name-${turn}`, { address: `2001:db8:1:2::${turn}`, agent: '' }))

  expect(met.at(-1)).toBe('too_many')
  expect(
    await refused(desk.access.entry.signIn({ login: 'x', password: 'x' }, { address: '2001:db8:1:3::1', agent: '' })),
  ).toBe('refused')
})
