import type { LineageView, LoadView, WhyView } from '../../api/index.ts'
import { addDays, nearest, RequestError, startOfDay, type Day, type Locale, type Row } from '../../base/index.ts'
import { metricSelect, type Asker, type Figures } from '../../figures/index.ts'
import { identifier, sqlForReading, sql, trusted, type Metric, type PackDefinition, type Sql } from '../../kit/index.ts'
import { words } from '../words.ts'
import type { InsightSource } from './insight.ts'

interface Known {
  metric: Metric
  pack: PackDefinition<unknown>
}

function metricOf(packs: readonly PackDefinition<unknown>[], id: string): Known {
  const all = packs.flatMap((pack) => pack.metrics.map((metric): Known => ({ metric, pack })))
  const found = all.find(({ metric }) => metric.id === id)
  if (found) return found
  const hint = nearest(
    id,
    all.map(({ metric }) => metric.id),
  )
  throw new RequestError(words, 'not_found', { what: 'metric', id, hint: hint ?? 'none' })
}

const named = ({ metric, pack }: Known, locale: Locale) => {
  const key = `metric.${metric.id}.meaning`
  return {
    id: metric.id,
    title: pack.words.say(locale, `metric.${metric.id}`),
    meaning: pack.words.has(key) ? pack.words.say(locale, key) : metric.meaning,
    unit: metric.unit,
  }
}

/** From a metric to the fields that were received. @throws {RequestError} `not_found` */
export async function lineageView(
  packs: readonly PackDefinition<unknown>[],
  warehouse: InsightSource,
  id: string,
  locale: Locale,
): Promise<LineageView> {
  const known = metricOf(packs, id)
  const select = metricSelect(known.metric)
  const { value, rows, tables } = await warehouse.lineage(select)
  return { metric: { ...named(known, locale), sql: select, mart: known.metric.from }, value, rows, tables }
}

export interface WhyRequest {
  metric: string
  from: Day
  to: Day
  since?: number | undefined
  until?: number | undefined
}

export interface WhyParts {
  packs: readonly PackDefinition<unknown>[]
  figures: Pick<Figures, 'query'>
  warehouse: InsightSource & { rows(query: Sql): Promise<readonly Row[]> }
  timeZone: string
  today: Day
}

const LOADS_SHOWN = 100

/**
 * What changed between two loads in the rows behind a metric, and its figure after each. The figure of then is made again from the
 * versions of that time, under the definitions of now, and only where the same way gives the very figure that is shown today.
 */
export async function whyView(parts: WhyParts, request: WhyRequest, asker: Asker): Promise<WhyView> {
  const { packs, warehouse, timeZone } = parts
  const known = metricOf(packs, request.metric)
  const { metric } = known
  const [behind, time] = [
    await warehouse.lineage(metricSelect(metric)),
    await warehouse.lineage(
      sqlForReading(sql`select ${identifier(metric.at)} from ${identifier(...metric.from.split('.'))}`),
    ),
  ]
  const streams = behind.tables.filter(({ layer }) => layer === 'raw').map(({ name }) => name)
  const loads = await warehouse.loads(streams, LOADS_SHOWN)
  const newest = await warehouse.newestBatch()
  const until = Math.min(request.until ?? newest, newest)
  const since = Math.min(request.since ?? beforeNewest(loads, until), until)
  const entities = await warehouse.changes({
    tables: tablesOf(behind, time),
    ...(metric.until === undefined ? { from: new Date(startOfDay(request.from, timeZone)) } : {}),
    until: new Date(startOfDay(addDays(request.to, 1), timeZone)),
    since,
    to: until,
  })
  return {
    metric: { ...named(known, asker.locale), better: metric.better },
    period: { from: request.from, to: request.to, timeZone },
    since,
    until,
    loads,
    ...(await figuresOf(parts, metric, request, { since, until, newest }, asker)),
    entities: entities.toSorted((one, other) => changes(other) - changes(one)),
  }
}

const beforeNewest = (loads: readonly LoadView[], until: number): number =>
  loads.filter(({ batchId }) => batchId <= until)[1]?.batchId ?? 0

const changes = ({ sources }: WhyView['entities'][number]): number =>
  sources.reduce((sum, { came, changed, vanished }) => sum + came + changed + vanished, 0)

/** Entities that the figure needs, each with the columns that place its rows in time. */
function tablesOf(behind: Omit<LineageView, 'metric'>, time: Omit<LineageView, 'metric'>) {
  return behind.tables
    .filter(({ layer, isUsed }) => layer === 'core' && isUsed)
    .map(({ name }) => ({
      table: name,
      at: (time.tables.find((table) => table.name === name)?.columns ?? [])
        .filter(({ use, type }) => use === 'value' && (type.startsWith('timestamp') || type === 'date'))
        .map((column) => column.name),
    }))
}

type Figure = NonNullable<WhyView['before']>

async function figuresOf(
  { figures, warehouse, timeZone, today }: WhyParts,
  metric: Metric,
  { from, to }: WhyRequest,
  { since, until, newest }: { since: number; until: number; newest: number },
  asker: Asker,
): Promise<Pick<WhyView, 'before' | 'after' | 'notComputed'>> {
  const say = (key: string) => words.say(asker.locale, key)
  const period = { from, to }
  const select = metricSelect(metric, { period, timeZone, today })
  const answer = await figures.query({ metrics: [metric.id], period }, asker)
  const shown = numberOf(answer.rows[0]?.[metric.id])
  const now = figureOf((await warehouse.rows(trusted(select)))[0])
  if (!isSame(shown, now.value)) return { before: null, after: null, notComputed: say('why.own_way') }
  const at = async (batch: number): Promise<Figure | string> => {
    if (batch === newest) return now
    const then = await warehouse.rowsThen(select, batch)
    return 'rows' in then ? figureOf(then.rows[0]) : then.refused
  }
  const before = await at(since)
  if (typeof before === 'string')
    return { before: null, after: until === newest ? now : null, notComputed: say(`why.${before}`) }
  const after = await at(until)
  if (typeof after === 'string') return { before: null, after: null, notComputed: say(`why.${after}`) }
  return { before, after, notComputed: null }
}

const numberOf = (cell: unknown): number | null => (typeof cell === 'number' ? cell : null)

const figureOf = (row: Row | undefined): Figure => ({
  value: numberOf(row?.['value']),
  rows: Number(row?.['counted_rows'] ?? 0),
})

/** Nothing is 0 for some figures and no figure for others. */
const isSame = (one: number | null, other: number | null): boolean =>
  Math.abs((one ?? 0) - (other ?? 0)) <= 1e-9 * Math.max(1, Math.abs(one ?? 0))
