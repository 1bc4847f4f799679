import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type AnalysisAnswer,
  type Answer,
  type Locale,
  type Query,
  type Row,
  type World,
  silentLog,
} from '../../src/base/index.ts'
import { type Asker, type Figures, createFigures } from '../../src/figures/index.ts'
import {
  ENGINE_TYPES,
  OWNER,
  type SettingsTable,
  type Sql,
  type Stream,
  identifier,
  joinSql,
  sql,
} from '../../src/kit/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import {
  type BuildResult,
  type Model,
  type Warehouse,
  type WarehouseDefinition,
  openWarehouse,
} from '../../src/warehouse/index.ts'

const SOURCE = 'shop'
const { definition } = orders()

/** A line of a sale; what is left out is null. */
export interface Line {
  sale_id: string
  line?: string
  sold_at: string
  buyer: string | null
  amount: number | null
  kind?: string
  order_id?: string | null
  ordered_at?: string | null
  contractor?: string | null
  product_id?: string | null
  product?: string | null
  feature?: string | null
  quantity?: number | null
  address?: string | null
  manager?: string | null
}

export interface OrdersDeskOptions {
  settings?: Parameters<typeof orders>[0]
  timeZone?: string
  today?: string
  /** up to when the rows are complete */
  asOf?: Date
  /** learned tables by name; empty where absent */
  learned?: readonly SettingsTable[]
}

/** A warehouse in a temporary folder that holds lines of sales, with the door for figures open. */
export interface OrdersDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands lines, as a source would, and brings the marts up to date */
  load(lines: readonly Line[]): Promise<BuildResult>
  rows(query: Sql): Promise<readonly Row[]>
  query(query: Query): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

/** What the warehouse is told of the pack. */
export function ordersDefinition(
  given: Parameters<typeof orders>[0] = {},
  { timeZone = 'Europe/Moscow', today = '2024-01-01', learned = [] as readonly SettingsTable[] } = {},
): WarehouseDefinition {
  const settings = definition.settings.parse(given)
  const learnedTables = (definition.learning?.tables ?? []).map(
    (table): SettingsTable => learned.find(({ name }) => name === table.name) ?? { ...table, rows: [] },
  )
  return {
    sources: [{ id: SOURCE, streams }],
    entities: definition.entities,
    models: ordersModels(),
    settingsTables: [...(definition.settingsTables?.(settings, { timeZone, today }) ?? []), ...learnedTables],
  }
}

export async function openOrdersDesk(options: OrdersDeskOptions = {}): Promise<OrdersDesk> {
  const { timeZone = 'Europe/Moscow', today = '2024-01-01', asOf = new Date('2023-12-31T21:00:00Z') } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-orders-'))
  const warehouse = await openWarehouse({ folder }, worldAt(new Date(`${today}T06:00:00Z`)))
  await warehouse.prepare(ordersDefinition(options.settings, { timeZone, today, learned: options.learned ?? [] }))
  const figures = createFigures({
    packs: [{ definition, settings: definition.settings.parse(options.settings ?? {}) }],
    warehouse,
    timeZone,
    currency: 'RUB',
    today: () => today,
  })
  const asker = (locale: Locale): Asker => ({ person: OWNER, locale })
  let landings = 0
  return {
    warehouse,
    figures,
    async load(lines) {
      const content = lines.map((line) => `${JSON.stringify({ line: '1', kind: 'sale', ...line })}\n`).join('')
      const file = `${SOURCE}/${STREAM}-${++landings}.ndjson`
      mkdirSync(join(warehouse.rawFolder, SOURCE), { recursive: true })
      writeFileSync(join(warehouse.rawFolder, file), content)
      await warehouse.load({
        source: SOURCE,
        stream: STREAM,
        file,
        format: 'ndjson',
        sha256: createHash('sha256').update(content).digest('hex'),
        bytes: Buffer.byteLength(content),
        landedAt: asOf,
      })
      await warehouse.mark(SOURCE, STREAM, { asOf })
      return warehouse.build()
    },
    rows: (query) => warehouse.rows(query),
    query: (query) => figures.query(query, asker('en')),
    analyze: (id, given = {}, locale = 'en') => figures.analyze(id, given, asker(locale)),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const STREAM = 'orders.sale_line'

/** A stream per entity whose records are rows of it already. */
const streams: readonly Stream[] = definition.entities.map((entity) => {
  const columns = Object.keys(entity.columns)
  return {
    name: entity.id,
    format: 'ndjson' as const,
    record: Object.fromEntries(
      Object.entries(entity.columns).map(([name, column]) => [name, ENGINE_TYPES[column.type]]),
    ),
    feeds: [
      {
        entity: entity.id,
        staging: sql`select _line, ${joinSql(
          columns.map((name) => identifier(name)),
          ', ',
        )} from record`,
      },
    ],
  }
})

/** The `.sql` files of the pack. */
export function ordersModels(): Model[] {
  const root = fileURLToPath(definition.models)
  return (['core', 'mart'] as const).flatMap((layer) =>
    readdirSync(join(root, layer))
      .toSorted()
      .map((file) => ({
        layer,
        name: file.replace(/\.sql$/, ''),
        text: readFileSync(join(root, layer, file), 'utf8'),
        path: join(root, layer, file),
      })),
  )
}

const worldAt = (now: Date): World => ({
  now: () => now,
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
})
