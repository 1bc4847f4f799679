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
  type World,
  silentLog,
} from '../../src/base/index.ts'
import { type Asker, type Figures, createFigures } from '../../src/figures/index.ts'
import { ENGINE_TYPES, OWNER, type Sql, type Stream, identifier, joinSql, sql } from '../../src/kit/index.ts'
import { lending } from '../../src/packs/lending/index.ts'
import { type BuildResult, type Model, type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'

const SOURCE = 'bank'
const { definition } = lending()

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

export interface LendingDeskOptions {
  settings?: Parameters<typeof lending>[0]
  timeZone?: string
  today?: string
  /** up to when the rows are complete */
  asOf?: Date
}

/** A warehouse in a temporary folder that holds clients, loans and payments, with the door for figures open. */
export interface LendingDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands rows by entity (`'lending.loan': […]`), as a source would, and brings the marts up to date; `landedAt`: when they came */
  load(rows: Rows, landedAt?: Date): Promise<BuildResult>
  /** brings the marts up to date on another day, as the program does when it is started then */
  startOn(day: string): Promise<BuildResult>
  rows(query: Sql): ReturnType<Warehouse['rows']>
  query(query: Query): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

export async function openLendingDesk(options: LendingDeskOptions = {}): Promise<LendingDesk> {
  const { timeZone = 'Europe/Moscow', today = '2024-01-01', asOf = new Date('2023-12-31T21:00:00Z') } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-lending-'))
  const settings = definition.settings.parse(options.settings ?? {})
  const warehouse = await openWarehouse({ folder }, worldAt(new Date(`${today}T06:00:00Z`)))
  const prepare = (day: string) =>
    warehouse.prepare({
      sources: [{ id: SOURCE, streams }],
      entities: definition.entities,
      models: lendingModels(),
      settingsTables: definition.settingsTables?.(settings, { timeZone, today: day }) ?? [],
    })
  await prepare(today)
  const figures = createFigures({
    packs: [{ definition, settings }],
    warehouse,
    timeZone,
    currency: 'RUB',
    today: () => today,
  })
  const asker = (locale: Locale): Asker => ({ person: OWNER, locale })
  let landings = 0
  const land = async (stream: string, content: string, landedAt: Date): Promise<void> => {
    const file = `${SOURCE}/${stream}-${++landings}.ndjson`
    mkdirSync(join(warehouse.rawFolder, SOURCE), { recursive: true })
    writeFileSync(join(warehouse.rawFolder, file), content)
    await warehouse.load({
      source: SOURCE,
      stream,
      file,
      format: 'ndjson',
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: Buffer.byteLength(content),
      landedAt,
    })
  }
  return {
    warehouse,
    figures,
    async load(rows, landedAt = asOf) {
      for (const [entity, records] of Object.entries(rows)) {
        await land(entity, records.map((record) => `${JSON.stringify(record)}\n`).join(''), landedAt)
      }
      for (const { name } of streams) await warehouse.mark(SOURCE, name, { asOf })
      return warehouse.build()
    },
    async startOn(day) {
      await prepare(day)
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
export function lendingModels(): Model[] {
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
