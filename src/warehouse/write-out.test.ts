import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { Pieces } from '../base/index.ts'
import { sql, trusted } from '../kit/index.ts'
import type { Warehouse } from './contract.ts'
import { openWarehouse } from './warehouse.ts'

let folder: string
let warehouse: Warehouse
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-out-'))
  // what a process left that was killed
  mkdirSync(join(folder, 'tmp', 'out-killed'), { recursive: true })
  writeFileSync(join(folder, 'tmp', 'out-killed', 'rows-0'), 'x')
  warehouse = await openWarehouse({ folder }, pinnedWorld('2024-01-01T00:00:00Z'))
})
afterAll(async () => {
  await warehouse.close()
  rmSync(folder, { recursive: true })
})

const FORM = { separator: ';' }
const LONG = sql`select range as n, 'a row of some length, so that it takes room' as t from range(2000000)`
const left = (): string[] => readdirSync(join(folder, 'tmp'))

async function textOf(pieces: Pieces<Buffer>): Promise<string> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(Buffer.from(piece))
  return Buffer.concat(all).toString()
}

test('what a killed process was writing is gone', () => {
  expect(existsSync(join(folder, 'tmp', 'out-killed'))).toBe(false)
})

test('selects follow each other in order, as CSV or as they are', async () => {
  const parts = [sql`select 1 as n, ${'a;b'} as t`, sql`select 2, null`, sql`select 3, ${''}`]

  expect(await textOf(await warehouse.lines(parts, FORM))).toBe('1;"a;b"\r\n2;\r\n3;""\r\n')
  expect(await textOf(await warehouse.lines([sql`select '<"a;b">' as t`], 'whole'))).toBe('<"a;b">\n')
  expect(left()).toEqual([])
})

test('a select that fails does so before anything is taken; in the middle, the lines end with the error', async () => {
  await expect(warehouse.lines([sql`select error('broken')`], FORM)).rejects.toThrow('broken')

  const pieces = await warehouse.lines([sql`select 1`, sql`select error('broken later')`], FORM)
  await expect(textOf(pieces)).rejects.toThrow('broken later')

  expect(left()).toEqual([])
})

test('whoever takes no more ends the writing, read or unread, and nothing stays', async () => {
  const read = await warehouse.lines([LONG], FORM)
  await read.next()
  await read.return?.()
  const unread = await warehouse.lines([LONG], FORM)
  await unread.return?.()

  expect(left()).toEqual([])
  expect((await read.next()).done).toBe(true)
})

test('files that nobody reads on keep nobody from asking, and more of them wait in turn', async () => {
  const files = [0, 1, 2].map(() => warehouse.lines([LONG], FORM))

  expect(await warehouse.rows(trusted('select 42 as answer'))).toEqual([{ answer: 42 }])

  for (const file of files) await (await file).return?.()
  expect(left()).toEqual([])
})

test('rows of all selects are of one moment, whichever session writes them and whatever changes meanwhile', async () => {
  const edition = (number: number) =>
    warehouse.prepare({
      sources: [],
      entities: [],
      models: [],
      settingsTables: [{ name: 'edition', columns: { edition: 'integer' }, rows: [[number]] }],
    })
  await edition(0)
  const select = sql`select edition from settings.edition cross join range(20000)`
  const found: string[][] = []

  for (let number = 1; number <= 6; number++) {
    const changing = edition(number)
    const pieces = await warehouse.lines([select, select, select, select, select, select], FORM)
    const lines = (await textOf(pieces)).trimEnd().split('\r\n')
    expect(lines).toHaveLength(120_000)
    found.push([...new Set(lines)])
    await changing
  }

  expect(found.map((editions) => editions.length)).toEqual([1, 1, 1, 1, 1, 1])
})
