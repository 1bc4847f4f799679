import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { readApplied } from './index.ts'
import { ENGINES, ownState, stateFolder, type TestState } from './testing.ts'

const world = pinnedWorld('2024-01-01T09:00:00Z')
describe.each(ENGINES)('%s', (engine) => {
  let own: TestState
  beforeEach(async () => void (own = await ownState(engine)))
  afterEach(() => own.remove())

  test('the newest settings of a subject are kept, with when they came into force', async () => {
    const state = await own.open(world)
    await state.applied.keep('data', '{"a":1}')
    world.set('2024-01-02T09:00:00Z')
    await state.applied.keep('data', '{"a":2}')

    expect(await readApplied(own.place)).toEqual([
      { subject: 'data', settings: '{"a":2}', appliedAt: '2024-01-02T09:00:00.000Z' },
    ])
  })

  test('they are read while another process writes', async () => {
    const state = await own.open(world)
    await state.applied.keep('desk', '{}')

    expect(await readApplied(own.place)).toMatchObject([{ subject: 'desk', settings: '{}' }])
  })

  test('where nothing was ever kept nothing is found, and nothing is made', async () => {
    expect(await readApplied(own.place)).toEqual([])
    expect(await readApplied(own.place)).toEqual([])
  })
})

describe('of a file', () => {
  let folder: TestState

  beforeEach(() => {
    folder = stateFolder()
  })
  afterEach(() => folder.remove())

  test('reading makes no file, brings none up to date, and finds nothing in an older one', async () => {
    expect(await readApplied({ file: folder.file })).toEqual([])
    expect(readdirSync(dirname(folder.file))).toEqual([])

    const old = new DatabaseSync(folder.file)
    old.exec('pragma journal_mode = wal')
    old.exec('create table schema_version (version integer primary key, applied_at text)')
    old.close()
    const before = statSync(folder.file).mtimeMs

    expect(await readApplied({ file: folder.file })).toEqual([])
    expect(readdirSync(dirname(folder.file))).toEqual(['state.db'])
    expect(statSync(folder.file).mtimeMs).toBe(before)
  })

  test('a file that is none of ours is refused in a sentence', async () => {
    writeFileSync(folder.file, 'not a database, and long enough to be taken for one'.repeat(100))

    await expect(readApplied({ file: folder.file })).rejects.toThrow(/state\.db/)
  })
})
