import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bot } from '../delivery/index.ts'
import { manualWorld, type ManualWorld } from '../scheduler/testing.ts'
import type { State } from '../state/index.ts'
import { stateFolder } from '../state/testing.ts'
import { keepBot, type KeptBot } from './bot.ts'

let folder: ReturnType<typeof stateFolder>
let world: ManualWorld

beforeEach(() => {
  folder = stateFolder()
  world = manualWorld('2024-01-01T06:00:00Z')
})
afterEach(() => folder.remove())

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
  await world.advance(0)
  other.start()
  await world.advance(120)
  expect([...running]).toEqual(['one'])
  expect([one.ready().isReady, other.ready().message.en]).toEqual([
    true,
    expect.stringContaining('Another process of this workspace runs the bot'),
  ])
  await one.stop()
  await world.advance(3)
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
  await world.advance(28)
  expect([...running]).toEqual([])
  await world.advance(4)
  expect([...running]).toEqual(['other'])
  await other.stop()
})

test('a process that slept through its lease stops its bot when it wakes', async () => {
  const state = await folder.open(world)
  const running = new Set<string>()
  const one = kept('one', running, state.leases)
  one.start()
  await world.advance(0)

  world.set('2024-01-01T07:00:00Z')
  await state.leases.take('bot:telegram', { owner: 'follower', leaseSeconds: 30 })
  await world.advance(1)
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
  await world.advance(0)

  isBroken = true
  await world.advance(21)
  expect([...running]).toEqual(['one'])
  await world.advance(20)
  expect([...running]).toEqual([])
  isBroken = false
  await world.advance(3)
  expect([...running]).toEqual(['one'])
  await one.stop()
})
