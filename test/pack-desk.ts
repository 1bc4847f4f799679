import { createHash } from 'node:crypto'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  silentLog,
  type AnalysisAnswer,
  type Answer,
  type Locale,
  type Query,
  type Row,
  type World,
} from '../src/base/index.ts'
import { createFigures, type Figures } from '../src/figures/index.ts'
import {
  ENGINE_TYPES,
  identifier,
  joinSql,
  OWNER,
  sql,
  type ConfiguredPack,
  type PackDefinition,
  type SettingsTable,
  type Sql,
  type Stream,
} from '../src/kit/index.ts'
import {
  openWarehouse,
  type BuildResult,
  type Model,
  type Warehouse,
  type WarehouseDefinition,
} from '../src/warehouse/index.ts'

/** Rows by entity; what is left out is null. */
export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

export interface PackDeskOptions {
  timeZone?: string
  today?: string
  currency?: string
  /** up to when the rows are complete */
  asOf?: Date
  /** learned tables by name; empty where absent */
  learned?: readonly SettingsTable[]
}

/** A warehouse in a temporary folder that holds rows of one pack, with the door for figures open. */
export interface PackDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands rows by entity, as a source would, and brings the marts up to date; `landedAt`: when they came */
  load(rows: Rows, landedAt?: Date): Promise<BuildResult>
  /** brings the marts up to date on another day, as the program does when it is started then */
  startOn(day: string): Promise<BuildResult>
  rows(query: Sql): Promise<readonly Row[]>
  query(query: Query, locale?: Locale): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

/** @param source the id of the source that the rows come from */
export async function openPackDesk(
  pack: ConfiguredPack,
  source: string,
  options: PackDeskOptions = {},
): Promise<PackDesk> {
  const { timeZone = 'Europe/Moscow', today = '2024-01-01', asOf = new Date('2023-12-31T21:00:00Z') } = options
  const { definition } = pack
  const settings = definition.settings.parse(pack.settings)
  const folder = mkdtempSync(join(tmpdir(), `svodka-${definition.id}-`))
  const warehouse = await openWarehouse({ folder }, worldAt(new Date(`${today}T06:00:00Z`)))
  const prepare = (day: string) =>
    warehouse.prepare(packWarehouse(pack, source, { timeZone, today: day, learned: options.learned }))
  await prepare(today)
  const packs = [{ definition, settings }]
  const figures = createFigures({ packs, warehouse, timeZone, currency: options.currency, today: () => today })
  const asker = (locale: Locale) => ({ person: OWNER, locale })
  return {
    warehouse,
    figures,
    async load(rows, landedAt = asOf) {
      for (const [entity, records] of Object.entries(rows)) await landRows(warehouse, source, entity, records, landedAt)
      for (const { id } of definition.entities) await warehouse.mark(source, id, { asOf })
      return warehouse.build()
    },
    async startOn(day) {
      await prepare(day)
      return warehouse.build()
    },
    rows: (query) => warehouse.rows(query),
    query: (query, locale = 'en') => figures.query(query, asker(locale)),
    analyze: (id, given = {}, locale = 'en') => figures.analyze(id, given, asker(locale)),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What the warehouse is told of a pack whose rows come from one source. */
export function packWarehouse(
  { definition, settings }: ConfiguredPack,
  source: string,
  options: { timeZone: string; today: string; learned?: readonly SettingsTable[] | undefined },
): WarehouseDefinition {
  const { timeZone, today, learned = [] } = options
  const learnedTables = (definition.learning?.tables ?? []).map(
    (table): SettingsTable => learned.find(({ name }) => name === table.name) ?? { ...table, rows: [] },
  )
  const workspace = { timeZone, today }
  return {
    sources: [{ id: source, streams: packStreams(definition) }],
    entities: definition.entities,
    models: packModels(definition),
    settingsTables: [
      ...(definition.settingsTables?.(definition.settings.parse(settings), workspace) ?? []),
      ...learnedTables,
    ],
  }
}

/** A stream per entity whose records are rows of it already. */
export const packStreams = ({ entities }: PackDefinition<any>): readonly Stream[] =>
  entities.map((entity) => {
    const columns = Object.keys(entity.columns).map((name) => identifier(name))
    return {
      name: entity.id,
      format: 'ndjson' as const,
      record: Object.fromEntries(Object.entries(entity.columns).map(([name, { type }]) => [name, ENGINE_TYPES[type]])),
      feeds: [{ entity: entity.id, staging: sql`select _line, ${joinSql(columns, ', ')} from record` }],
    }
  })

/** The `.sql` files of a pack. */
export function packModels({ models }: PackDefinition<any>): Model[] {
  const root = fileURLToPath(models)
  return globSync('{core,mart}/*.sql', { cwd: root })
    .toSorted()
    .map((file) => ({
      layer: dirname(file) as Model['layer'],
      name: basename(file, '.sql'),
      text: readFileSync(join(root, file), 'utf8'),
      path: join(root, file),
    }))
}

let landings = 0

/** Puts rows into raw and loads them. @returns how many were rejected */
export async function landRows(
  warehouse: Warehouse,
  source: string,
  stream: string,
  records: readonly object[],
  landedAt: Date,
): Promise<number> {
  const content = records.map((record) => `${JSON.stringify(record)}\n`).join('')
  const file = `${source}/${stream}-${++landings}.ndjson`
  mkdirSync(join(warehouse.rawFolder, source), { recursive: true })
  writeFileSync(join(warehouse.rawFolder, file), content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const bytes = Buffer.byteLength(content)
  const { rejected } = await warehouse.load({ source, stream, file, format: 'ndjson', sha256, bytes, landedAt })
  return rejected
}

/** A clock that stands still, no network, and nobody who sleeps. */
export const worldAt = (now: Date): World => ({
  now: () => now,
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
})
