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
import { type SampleJourney, journey } from '../../src/packs/journey/index.ts'
import { type Model, type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'

const SOURCE = 'sales'
const { definition } = journey()

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

export interface JourneyDeskOptions {
  settings?: Parameters<typeof journey>[0]
  timeZone?: string
  today?: string
  /** up to when the rows are complete */
  asOf?: Date
  /** learned tables by name; empty where absent */
  learned?: readonly SettingsTable[]
}

/** A warehouse in a temporary folder that holds events and payments, with the door for figures open. */
export interface JourneyDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands rows by entity, as a source would, and brings the marts up to date */
  load(rows: Rows): Promise<void>
  rows(query: Sql): ReturnType<Warehouse['rows']>
  query(query: Query): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

/** What clustering teaches the models, before it has taught anything. */
const LEARNED: readonly SettingsTable[] = (definition.learning?.tables ?? []).map((table) => ({ ...table, rows: [] }))

export async function openJourneyDesk(options: JourneyDeskOptions = {}): Promise<JourneyDesk> {
  const { timeZone = 'Europe/Moscow', today = '2024-01-01', asOf = new Date('2023-12-31T21:00:00Z') } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-journey-'))
  const settings = definition.settings.parse(options.settings ?? {})
  const learned = LEARNED.map((empty) => options.learned?.find(({ name }) => name === empty.name) ?? empty)
  const warehouse = await openWarehouse({ folder }, worldAt(new Date(`${today}T06:00:00Z`)))
  await warehouse.prepare({
    sources: [{ id: SOURCE, streams }],
    entities: definition.entities,
    models: journeyModels(),
    settingsTables: [...(definition.settingsTables?.(settings, { timeZone, today }) ?? []), ...learned],
  })
  const figures = createFigures({
    packs: [{ definition, settings }],
    warehouse,
    timeZone,
    currency: undefined,
    today: () => today,
  })
  const asker = (locale: Locale): Asker => ({ person: OWNER, locale })
  let landings = 0
  const land = async (stream: string, content: string): Promise<void> => {
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
      landedAt: asOf,
    })
  }
  return {
    warehouse,
    figures,
    async load(rows) {
      for (const [entity, records] of Object.entries(rows)) {
        await land(entity, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
      }
      for (const { name } of streams) await warehouse.mark(SOURCE, name, { asOf })
      await warehouse.build()
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
export function journeyModels(): Model[] {
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

/** The sample's tables as rows of the pack's entities, times in UTC. */
export function sampleRows({ dictionary, events, payments }: SampleJourney) {
  const nameOf = new Map(dictionary)
  return {
    events: events.map(([user, event, at]) => ({
      user_id: String(user),
      event: nameOf.get(event)!,
      happened_at: inUtc(at),
    })),
    payments: payments.map(([id, user, at, amount]) => ({
      payment_id: String(id),
      user_id: String(user),
      paid_at: inUtc(at),
      amount,
    })),
  }
}

/** A time on a clock in Moscow as an instant. */
const inUtc = (time: string): string => new Date(`${time.replace(' ', 'T')}+03:00`).toISOString().replace('.000Z', 'Z')
