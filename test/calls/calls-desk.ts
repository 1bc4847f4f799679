import { createHash } from 'node:crypto'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AnalysisAnswer, Answer, Locale, Query, Row } from '../../src/base/index.ts'
import { createFigures, type Asker, type Figures } from '../../src/figures/index.ts'
import { ENGINE_TYPES, OWNER, identifier, joinSql, sql, type Sql, type Stream } from '../../src/kit/index.ts'
import { calls } from '../../src/packs/calls/index.ts'
import { openWarehouse, type BuildResult, type Model, type Warehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld } from '../pinned-world.ts'

type Settings = Parameters<typeof calls>[0]

/** Rows of the pack's entities; what is left out is null. */
export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

export interface CallsDeskOptions {
  settings?: Settings
  timeZone?: string
  today?: string
}

/** A warehouse in a temporary folder that holds calls, with the door for figures open. */
export interface CallsDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands rows by entity, as a source would, and brings the marts up to date */
  load(rows: Rows): Promise<BuildResult>
  /** the same rows under other settings */
  set(settings: Settings): Promise<void>
  rows(query: Sql): Promise<readonly Row[]>
  query(query: Query, locale?: Locale): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

export const SOURCE = 'pbx'

export function callsModels(): Model[] {
  const root = fileURLToPath(calls().definition.models)
  return globSync('*/*.sql', { cwd: root })
    .toSorted()
    .map((path) => ({
      layer: dirname(path) as Model['layer'],
      name: path.replace(/^.*\/|\.sql$/g, ''),
      text: readFileSync(join(root, path), 'utf8'),
      path,
    }))
}

export async function openCallsDesk(options: CallsDeskOptions = {}): Promise<CallsDesk> {
  const { settings: given = {}, timeZone = 'Europe/Moscow', today = '2024-01-01' } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-calls-'))
  const world = pinnedWorld(`${today}T06:00:00Z`)
  const warehouse = await openWarehouse({ folder }, world)
  const opened = async (wanted: Settings): Promise<Figures> => {
    const { definition } = calls(wanted)
    const settings = definition.settings.parse(wanted)
    await warehouse.prepare({
      sources: [{ id: SOURCE, streams: STREAMS }],
      entities: definition.entities,
      models: callsModels(),
      settingsTables: definition.settingsTables?.(settings, { timeZone, today }) ?? [],
    })
    const packs = [{ definition, settings }]
    return createFigures({ packs, warehouse, timeZone, currency: 'RUB', today: () => today })
  }
  let figures = await opened(given)
  const asker = (locale: Locale): Asker => ({ person: OWNER, locale })
  let landings = 0
  return {
    warehouse,
    get figures() {
      return figures
    },
    async set(settings) {
      figures = await opened(settings)
      await warehouse.build()
    },
    async load(rows) {
      for (const [entity, records] of Object.entries(rows)) {
        const content = records.map((record) => `${JSON.stringify(record)}\n`).join('')
        const file = `${SOURCE}/${entity}-${++landings}.ndjson`
        mkdirSync(join(warehouse.rawFolder, SOURCE), { recursive: true })
        writeFileSync(join(warehouse.rawFolder, file), content)
        const sha256 = createHash('sha256').update(content).digest('hex')
        const batch = { source: SOURCE, stream: entity, file, format: 'ndjson' as const, sha256 }
        const { rejected } = await warehouse.load({
          ...batch,
          bytes: Buffer.byteLength(content),
          landedAt: world.now(),
        })
        if (rejected > 0) throw new Error(`${rejected} rows of ${entity} were rejected`)
      }
      return warehouse.build()
    },
    rows: (query) => warehouse.rows(query),
    query: (query, locale = 'en') => figures.query(query, asker(locale)),
    analyze: (id, asked = {}, locale = 'en') => figures.analyze(id, asked, asker(locale)),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A stream per entity whose records are rows of it already. */
const STREAMS: readonly Stream[] = calls().definition.entities.map((entity) => {
  const columns = Object.keys(entity.columns)
  const list = joinSql(
    columns.map((name) => identifier(name)),
    ', ',
  )
  return {
    name: entity.id,
    format: 'ndjson' as const,
    record: Object.fromEntries(Object.entries(entity.columns).map(([name, { type }]) => [name, ENGINE_TYPES[type]])),
    feeds: [{ entity: entity.id, staging: sql`select _line, ${list} from record` }],
  }
})
