import {
  daysBetween,
  nextGrain,
  presetPeriod,
  startOfGrain,
  addDays,
  type Answer,
  type CatalogMetric,
  type Day,
  type Filter,
  type Grain,
  type Period,
  type Query,
  type Row,
} from '../../base/index.ts'
import type { TileView } from '../../api/index.ts'
import type { View } from './search.ts'

export interface TileContext {
  today: string
  /** days that hold data */
  span: Period | null
  metrics: readonly CatalogMetric[]
}

const GRAIN_DAYS: Readonly<Record<Grain, number>> = { day: 1, week: 7, month: 30.4, quarter: 91, year: 365 }

export const periodDays = (view: View, { today, span }: Pick<TileContext, 'today' | 'span'>): Period =>
  typeof view.period === 'string' ? presetPeriod(view.period, today, span ?? { from: today, to: today }) : view.period

function grainFor(declared: Grain, period: Period): Grain {
  const days = daysBetween(period.from, period.to) + 1
  const points = days / GRAIN_DAYS[declared]
  if (points >= 4 && points <= 62) return declared
  if (days <= 62) return 'day'
  if (days <= 400) return 'week'
  return days <= 1500 ? 'month' : 'quarter'
}

/** Dimensions that every metric of the query knows. */
const knownDimensions = (query: Query, metrics: readonly CatalogMetric[]): ReadonlySet<string> => {
  const [head, ...others] = query.metrics.map((id) => new Set(metrics.find((metric) => metric.id === id)?.dimensions))
  return new Set([...(head ?? [])].filter((dimension) => others.every((known) => known.has(dimension))))
}

export interface TileQuery {
  query: Query
  /** dimensions of the filter bar that the tile's figures do not know */
  ignored: readonly string[]
}

/** A tile's question under the filter bar. */
export function tileQuery(declared: Query, view: View, context: TileContext): TileQuery {
  const own = without(declared, 'compare')
  const period = own.period ?? view.period
  const days = own.period && typeof own.period !== 'string' ? own.period : periodDays({ ...view, period }, context)
  const known = knownDimensions(own, context.metrics)
  const applied = view.where.filter((filter) => known.has(filter.dimension))
  const where = [...(own.where ?? []), ...applied]
  const coversAll = context.span !== null && days.from <= context.span.from && days.to >= context.span.to
  return {
    query: {
      ...own,
      period,
      ...(where.length > 0 ? { where } : {}),
      ...(own.grain ? { grain: view.grain ?? grainFor(own.grain, days) } : {}),
      ...(view.zone ? { timeZone: view.zone } : {}),
      ...(view.compare && !coversAll ? { compare: view.compare } : {}),
    },
    ignored: view.where.filter((filter) => !known.has(filter.dimension)).map((filter) => filter.dimension),
  }
}

/** The same question as one figure for the whole period. */
export const headlineQuery = (query: Query): Query => without(query, 'grain')

function without(query: Query, part: 'grain' | 'compare'): Query {
  const rest = { ...query }
  delete rest[part]
  return rest
}

/** The same question as a line of points over the period, without a comparison. */
export function sparkQuery(query: Query, view: View, context: TileContext): Query {
  return {
    ...without(query, 'compare'),
    grain: query.grain ?? view.grain ?? grainFor('week', periodDays(view, context)),
  }
}

/** What a tile asks first; an analysis asks in its own way. */
export function firstQuestions(tile: TileView, view: View, context: TileContext): Query[] {
  if (tile.kind === 'analysis') return []
  const { query } = tileQuery(tile.query, view, context)
  if (tile.kind !== 'metric') return [query]
  return [headlineQuery(query), ...(isOneDay(query, context) ? [] : [sparkQuery(query, view, context)])]
}

/** Whether a question is of a single day, of which there is no line to draw. */
export function isOneDay({ period }: Query, { today, span }: TileContext): boolean {
  if (period === undefined) return false
  const { from, to } =
    typeof period === 'string' ? presetPeriod(period, today, span ?? { from: today, to: today }) : period
  return from === to
}

/** What a row of an answer stands for: the conditions and the days of the rows behind it. */
export function behind(row: Row, answer: Answer): { where: Filter[]; period: Period } {
  const { from, to, grain } = answer.period
  const where: Filter[] = []
  let period: Period = { from, to }
  for (const { name, kind } of answer.columns) {
    const value = row[name] ?? null
    if (kind === 'dimension') {
      where.push({ dimension: name, op: 'in', values: [value === null ? null : String(value)] })
    } else if (kind === 'period' && grain && typeof value === 'string') {
      const last = addDays(nextGrain(value, grain), -1)
      period = { from: value > from ? value : from, to: last < to ? last : to }
    }
  }
  return { where, period }
}

/** The rows without a period that the first day cuts short: half a week would look like a fall. */
export function wholeAtStart(answer: Answer): readonly Row[] {
  const column = answer.columns.find(({ kind }) => kind === 'period')?.name
  if (column === undefined) return answer.rows
  const { from } = answer.period
  const whole = answer.rows.filter((row) => String(row[column]) >= from)
  return whole.length > 0 ? whole : answer.rows
}

/** The first period that the last day cuts short. */
export function incompleteFrom({ period: { to, grain } }: Answer): Day | undefined {
  if (!grain || addDays(nextGrain(to, grain), -1) <= to) return undefined
  return startOfGrain(to, grain)
}

/** Whether there is nothing to draw: no figure at all, or only zeros of days that hold no data. */
export function holdsNothing({ rows, columns, period }: Answer, span: Period | null): boolean {
  const metrics = columns.filter(({ kind }) => kind === 'metric').map(({ name }) => name)
  const figures = rows.flatMap((row) => metrics.map((metric) => row[metric] ?? null))
  const hasData = span !== null && period.from <= span.to && period.to >= span.from
  return figures.every((figure) => figure === null || (figure === 0 && !hasData))
}
