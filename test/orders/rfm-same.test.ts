import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import type { Cell, Row } from '../../src/base/index.ts'
import { type Marts, sqlText, type Sql } from '../../src/kit/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import { createRandom } from '../../src/stats/index.ts'
import { type Document, type RfmDesk, openRfmDesk } from './rfm-desk.ts'

/*
The same sales give the same bytes: in any order of rows, in every run, with one thread or two. Sums of money in hundredths are
where floating point would show the order in which they were added.
*/

const ANALYSES = ['orders.rfm', 'orders.rfm-migration', 'orders.manager-lists', 'orders.cohorts'] as const

function sales(customers: number): Document[] {
  const random = createRandom(11)
  return Array.from({ length: customers }, (_, at) =>
    Array.from({ length: 1 + random.integer(12) }, (_each, turn): Document => {
      const kind = turn > 0 && random.uniform() < 0.1 ? 'return' : 'sale'
      return {
        buyer: `buyer ${at % 700}`,
        sold_at: new Date(Date.parse('2023-12-31T00:00:00Z') - random.integer(500 * 86_400) * 1000).toISOString(),
        amount: Math.round(10_000 * random.uniform()) / 100,
        kind,
        order_id: `o${at}-${random.integer(4)}`,
        manager: ['Anna', 'Boris', 'Vera'][at % 3]!,
      }
    }),
  ).flat()
}

const shuffled = <T>(rows: readonly T[]): T[] => {
  const random = createRandom(5)
  return rows
    .map((row) => [random.uniform(), row] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, row]) => row)
}

const answersOf = async (desk: RfmDesk): Promise<string[]> =>
  Promise.all(ANALYSES.map(async (id) => JSON.stringify({ ...(await desk.analyze(id)), asOf: {} })))

test('shuffled rows and another run give equal bytes', async () => {
  const documents = sales(800)
  const [one, other] = [await openRfmDesk(documents), await openRfmDesk(shuffled(documents))]

  const [first, second] = [await answersOf(one), await answersOf(other)]

  expect(second).toEqual(first)
  expect(first[0]).toContain('"customers":')
  await one.close()
  await other.close()
})

test('one thread and two give equal bytes', async () => {
  const desk = await openRfmDesk(sales(800))
  const folder = mkdtempSync(join(tmpdir(), 'svodka-rfm-threads-'))
  const answers: string[][] = []

  // the file is the same; only how the engine reads it differs
  const file = join(folder, 'warehouse.duckdb')
  const source = desk.warehouse.rawFolder.replace(/raw\/?$/, 'warehouse.duckdb')
  await desk.warehouse.close()
  cpSync(source, file)
  for (const threads of ['1', '2']) {
    const instance = await DuckDBInstance.create(file, { threads, access_mode: 'READ_ONLY' })
    const connection = await instance.connect()
    // few rows are shared out among the threads too
    if (threads !== '1') await connection.run('pragma verify_parallelism')
    const rows = async (query: Sql): Promise<readonly Row[]> => {
      const result = await connection.runAndReadAll(sqlText(query), [...query.values] as DuckDBValue[])
      return result.getRowObjectsJson() as unknown as readonly Row[]
    }
    const marts: Marts = { rows, columns: () => Promise.reject(new Error('not asked')), seesAll: () => true }
    answers.push(await Promise.all(ANALYSES.map((id) => run(id, marts))))
    connection.closeSync()
    instance.closeSync()
  }

  expect(answers[1]).toEqual(answers[0])
  rmSync(folder, { recursive: true, force: true })
})

async function run(id: string, marts: Marts): Promise<string> {
  const { definition } = orders()
  const analysis = definition.analyses.find((each) => each.id === id)!
  const pack = definition.settings.parse({})
  const say = (key: string, values?: Readonly<Record<string, Cell>>) => definition.words.say('en', key, values)
  const settings = analysis.settings(pack).parse({})
  const world = { timeZone: 'UTC', locale: 'en' as const, currency: undefined, today: '2024-01-01', asOf: {} }
  return JSON.stringify(await analysis.run({ settings, pack, marts, ...world, say }))
}
