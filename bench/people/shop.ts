import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import type { PersonSettings, RoleSettings } from '../../src/access/settings.ts'
import { defineWords } from '../../src/base/index.ts'
import { defineDimension, defineEntity, defineMetric, definePack } from '../../src/kit/index.ts'
import { openBenchPack, streamOf } from '../pack.ts'

export const ROWS = Number(process.env['SVODKA_BENCH_ROWS'] ?? 10_000_000)
export const ZONE = 'Europe/Moscow'
export const TODAY = '2023-12-31'
const MAKING_MEGABYTES = 4000
/** what a load of a few minutes brings: half of it new rows, after the last day that is asked about, half changed remarks */
export const LOADED_ROWS = 20_000

const required = { required: true, meaning: '' } as const
const sale = defineEntity({
  id: 'shop.sale',
  meaning: '',
  key: ['sale_id'],
  columns: {
    sale_id: { type: 'string', ...required },
    sold_at: { type: 'instant', ...required },
    closed_at: { type: 'instant', meaning: '' },
    shop: { type: 'string', ...required },
    region: { type: 'string', ...required },
    seller: { type: 'string', ...required },
    channel: { type: 'string', ...required },
    category: { type: 'string', ...required },
    buyer_number: { type: 'integer', ...required },
    quantity: { type: 'integer', ...required },
    amount: { type: 'decimal', ...required },
    note: { type: 'string', meaning: '' },
  },
})

const ofSales = { meaning: '', better: 'neither', from: 'mart.sales', at: 'sold_at' } as const
const metrics = [
  defineMetric({ ...ofSales, id: 'sales', unit: 'count', sql: 'count(*)' }),
  defineMetric({ ...ofSales, id: 'revenue', unit: 'money', sql: 'sum(amount)' }),
  defineMetric({ ...ofSales, id: 'mean', unit: 'money', sql: 'avg(amount)' }),
  defineMetric({ ...ofSales, id: 'pieces', unit: 'count', sql: 'sum(quantity)' }),
  defineMetric({ ...ofSales, id: 'buyers', unit: 'count', sql: 'count(distinct buyer_number)' }),
  defineMetric({ ...ofSales, id: 'large', unit: 'count', sql: 'count(*)', where: 'amount >= 500' }),
]
const dimensions = ['shop', 'region', 'seller', 'channel', 'category'].map((id) =>
  defineDimension({ id, meaning: '', columns: { 'mart.sales': id } }),
)
const names = Object.fromEntries(
  [...metrics.map(({ id }) => `metric.${id}`), ...dimensions.map(({ id }) => `dimension.${id}`)].map((key) => [
    key,
    key,
  ]),
)

export const { definition } = definePack({
  id: 'shop',
  settings: z.strictObject({}),
  entities: [sale],
  dimensions,
  metrics,
  analyses: [],
  reports: [],
  dashboards: [],
  models: new URL('./models/', import.meta.url),
  words: defineWords({ en: names, ru: names }),
})({})

const SALES = readFileSync(new URL('./sales.sql', import.meta.url), 'utf8')
const selectSales = (from: number, to: number, note: string): string =>
  SALES.replaceAll('$1', String(from))
    .replaceAll('$2', String(to))
    .replaceAll('$3', String(ROWS))
    .replaceAll('$4', `'${note}'`)

const STREAMS = [streamOf(sale, 'parquet', 'all'), streamOf(sale, 'ndjson', 'later')]

/** The sales in a warehouse; what its folder holds already stays. */
export async function openShop(folder: string, memoryLimitMegabytes: number) {
  const given = { definition, given: {}, source: 'till', streams: STREAMS, timeZone: ZONE, today: TODAY }
  return openBenchPack(folder, { ...given, memoryLimitMegabytes })
}

/** Ten million sales, loaded and built, in a folder that has none yet. */
export async function makeShop(folder: string): Promise<void> {
  if (existsSync(join(folder, 'data', 'warehouse.duckdb'))) return
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'all.parquet')
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(`copy (${selectSales(1, ROWS, 'нет')}) to '${file}' (format parquet)`)
  connection.closeSync()
  instance.closeSync()
  const shop = await openShop(join(folder, 'data'), MAKING_MEGABYTES)
  await shop.land('all', file)
  await shop.warehouse.build()
  await shop.warehouse.close()
  rmSync(file)
}

/** What a source brings next, written by a connection to any engine. */
export async function writeLater(connection: DuckDBConnection, file: string, load: number): Promise<void> {
  const half = LOADED_ROWS / 2
  // the day after the last that is asked about begins a little past the generated ones
  const first = Math.ceil(ROWS * 1.002) + load * half
  const old = 1 + ((load * 7919 * half) % (ROWS - half))
  const changed = selectSales(old, old + half - 1, `замечание ${load}`)
  const added = selectSales(first, first + half - 1, 'нет')
  await connection.run(`copy (from (${changed}) union all from (${added})) to '${file}' (format json)`)
}

/** What the workspace's settings say of roles. */
export const roles: Readonly<Record<string, RoleSettings>> = {
  region: { meaning: 'One region.', may: ['figures'], rows: { shop: { region: 'own' } } },
  shop: { meaning: 'One shop.', may: ['figures'], rows: { shop: { shop: 'own' } } },
}

/** A person, and the same rows as an analyst would write them. */
export interface Someone extends PersonSettings {
  login: string
  condition: string | undefined
}

export const PEOPLE = 32

/** Eight see everything, eight one of two regions, sixteen one of four shops. */
export const people: readonly Someone[] = Array.from({ length: PEOPLE }, (_, at): Someone => {
  const login = `person-${at}`
  const person = { login, name: login }
  if (at % 4 === 0) return { ...person, role: at % 8 === 0 ? 'manager' : 'analyst', condition: undefined }
  if (at % 4 === 1) return someoneOf(person, 'region', `Регион ${(at >> 2) % 2}`)
  return someoneOf(person, 'shop', `Магазин ${(at >> 1) % 4}`)
})

function someoneOf(person: { login: string; name: string }, column: 'region' | 'shop', value: string): Someone {
  return { ...person, role: column, own: { [column]: [value] }, condition: `${column} = '${value}'` }
}
