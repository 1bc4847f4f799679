import { addDays, type Day, type Query, type Row, type Unit } from '../base/index.ts'
import { mean, standardDeviation, studentQuantile } from '../stats/index.ts'
import type { Asker, Figures } from './contract.ts'

const WEEKS_OF_USUAL = 8
const FEWEST_DAYS = WEEKS_OF_USUAL / 2
const SPARK_DAYS = 60
/** of the interval in which a further day of the same kind lies */
const CONFIDENCE = 0.99
/** wider than what adding up binary fractions loses, narrower than any figure */
const ROUNDING = 1e-9

/** A day's figure beside what is usual for that weekday. */
export interface UsualFigure {
  value: number | null
  /** mean of the same weekday over the eight weeks before; null when fewer than half of them have a figure */
  usual: number | null
  /** the last 60 days, oldest first */
  spark: readonly (number | null)[]
}

/** What the same weekday was over the eight weeks before: its mean, and where one more such day lies. */
export interface Usual {
  value: number
  /** bounds of the 99 % prediction interval, both within what the unit allows */
  low: number
  high: number
}

/**
 * The usual from figures of earlier days of the same kind: mean ± t·s·√(1 + 1/n), the interval in which one further day
 * lies with 99 %. What cannot be negative does not begin below 0, and a share does not end above 1.
 * @returns undefined when fewer than four days have a figure
 */
export function usualOf(before: readonly (number | null)[], unit: Unit): Usual | undefined {
  const values = before.filter((value) => value !== null)
  if (values.length < FEWEST_DAYS) return undefined
  const value = mean(values)
  const t = studentQuantile((1 + CONFIDENCE) / 2, values.length - 1)
  const reach = t * standardDeviation(values) * Math.sqrt(1 + 1 / values.length) + ROUNDING * Math.abs(value)
  const [least, most] = BOUNDS[unit] ?? [-Infinity, Infinity]
  return { value, low: Math.max(least, value - reach), high: Math.min(most, value + reach) }
}

const BOUNDS: Partial<Record<Unit, readonly [number, number]>> = {
  count: [0, Infinity],
  share: [0, 1],
  ratio: [0, Infinity],
  seconds: [0, Infinity],
  minutes: [0, Infinity],
  hours: [0, Infinity],
  days: [0, Infinity],
}

/** Figures of one day, each against the usual for its weekday, so that a Monday is never compared with a Sunday. */
export async function usualFigures(
  figures: Figures,
  metrics: readonly string[],
  day: Day,
  asker: Asker,
): Promise<ReadonlyMap<string, UsualFigure>> {
  const at = await series(figures, { metrics }, { from: addDays(day, 1 - SPARK_DAYS), to: day }, asker)
  return new Map(
    metrics.map((metric) => {
      const spark = Array.from({ length: SPARK_DAYS }, (_, index) =>
        at({}, metric, addDays(day, index + 1 - SPARK_DAYS)),
      )
      const usual = usualOf(
        sameWeekdays(day).map((when) => at({}, metric, when)),
        'number',
      )
      return [metric, { value: at({}, metric, day), usual: usual?.value ?? null, spark }]
    }),
  )
}

/**
 * The usual for a day behind each figure of a question about that day, also of one that is split by dimensions.
 * Days before a metric's first row do not count: they are no zeros.
 * @returns what is usual for a metric in a row of the answer (found by its dimensions)
 */
export async function usualRows(
  figures: Figures,
  query: Pick<Query, 'metrics' | 'by' | 'where' | 'timeZone'>,
  day: Day,
  asker: Asker,
): Promise<(row: Row, metric: string, unit: Unit) => Usual | undefined> {
  const days = sameWeekdays(day)
  const at = await series(figures, query, { from: days.at(-1) ?? day, to: addDays(day, -1) }, asker)
  const spans = await Promise.all(query.metrics.map((metric) => figures.span([metric], asker)))
  const first = new Map(query.metrics.map((metric, index) => [metric, spans[index]?.from]))
  return (row, metric, unit) => {
    const begins = first.get(metric)
    if (begins === undefined) return undefined
    return usualOf(
      days.filter((when) => when >= begins).map((when) => at(row, metric, when)),
      unit,
    )
  }
}

/** the same weekday of the weeks before, newest first */
const sameWeekdays = (day: Day): Day[] =>
  Array.from({ length: WEEKS_OF_USUAL }, (_, week) => addDays(day, -7 * (week + 1)))

/** A figure by the dimensions of its row, its metric and its day. */
async function series(
  figures: Figures,
  { metrics, by = [], where, timeZone }: Pick<Query, 'metrics' | 'by' | 'where' | 'timeZone'>,
  period: { from: Day; to: Day },
  asker: Asker,
): Promise<(row: Row, metric: string, day: Day) => number | null> {
  const query: Query = {
    metrics,
    by,
    grain: 'day',
    period,
    ...(where === undefined ? {} : { where }),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
  const { rows } = await figures.query(query, asker)
  const key = (row: Row, day: string) => JSON.stringify([day, ...by.map((dimension) => row[dimension] ?? null)])
  const byKey = new Map(rows.map((row) => [key(row, String(row['period']).slice(0, 10)), row]))
  return (row, metric, day) => {
    const value = byKey.get(key(row, day))?.[metric]
    return typeof value === 'number' ? value : null
  }
}
