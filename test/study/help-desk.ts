import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type AnalysisAnswer,
  type Locale,
  type Query,
  type Answer,
  silentLog,
  type World,
} from '../../src/base/index.ts'
import { type Asker, type Figures, createFigures } from '../../src/figures/index.ts'
import { ENGINE_TYPES, OWNER, type Sql, type Stream, identifier, joinSql, sql } from '../../src/kit/index.ts'
import { type SampleDesk, support } from '../../src/packs/support/index.ts'
import { type Model, type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'

const SOURCE = 'desk'
const { definition } = support()

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

export interface HelpDeskOptions {
  settings?: Parameters<typeof support>[0]
  timeZone?: string
  today?: string
  /** up to when the rows are complete */
  asOf?: Date
}

/** A warehouse in a temporary folder that holds one help desk, with the door for figures open. */
export interface HelpDesk {
  warehouse: Warehouse
  figures: Figures
  /** lands rows by entity, as a source would, and brings the marts up to date */
  load(rows: Rows): Promise<void>
  rows(query: Sql): ReturnType<Warehouse['rows']>
  query(query: Query): Promise<Answer>
  analyze(id: string, settings?: Readonly<Record<string, string>>, locale?: Locale): Promise<AnalysisAnswer>
  close(): Promise<void>
}

export async function openHelpDesk(options: HelpDeskOptions = {}): Promise<HelpDesk> {
  const { timeZone = 'Europe/Moscow', today = '2024-01-01', asOf = new Date('2023-12-31T21:00:00Z') } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-help-desk-'))
  const settings = definition.settings.parse(options.settings ?? {})
  const warehouse = await openWarehouse({ folder }, worldAt(new Date(`${today}T06:00:00Z`)))
  await warehouse.prepare({
    sources: [{ id: SOURCE, streams }],
    entities: definition.entities,
    models: supportModels(),
    settingsTables: definition.settingsTables?.(settings, { timeZone, today }) ?? [],
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
  return {
    warehouse,
    figures,
    async load(rows) {
      for (const [entity, records] of Object.entries(rows)) {
        const content = records.map((record) => `${JSON.stringify(record)}\n`).join('')
        const file = `${SOURCE}/${entity}-${++landings}.ndjson`
        mkdirSync(join(warehouse.rawFolder, SOURCE), { recursive: true })
        writeFileSync(join(warehouse.rawFolder, file), content)
        await warehouse.load({
          source: SOURCE,
          stream: entity,
          file,
          format: 'ndjson',
          sha256: createHash('sha256').update(content).digest('hex'),
          bytes: Buffer.byteLength(content),
          landedAt: asOf,
          asOf,
        })
      }
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
export function supportModels(): Model[] {
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

/** A sample desk as rows of the pack's entities, the way the Freshdesk source maps its fields. */
export function rowsOf(desk: SampleDesk): Rows {
  return {
    'support.priority': dictionary({ 1: 'Low', 2: 'Medium', 3: 'High', 4: 'Urgent' }),
    'support.channel': dictionary({ 1: 'Email', 2: 'Portal', 3: 'Phone', 7: 'Chat' }),
    'support.status': desk.statuses.map(({ code, name }) => ({ code: String(code), name })),
    'support.group': desk.groups.map(({ id, name }) => ({ group_id: String(id), name })),
    'support.agent': desk.agents.map(({ id, name }) => ({ agent_id: String(id), name })),
    'support.ticket': desk.tickets.map((ticket) => ({
      ticket_id: String(ticket.id),
      subject: ticket.subject,
      category: ticket.type,
      priority: String(ticket.priority),
      status: String(ticket.status),
      channel: String(ticket.source),
      group_id: text(ticket.group_id),
      agent_id: text(ticket.responder_id),
      requester_id: String(ticket.requester_id),
      created_at: ticket.created_at,
      updated_at: ticket.updated_at,
      first_responded_at: ticket.first_responded_at,
      resolved_at: ticket.resolved_at,
      closed_at: ticket.closed_at,
      due_at: ticket.due_by,
      first_response_due_at: ticket.fr_due_by,
      is_spam: ticket.spam,
      is_deleted: ticket.deleted,
    })),
    'support.rating': desk.ratings.map((rating) => ({
      rating_id: String(rating.id),
      ticket_id: String(rating.ticket_id),
      agent_id: text(rating.agent_id),
      rated_at: rating.created_at,
      score: SCORES[rating.rating]!,
    })),
  }
}

const SCORES: Readonly<Record<number, number>> = {
  103: 1,
  102: 2 / 3,
  101: 1 / 3,
  100: 0,
  [-101]: -1 / 3,
  [-102]: -2 / 3,
  [-103]: -1,
}

const text = (value: number | null): string | null => (value === null ? null : String(value))

const dictionary = (names: Readonly<Record<number, string>>) =>
  Object.entries(names).map(([code, name]) => ({ code, name }))
