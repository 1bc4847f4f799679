import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { first } from './migrations/001-first.ts'
import { leases } from './migrations/002-leases.ts'
import { people } from './migrations/003-people.ts'
import { openSqlite } from './sqlite.ts'
import { openState } from './state.ts'
import { holder, stateFolder } from './testing.ts'

const world = pinnedWorld('2024-01-01T06:00:00Z')
let folder: ReturnType<typeof stateFolder>

beforeEach(() => void (folder = stateFolder()))
afterEach(() => folder.remove())

/** The state as a program left it that knew so many versions, with a schedule, a message that waits and a chat. */
async function leftByVersion(version: number): Promise<void> {
  const { database, dialect } = openSqlite(folder.file)
  await database.transaction().execute(async (transaction) => {
    await transaction.schema
      .createTable('schema_version')
      .addColumn('version', 'integer', (column) => column.primaryKey())
      .addColumn('applied_at', 'text', (column) => column.notNull())
      .execute()
    for (const [at, apply] of [first, leases, people].slice(0, version).entries()) {
      await apply(transaction, dialect)
      const row = { version: at + 1, applied_at: '2023-01-01T00:00:00.000Z' }
      await transaction.insertInto('schema_version').values(row).execute()
    }
  })
  await database.destroy()
  await folder.run(`
    insert into job (id, first_seen_at) values ('report:a', '2023-01-01T00:00:00.000Z');
    insert into outbox (id, report, recipient, channel, edition, part, place, state, body, created_at, changed_at)
    values ('one', 'support.morning', 'head', 'telegram', '2023-12-31', 'text-1', 1, 'waiting', '{"text":"Доброе утро"}',
      '2023-12-31T05:45:00.000Z', '2023-12-31T05:45:00.000Z');
    insert into bound_address values ('head', 'telegram', '700001', '2023-01-02T00:00:00.000Z')`)
}

const beside = () => readdirSync(dirname(folder.file)).filter((name) => /\.v\d+/.test(name))

test.each([1, 2, 3])(
  'a state of version %i is brought to what this program knows, with all that it held',
  async (version) => {
    await leftByVersion(version)

    const state = await folder.open(world)

    expect(await state.outbox.claim(holder('one'))).toMatchObject({ part: 'text-1', body: { text: 'Доброе утро' } })
    expect(await state.recipients.bound()).toMatchObject([{ recipient: 'head', address: '700001' }])
    expect(await state.jobs.firstSeen('report:a')).toBe('2023-01-01T00:00:00.000Z')
    expect(await state.leases.take('bot', holder('one'))).toBeUndefined()
    await state.applied.keep('data', '{}')
    expect(await state.saved.save({ owner: 'anna', title: 'Вопрос', query: '', isShared: false })).toMatchObject({
      owner: 'anna',
    })
  },
)

test('what was there before stands beside it as it was, for whoever must go back', async () => {
  await leftByVersion(2)

  await folder.open(world)

  const [aside = ''] = beside()
  const path = `${dirname(folder.file)}/${aside}`
  const before = new DatabaseSync(path, { readOnly: true })
  expect(before.prepare('select max(version) as version from schema_version').get()).toEqual({ version: 2 })
  expect(before.prepare('select id from outbox').all()).toEqual([{ id: 'one' }])
  expect(before.prepare(`select count(*) as found from sqlite_master where name = 'person'`).get()).toEqual({
    found: 0,
  })
  before.close()
  expect([aside, statSync(path).mode & 0o077]).toEqual([`${basename(folder.file)}.v2`, 0])
})

test('a new state, and one that is up to date, leave nothing beside them; of old ones three are kept', async () => {
  await (await folder.open(world)).close()
  await (await folder.open(world)).close()
  expect(beside()).toEqual([])

  await folder.run(
    'delete from schema_version where version > 3; drop table applied_settings; drop table forgotten_run',
  )
  for (const version of [-1, 0, 1, 2]) writeFileSync(`${folder.file}.v${version + 1}`, '')
  await (await folder.open(world)).close()

  expect(beside()).toEqual([1, 2, 3].map((version) => `${basename(folder.file)}.v${version}`))
})

test('where it cannot be kept aside, nothing is changed', async () => {
  await leftByVersion(3)
  // a folder of that name cannot be replaced by a file
  mkdirSync(`${folder.file}.v3/x`, { recursive: true })

  await expect(openState({ file: folder.file }, world)).rejects.toThrow(/directory/)

  const left = new DatabaseSync(folder.file, { readOnly: true })
  expect(left.prepare('select max(version) as version from schema_version').get()).toEqual({ version: 3 })
  left.close()
})
