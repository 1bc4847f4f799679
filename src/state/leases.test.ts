import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { State } from './contract.ts'
import { ENGINES, holder, ownState, type TestState } from './testing.ts'

const NOON = '2024-01-01T12:00:00Z'
describe.each(ENGINES)('%s', (engine) => {
  const world = pinnedWorld(NOON)
  let folder: TestState
  let one: State
  let other: State

  beforeAll(async () => {
    folder = await ownState(engine)
    one = await folder.open(world)
    other = await folder.open(world)
  })
  afterAll(() => folder.remove())

  test('of many that take a lease at once, one has it and the others are told who', async () => {
    const owners = ['a', 'b', 'c', 'd']

    const told = await Promise.all(
      owners.map((owner, place) => (place % 2 ? one : other).leases.take('many', holder(owner))),
    )

    const winner = owners.filter((_, place) => told[place] === undefined)
    expect(winner).toHaveLength(1)
    expect(told.filter((owner) => owner === winner[0])).toHaveLength(3)
  })

  test('a lease that its holder takes again goes on; one that is over goes to whoever asks, and the old holder is told', async () => {
    world.set(NOON)
    await one.leases.take('bot', holder('first', 30))
    world.set('2024-01-01T12:00:20Z')
    await one.leases.take('bot', holder('first', 30))

    world.set('2024-01-01T12:00:49Z')
    expect(await other.leases.take('bot', holder('second', 30))).toBe('first')
    world.set('2024-01-01T12:00:50Z')
    expect(await other.leases.take('bot', holder('second', 30))).toBeUndefined()
    expect(await one.leases.take('bot', holder('first', 30))).toBe('second')
  })

  test('what was released is free at once, and nobody releases what is not theirs', async () => {
    world.set(NOON)
    await one.leases.take('free', holder('first'))

    await other.leases.release('free', 'second')
    expect(await other.leases.take('free', holder('second'))).toBe('first')
    await one.leases.release('free', 'first')
    expect(await other.leases.take('free', holder('second'))).toBeUndefined()
  })
})
