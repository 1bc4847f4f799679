import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { State } from './contract.ts'
import { ENGINES, ownState, type TestState } from './testing.ts'

describe.each(ENGINES)('%s', (engine) => {
  const world = pinnedWorld('2024-01-01T12:00:00Z')
  let folder: TestState
  let state: State
  let other: State

  beforeAll(async () => {
    folder = await ownState(engine)
    state = await folder.open(world)
    other = await folder.open(world)
  })
  afterAll(() => folder.remove())

  test('a person sees their own questions and those that others share, the newest change first', async () => {
    const question = { query: 'metrics=support.tickets', isShared: false }
    const mine = await state.saved.save({ ...question, owner: 'anna', title: 'Моё' })
    await state.saved.save({ ...question, owner: 'boris', title: 'Чужое' })
    world.set('2024-01-01T12:01:00Z')
    const shared = await state.saved.save({ ...question, owner: 'boris', title: 'Общее', isShared: true })

    expect(await other.saved.list('anna')).toEqual([shared, mine])
    world.set('2024-01-01T12:02:00Z')
    await state.saved.change(mine.id, 'anna', { title: 'Моё новое' })
    expect((await other.saved.list('anna')).map(({ title }) => title)).toEqual(['Моё новое', 'Общее'])
    expect((await other.saved.list('carl')).map(({ title }) => title)).toEqual(['Общее'])
  })

  test('nobody renames, unshares or deletes another’s question, shared or not', async () => {
    const question = { owner: 'dora', title: 'Дорино', query: 'q', isShared: true }
    const { id } = await state.saved.save(question)

    expect(await state.saved.change(id, 'anna', { title: 'x', isShared: false })).toBeUndefined()
    expect(await state.saved.remove(id, 'anna')).toBe(false)
    expect((await state.saved.list('anna')).find((each) => each.id === id)).toMatchObject(question)
    expect(await state.saved.remove(id, 'dora')).toBe(true)
    expect(await state.saved.remove(id, 'dora')).toBe(false)
  })
})
