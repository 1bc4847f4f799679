import { grainsIn, type Answer, type Cell, type Period, type Row } from '../../base/index.ts'

/** Column that holds the earlier figure of a metric. */
export const beforeColumn = (metric: string): string => `${metric}::before`

function placesOf(period: Period, grain: Answer['period']['grain']): ReadonlyMap<Cell, number> {
  return new Map(grain ? grainsIn(period, grain).map((day, place) => [day, place]) : [])
}

function keyOf(row: Row, answer: Answer, places: ReadonlyMap<Cell, number>): string {
  const parts = answer.columns.flatMap(({ name, kind }) => {
    if (kind === 'metric') return []
    const value = row[name] ?? null
    return [kind === 'period' ? (places.get(value) ?? value) : value]
  })
  return JSON.stringify(parts)
}

/** The answer's rows, each with the earlier period's figures beside its own; unchanged without a comparison. */
export function rowsWithEarlier(answer: Answer): readonly Row[] {
  const { comparison, period } = answer
  if (!comparison) return answer.rows
  const metrics = answer.columns.filter(({ kind }) => kind === 'metric').map(({ name }) => name)
  const earlierPlaces = placesOf(comparison.period, period.grain)
  const earlier = new Map(comparison.rows.map((row) => [keyOf(row, answer, earlierPlaces), row]))
  const places = placesOf(period, period.grain)
  return answer.rows.map((row) => {
    const before = earlier.get(keyOf(row, answer, places))
    return { ...row, ...Object.fromEntries(metrics.map((metric) => [beforeColumn(metric), before?.[metric] ?? null])) }
  })
}

/** Whether any earlier figure is there at all. */
export const hasEarlier = (rows: readonly Row[], metric: string): boolean =>
  rows.some((row) => row[beforeColumn(metric)] !== null && row[beforeColumn(metric)] !== undefined)
