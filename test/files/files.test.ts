import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Row } from '../../src/base/index.ts'
import { createIngest, type SyncResult } from '../../src/ingest/index.ts'
import { sql, trusted } from '../../src/kit/index.ts'
import { entities } from '../../src/packs/support/entities.ts'
import { files } from '../../src/sources/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld } from '../pinned-world.ts'

const COLUMNS = {
  ticket_id: 'Number',
  subject: 'Subject',
  priority: 'Priority',
  status: 'Status',
  created_at: 'Created',
  updated_at: 'Updated',
}
const HEAD = 'Number,Subject,Priority,Status,Created,Updated'
const line = (id: string, subject = 'Help', updated = '2023-03-02T10:00:00Z') =>
  `${id},${subject},High,Closed,2023-03-01T10:00:00Z,${updated}`

let folder = ''
let warehouse: Warehouse | undefined
const world = pinnedWorld('2023-04-01T00:00:00Z')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-files-'))
})
afterEach(async () => {
  await warehouse?.close()
  warehouse = undefined
  rmSync(folder, { recursive: true })
})

async function sync(stream: Record<string, unknown>): Promise<SyncResult> {
  const source = files({ id: 'exports', streams: { 'support.ticket': { columns: COLUMNS, ...stream } } })
  const settings = source.definition.settings.parse(source.settings)
  warehouse ??= await openWarehouse({ folder: join(folder, 'data') }, world)
  await warehouse.prepare({
    sources: [{ id: 'exports', streams: source.definition.streams(settings) }],
    entities,
    models: [],
    settingsTables: [],
  })
  const sources = [{ id: 'exports', definition: source.definition, settings }]
  return createIngest({ sources, warehouse, folder, world }).sync({ mode: 'new', locale: 'en' }, () => {})
}

const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)
const rows = async (query: string): Promise<readonly Row[]> => (await warehouse?.rows(trusted(query))) ?? []
const ids = async () =>
  (await rows('select ticket_id from core.support_ticket order by 1')).map((row) => row['ticket_id'])
const rejected = async () => (await warehouse?.rejected({}))?.rows ?? []

describe('content decides what is new', () => {
  test('every file of a glob is read once; the same content again changes nothing', async () => {
    mkdirSync(join(folder, 'exports'))
    write('exports/a.csv', `${HEAD}\n${line('1')}\n`)
    write('exports/b.csv', `${HEAD}\n${line('2')}\n`)

    const first = await sync({ path: 'exports/*.csv' })
    const second = await sync({ path: 'exports/*.csv' })

    expect([first.streams[0]?.added, second.streams[0]?.added]).toEqual([2, 0])
    expect(await ids()).toEqual(['1', '2'])
  })

  test('a changed file brings new versions; what a row said before stays in history', async () => {
    write('a.csv', `${HEAD}\n${line('1', 'Before')}\n${line('2')}\n`)
    await sync({ path: 'a.csv' })

    write('a.csv', `${HEAD}\n${line('1', 'After', '2023-03-05T10:00:00Z')}\n${line('2')}\n`)
    const result = await sync({ path: 'a.csv' })

    expect(result.streams[0]).toMatchObject({ added: 0, changed: 1, unchanged: 1, rejected: 0 })
    expect(await rows('select subject from core.support_ticket order by ticket_id')).toEqual([
      { subject: 'After' },
      { subject: 'Help' },
    ])
    expect(await rows('select subject, valid_from, valid_to from core.support_ticket_history')).toEqual([
      { subject: 'Before', valid_from: '2023-03-02T10:00:00Z', valid_to: '2023-03-05T10:00:00Z' },
    ])
  })
})

describe('the same tickets in every format', () => {
  const records = [
    {
      Number: 7,
      Subject: 'Ошибка',
      Priority: 'High',
      Status: 'Open',
      Created: '2023-03-01T10:00:00+03:00',
      Updated: '2023-03-01T12:00:00Z',
    },
    {
      Number: 8,
      Subject: null,
      Priority: 'Low',
      Status: 'Open',
      Created: '2023-03-01T11:00:00Z',
      Updated: '2023-03-01T12:00:00Z',
    },
  ]

  test.each([
    ['ndjson', records.map((record) => JSON.stringify(record)).join('\n')],
    ['json', JSON.stringify(records)],
    ['csv', [HEAD, ...records.map((record) => Object.values(record).join(','))].join('\n')],
    ['tsv', [HEAD.replaceAll(',', '\t'), ...records.map((record) => Object.values(record).join('\t'))].join('\n')],
  ])('%s', async (format, content) => {
    write(`a.${format}`, content)

    const result = await sync({ path: `a.${format}` })

    expect(result.streams[0]).toMatchObject({ added: 2, rejected: 0, error: null })
    expect(await rows('select ticket_id, subject, created_at from core.support_ticket order by 1')).toEqual([
      { ticket_id: '7', subject: 'Ошибка', created_at: '2023-03-01T07:00:00Z' },
      { ticket_id: '8', subject: null, created_at: '2023-03-01T11:00:00Z' },
    ])
  })

  test('a column may be SQL over the file’s columns', async () => {
    write('a.csv', `${HEAD}\n1,Help,HIGH,Closed,01.03.2023 10:00,02.03.2023 10:00\n`)

    await sync({
      path: 'a.csv',
      columns: {
        ...COLUMNS,
        priority: sql`lower("Priority")`,
        created_at: sql`strptime("Created", '%d.%m.%Y %H:%M')`,
        updated_at: sql`strptime("Updated", '%d.%m.%Y %H:%M')`,
      },
    })

    expect(await rows('select priority, created_at from core.support_ticket')).toEqual([
      { priority: 'high', created_at: '2023-03-01T10:00:00Z' },
    ])
  })
})

describe('bad input: the rest goes on and nothing is lost', () => {
  test('a wrong separator is named with the likely one, before anything is rejected', async () => {
    write('a.csv', `${HEAD}\n${line('1')}\n`)

    const { streams } = await sync({ path: 'a.csv', delimiter: ';' })

    expect(streams[0]?.error).toMatch(/its first line holds no “;”.* The separator is probably “,”: set delimiter: ','/)
    expect(await rejected()).toEqual([])
  })

  test('a byte-order mark is no part of the first column’s name', async () => {
    write('a.csv', `\ufeff${HEAD}\n${line('1')}\n`)

    expect((await sync({ path: 'a.csv' })).streams[0]).toMatchObject({ added: 1, rejected: 0 })
  })

  test('windows-1251 is read as such', async () => {
    const cyrillic = Uint8Array.from(
      [...'\u041f\u0435\u0447\u0430\u0442\u044c'].map((letter) => letter.charCodeAt(0) - 0x410 + 0xc0),
    )
    write(
      'a.csv',
      Buffer.concat([Buffer.from(`${HEAD}\n1,`), cyrillic, Buffer.from(',High,Open,2023-03-01,2023-03-01\n')]),
    )

    await sync({ path: 'a.csv', encoding: 'windows-1251' })

    expect(await rows('select subject from core.support_ticket')).toEqual([{ subject: 'Печать' }])
  })

  test('a stray quote costs its own row at most, and that row is kept with its reason', async () => {
    write('a.csv', `${HEAD}\n${line('1')}\n${line('2', 'a "quoted" word and "')}\n${line('3')}\n`)

    const result = await sync({ path: 'a.csv' })

    const found = await ids()
    expect(found).toContain('1')
    expect(found).toContain('3')
    expect((result.streams[0]?.added ?? 0) + (result.streams[0]?.rejected ?? 0)).toBe(3)
  })

  test('a row with a time that is none and a row without a key are rejected with their reasons; the others load', async () => {
    write('a.csv', `${HEAD}\n${line('1')}\n2,Help,High,Closed,31.02.2023,2023-03-02T10:00:00Z\n${line('')}\n`)

    const result = await sync({ path: 'a.csv' })

    expect(result.streams[0]).toMatchObject({ added: 1, rejected: 2 })
    expect(
      (await rejected())
        .map((row) => row.reason)
        .toSorted()
        .join('\n'),
    ).toMatch(/created_at.*31\.02\.2023[^]*ticket_id/)
  })

  test('ten thousand columns are read, the mapped ones among them', async () => {
    const more = Array.from({ length: 10_000 }, (_, at) => `c${at}`)
    write('a.csv', `${HEAD},${more.join(',')}\n${line('1')},${more.map(() => 'x').join(',')}\n`)

    expect((await sync({ path: 'a.csv' })).streams[0]).toMatchObject({ added: 1, rejected: 0, error: null })
  })

  test.each(['csv', 'ndjson'])('one line far too long in a %s is rejected; its neighbours load', async (format) => {
    const long = 'x'.repeat(64 * 1024 * 1024)
    const json = (id: number, subject: string) =>
      JSON.stringify({
        Number: id,
        Subject: subject,
        Priority: 'High',
        Status: 'Open',
        Created: '2023-03-01',
        Updated: '2023-03-01',
      })
    write(
      `a.${format}`,
      format === 'csv'
        ? [HEAD, line('1'), line('2', long), line('3')].join('\n')
        : [json(1, 'a'), json(2, long), json(3, 'b')].join('\n'),
    )

    const result = await sync({ path: `a.${format}` })

    expect(result.streams[0]).toMatchObject({ added: 2, rejected: 1 })
    expect(await ids()).toEqual(['1', '3'])
  })

  test('a column that the file lacks is a sentence that names it and the nearest right one', async () => {
    write('a.csv', `${HEAD}\n${line('1')}\n`)

    const { streams } = await sync({ path: 'a.csv', columns: { ...COLUMNS, subject: 'Subjct' } })

    expect(streams[0]?.error).toMatch(/Subjct/)
    expect(streams[0]?.error?.split('\n')).toHaveLength(1)
  })

  test('no file at all says which path and folder were looked at', async () => {
    expect((await sync({ path: 'nowhere/*.csv' })).streams[0]?.error).toContain(
      `No file matches nowhere/*.csv in ${folder}`,
    )
  })

  test('an empty file and a file of nothing but its header bring nothing and break nothing', async () => {
    write('a.csv', '')
    write('b.csv', `${HEAD}\n`)
    write('c.csv', `${HEAD}\n${line('1')}\n`)

    await sync({ path: '?.csv' })

    expect(await ids()).toEqual(['1'])
  })
})
