import { addDays, type Day, type Query } from '../base/index.ts'
import type { Asker, Figures } from './contract.ts'

const WEEKS_OF_USUAL = 8
const SPARK_DAYS = 60

/** A day's figure beside what is usual for that weekday. */
export interface UsualFigure {
  value: number | null
  /** mean of the same weekday over the eight weeks before; null when fewer than half of them have a figure */
  usual: number | null
  /** the last 60 days, oldest first */
  spark: readonly (number | null)[]
}

/** Figures of one day, each against the usual for its weekday, so that a Monday is never compared with a Sunday. */
export async function usualFigures(
  figures: Figures,
  metrics: readonly string[],
  day: Day,
  asker: Asker,
): Promise<ReadonlyMap<string, UsualFigure>> {
  const query: Query = { metrics, grain: 'day', period: { from: addDays(day, 1 - SPARK_DAYS), to: day } }
  const { rows } = await figures.query(query, asker)
  const byDay = new Map(rows.map((row) => [String(row['period']).slice(0, 10), row]))
  return new Map(
    metrics.map((metric) => {
      const at = (when: Day): number | null => {
        const value = byDay.get(when)?.[metric]
        return typeof value === 'number' ? value : null
      }
      const before = Array.from({ length: WEEKS_OF_USUAL }, (_, week) => at(addDays(day, -7 * (week + 1)))).filter(
        (value) => value !== null,
      )
      const usual =
        before.length >= WEEKS_OF_USUAL / 2 ? before.reduce((sum, value) => sum + value, 0) / before.length : null
      const spark = Array.from({ length: SPARK_DAYS }, (_, index) => at(addDays(day, index + 1 - SPARK_DAYS)))
      return [metric, { value: at(day), usual, spark }]
    }),
  )
}
