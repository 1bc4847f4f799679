import {
  GRAINS,
  PERIOD_PRESETS,
  isDay,
  isZone,
  presetPeriod,
  type Day,
  type Filter,
  type Period,
  type PeriodPreset,
  type Query,
} from '../base/index.ts'
import type { Definitions, KnownMetric } from './definitions.ts'
import { notFound, wrong } from './say.ts'
import { hasMorePeriodsThan, mostPeriods, type TimeFrame } from './time-sql.ts'

/** Rows of an answer at most, whatever was asked. */
export const MOST_ROWS = 1_000_000

/** A query whose names exist and whose days are known. */
export interface Question {
  metrics: readonly KnownMetric[]
  by: readonly string[]
  where: readonly Filter[]
  frame: TimeFrame
  order: Query['order']
  /** Infinity: all there are */
  limit: number
}

/** What is needed to know the days of a question. */
export interface Calendar {
  timeZone: string
  today: Day
  /** days that hold rows, for the period `all` */
  span(): Promise<Period | undefined>
}

/**
 * Checks a query's names and values against the definitions and makes days of its period.
 * @param most rows of the answer at most, whatever was asked
 * @throws {RequestError} naming what was given and the nearest right one
 */
export async function understandQuery(
  query: Query,
  definitions: Definitions,
  calendar: Calendar,
  most = MOST_ROWS,
): Promise<Question> {
  const metrics = understandMetrics(query.metrics, definitions)
  const by = [...new Set(query.by)]
  for (const known of metrics) {
    for (const id of [...by, ...(query.where ?? []).map(({ dimension }) => dimension)])
      definitions.dimensionOf(known, id)
  }
  if (query.grain !== undefined && !GRAINS.includes(query.grain)) throw notFound('unknown_grain', query.grain, GRAINS)
  if (query.compare !== undefined && !COMPARISONS.includes(query.compare)) {
    throw notFound('unknown_comparison', query.compare, COMPARISONS)
  }
  if (query.order !== undefined) {
    const columns = [...(query.grain ? ['period'] : []), ...by, ...metrics.map(({ metric }) => metric.id)]
    if (!columns.includes(query.order.by)) throw notFound('unknown_order', query.order.by, columns)
  }
  return {
    metrics,
    by,
    where: query.where ?? [],
    frame: await understandTime(query, calendar),
    order: query.order,
    limit: understandLimit(query.limit, most, most),
  }
}

const COMPARISONS = ['previous-period', 'previous-year'] as const

/** The metrics of these names, each once; a name that does not exist is an error with the nearest one. */
export function understandMetrics(ids: readonly string[], definitions: Definitions): readonly KnownMetric[] {
  if (ids.length === 0) throw wrong('no_metrics', { example: definitions.metrics[0]?.metric.id ?? '–' })
  return [...new Set(ids)].map((id) => definitions.metric(id))
}

/** A number of rows, at most `most`; `usual` where none was asked. */
export function understandLimit(limit: number | undefined, usual: number, most: number): number {
  if (limit === undefined) return usual
  if (!Number.isInteger(limit) || limit < 1) throw wrong('wrong_limit', { given: String(limit) })
  return Math.min(limit, most)
}

/** The days of a question, checked. */
export async function understandTime(
  query: Pick<Query, 'period' | 'grain' | 'timeZone'>,
  calendar: Calendar,
): Promise<TimeFrame> {
  const timeZone = query.timeZone ?? calendar.timeZone
  if (!isZone(timeZone)) throw wrong('wrong_zone', { given: timeZone })
  const period = await understandPeriod(query.period ?? 'all', calendar)
  const frame: TimeFrame = { period, timeZone, grain: query.grain, today: calendar.today }
  const { grain } = query
  if (grain !== undefined && hasMorePeriodsThan(mostPeriods(grain), frame)) {
    throw wrong('too_many_periods', { ...period, limit: mostPeriods(grain), grain })
  }
  return frame
}

/** Days whose neighbours of any comparison have four digits of year as well. */
const isAskable = (day: Day): boolean => isDay(day) && day >= '1000-01-01' && day <= '9000-12-31'

async function understandPeriod(period: Period | PeriodPreset, { today, span }: Calendar): Promise<Period> {
  if (typeof period === 'string') {
    if (!PERIOD_PRESETS.includes(period)) throw notFound('unknown_period', period, PERIOD_PRESETS)
    const all = period === 'all' ? await span() : undefined
    return presetPeriod(period, today, all ?? { from: today, to: today })
  }
  for (const day of [period.from, period.to]) if (!isAskable(day)) throw wrong('wrong_day', { given: day })
  if (period.from > period.to) throw wrong('wrong_period', { ...period })
  return { from: period.from, to: period.to }
}
