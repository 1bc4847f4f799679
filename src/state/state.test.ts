import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SvodkaError, type Locale } from '../base/index.ts'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { openState } from './state.ts'
import { ENGINES, holder, ownState, part, stateFolder, type TestState } from './testing.ts'

const world = pinnedWorld('2024-01-01T06:00:00Z')
let folder: TestState

beforeEach(() => void (folder = stateFolder()))
afterEach(() => folder.remove())

async function refusal(work: Promise<unknown>, locale: Locale = 'en'): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SvodkaError)) throw new Error('was not refused')
  return error.say(locale)
}

describe.each(ENGINES)('%s', (engine) => {
  let own: TestState
  beforeEach(async () => void (own = await ownState(engine)))
  afterEach(() => own.remove())

  test('what was written is there for whoever opens it next', async () => {
    const first = await own.open(world)
    await first.outbox.add([part('text-1')])
    await first.close()

    const second = await own.open(world)
    expect(await second.outbox.claim(holder('two'))).toMatchObject({ part: 'text-1', body: { text: 'text-1' } })
  })

  test('many that open a new one at once find one state', async () => {
    const states = await Promise.all(Array.from({ length: 8 }, () => own.open(world)))
    await Promise.all(states.map((state, place) => state.recipients.remember('telegram', `key-${place}`, 'x')))

    const found = await Promise.all(states.map((_, place) => states[0]?.recipients.recall('telegram', `key-${place}`)))
    expect(found).toEqual(Array(8).fill('x'))
  })
})

test('a file of a newer program is refused and left as it is', async () => {
  await (await folder.open(world)).close()
  const database = new DatabaseSync(folder.file)
  database.exec("insert into schema_version values (99, '2030-01-01')")
  database.close()
  const before = readFileSync(folder.file)

  expect(await refusal(folder.open(world))).toMatch(/was written by a newer Svodka \(state version 99, .*Update/)
  expect(await refusal(folder.open(world), 'ru')).toMatch(/записан более новой Сводкой \(версия состояния 99, /)
  expect(readFileSync(folder.file).equals(before)).toBe(true)
})

test('a file that is no state is refused and left as it is', async () => {
  writeFileSync(folder.file, 'Dear diary, '.repeat(1000))

  expect(await refusal(folder.open(world))).toMatch(/is damaged \(file is not a database\).* copy from your backup/)
  expect(readFileSync(folder.file, 'utf8')).toMatch(/^Dear diary/)
})

test('a file that lost its end is refused with what to do', async () => {
  const state = await folder.open(world)
  await state.outbox.add([part('picture-1', 1, { content: new Uint8Array(200_000) })])
  await state.close()
  truncateSync(folder.file, Math.floor(statSync(folder.file).size / 2))

  const read = folder.open(world).then((opened) => opened.outbox.list({ limit: 10 }))
  expect(await refusal(read)).toMatch(/is damaged \(database disk image is malformed\)/)
})

test('a file in a folder that does not exist is refused with what to do', async () => {
  expect(await refusal(openState({ file: `${folder.file}/nowhere/state.db` }, world))).toMatch(
    /cannot be opened .*Check that its folder exists/,
  )
})

test('the file is its owner’s alone', async () => {
  await folder.open(world)

  expect(statSync(folder.file).mode & 0o077).toBe(0)
})
