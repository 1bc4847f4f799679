import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { sql } from '../kit/index.ts'
import type { Warehouse, WrittenTable } from './contract.ts'
import { openWarehouse } from './warehouse.ts'

let folder: string
let warehouse: Warehouse
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-csv-'))
  warehouse = await openWarehouse({ folder }, pinnedWorld('2024-01-01T00:00:00Z'))
  await edition(1)
})
afterEach(async () => {
  await warehouse.close()
  rmSync(folder, { recursive: true })
})

const ROWS = 200_000

/** Two marts, a table and a view, whose every row says the edition. */
const edition = (number: number) =>
  warehouse.prepare({
    sources: [],
    entities: [],
    models: ['table', 'view'].map((kind) => ({
      layer: 'mart',
      name: `of_${kind}`,
      path: `of_${kind}.sql`,
      text: `/*\nRows.\nkind: ${kind}\n*/\nselect range as n, edition from settings.edition cross join range(${ROWS})`,
    })),
    settingsTables: [{ name: 'edition', columns: { edition: 'integer' }, rows: [[number]] }],
  })

const BOTH = ['mart.of_table', 'mart.of_view'].map((name) => ({ name, columns: sql`n, edition` }))

async function textOf({ bytes }: WrittenTable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

const leftovers = (): string[] => readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('csv-'))

test('every row of a table and of a view is written once', async () => {
  const found: [string, number, number, string][] = []

  await warehouse.csv(BOTH, async (table) => {
    const lines = (await textOf(table)).trimEnd().split('\n')
    found.push([table.name, await table.rows, new Set(lines).size, lines[0] ?? ''])
  })

  expect(found).toEqual([
    ['mart.of_table', ROWS, ROWS, '0,1'],
    ['mart.of_view', ROWS, ROWS, '0,1'],
  ])
  expect(leftovers()).toEqual([])
})

test('all tables are of one moment, whatever is built meanwhile', async () => {
  const editions: string[][] = []

  await warehouse.csv(BOTH, async (table) => {
    const lines = (await textOf(table)).trimEnd().split('\n')
    editions.push([...new Set(lines.map((line) => line.split(',')[1] ?? ''))])
    await edition(2)
  })

  expect(editions).toEqual([['1'], ['1']])
  expect(await warehouse.rows(sql`select distinct edition from mart.of_view`)).toEqual([{ edition: 2 }])
})

test('an empty text is not no value', async () => {
  const texts: string[] = []

  await warehouse.csv([{ name: 'settings.edition', columns: sql`'', null, 'a"b,c'` }], async (table) => {
    texts.push(await textOf(table))
  })

  expect(texts).toEqual(['"",,"a""b,c"\n'])
})

test('whoever stops reading, and an engine that fails: the error comes out, nothing stays, and it can be asked again', async () => {
  const stopping = warehouse.csv(BOTH, () => Promise.reject(new Error('enough')))
  await expect(stopping).rejects.toThrow('enough')
  const failing = warehouse.csv([{ name: 'mart.of_table', columns: sql`error('broken')` }], async (table) => {
    await textOf(table)
    await table.rows
  })
  await expect(failing).rejects.toThrow('broken')

  expect(leftovers()).toEqual([])
  expect(await warehouse.rows(sql`select count(*) as n from mart.of_view`)).toEqual([{ n: ROWS }])
})
