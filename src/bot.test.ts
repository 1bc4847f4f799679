import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../test/pinned-world.ts'
import type { World } from './base/index.ts'
import { keepBot, type KeptBot } from './bot.ts'
import type { Bot } from './delivery/index.ts'
import type { State } from './state/index.ts'
import { stateFolder } from './state/testing.ts'

const START = Date.parse('2024-01-01T06:00:00Z')
let folder: ReturnType<typeof stateFolder>
let now = START
let sleepers: { until: number; wake: () => void }[] = []

const world: World = {
  ...pinnedWorld('2024-01-01T06:00:00Z'),
  now: () => new Date(now),
  sleep: (milliseconds, signal) =>
    new Promise((wake, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      sleepers.push({ until: now + milliseconds, wake })
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    }),
}

beforeEach(() => {
  folder = stateFolder()
  now = START
  sleepers = []
})
afterEach(() => folder.remove())

/** Lets time pass second by second, and everybody do what is theirs in between. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    now += 1000
    const due = sleepers.filter(({ until }) => until <= now)
    sleepers = sleepers.filter((each) => !due.includes(each))
    for (const { wake } of due) wake()
    await settle()
  }
}
const settle = async () => {
  for (let round = 0; round < 20; round++) await turn()
}

/** A bot that only says whether it runs. */
function kept(name: string, running: Set<string>, leases: State['leases']): KeptBot {
  const make = (): Bot => ({
    start: () => void running.add(name),
    stop: async () => void running.delete(name),
    isConnected: () => running.has(name),
    handleWebhook: async () => new Response(name),
  })
  return keepBot(make, { leases }, world)
}

test('of two processes one runs the bot; when it ends the other follows within seconds', async () => {
  const state = await folder.open(world)
  const running = new Set<string>()
  const [one, other] = [kept('one', running, state.leases), kept('other', running, state.leases)]

  one.start()
  await settle()
  other.start()
  await pass(120)
  expect([...running]).toEqual(['one'])
  expect([one.ready().isReady, other.ready().message.en]).toEqual([
    true,
    expect.stringContaining('Another process of this workspace runs the bot'),
  ])
  await one.stop()
  await pass(3)
  expect([...running]).toEqual(['other'])
  await other.stop()
  expect([...running]).toEqual([])
})

test('a process that died is followed when its lease is over, and not before', async () => {
  const state = await folder.open(world)
  const running = new Set<string>()
  await state.leases.take('bot:telegram', { owner: 'dead', leaseSeconds: 30 })
  const other = kept('other', running, state.leases)

  other.start()
  await pass(28)
  expect([...running]).toEqual([])
  await pass(4)
  expect([...running]).toEqual(['other'])
  await other.stop()
})

test('a process that slept through its lease stops its bot when it wakes', async () => {
  const state = await folder.open(world)
  const running = new Set<string>()
  const one = kept('one', running, state.leases)
  one.start()
  await settle()

  now += 3600_000
  await state.leases.take('bot:telegram', { owner: 'follower', leaseSeconds: 30 })
  await pass(1)
  expect([...running]).toEqual([])
  await one.stop()
})

test('while the state cannot be asked the bot runs on as long as its lease surely holds', async () => {
  const state = await folder.open(world)
  const running = new Set<string>()
  let isBroken = false
  const leases: State['leases'] = {
    ...state.leases,
    take: async (...given) => {
      if (isBroken) throw new Error('busy')
      return state.leases.take(...given)
    },
  }
  const one = kept('one', running, leases)
  one.start()
  await settle()

  isBroken = true
  await pass(21)
  expect([...running]).toEqual(['one'])
  await pass(20)
  expect([...running]).toEqual([])
  isBroken = false
  await pass(3)
  expect([...running]).toEqual(['one'])
  await one.stop()
})
