import { comparisonPeriod, grainsIn, type Compare, type Row } from '../base/index.ts'
import { MOST_ROWS, type Question } from './question.ts'
import { emptyFigure } from './empty.ts'

/** The same question about the earlier period, whole and unsorted: its rows are then put beside those of the answer. */
export function earlierQuestion(question: Question, compare: Compare): Question {
  const period = comparisonPeriod(question.frame.period, compare)
  return { ...question, frame: { ...question.frame, period }, order: undefined, limit: MOST_ROWS }
}

/**
 * The earlier row of each row: same dimension values, and the period that stands at the same place in its series
 * (the third day beside the third day). Groups that had no rows then count 0, or have no figure; where the earlier
 * series is shorter, `period` and figures are null.
 */
export function matchRows(
  now: Question,
  rows: readonly Row[],
  before: Question,
  earlier: readonly Row[],
): readonly Row[] {
  const placeNow = places(now)
  const placeBefore = places(before)
  const periods = [...placeBefore.keys()]
  const keyOf = (row: Row, place: number | undefined): string =>
    JSON.stringify([place ?? null, ...now.by.map((id) => row[id])])
  const byKey = new Map(earlier.map((row) => [keyOf(row, placeBefore.get(String(row['period']))), row]))
  return rows.map((row) => {
    const place = placeNow.get(String(row['period']))
    return (
      byKey.get(keyOf(row, place)) ?? absentRow(now, row, place === undefined ? undefined : (periods[place] ?? null))
    )
  })
}

/** Which place each period of the series has; empty without a grain. */
function places({ frame }: Question): Map<string, number> {
  const { grain, period } = frame
  return new Map(grain === undefined ? [] : grainsIn(period, grain).map((day, index) => [day, index]))
}

function absentRow({ metrics, by, frame }: Question, row: Row, period: string | null | undefined): Row {
  return {
    ...(frame.grain === undefined ? {} : { period: period ?? null }),
    ...Object.fromEntries(by.map((id) => [id, row[id] ?? null])),
    ...Object.fromEntries(
      metrics.map(({ metric }) => [
        metric.id,
        period !== null && !metric.shareOver?.length ? emptyFigure(metric.sql) : null,
      ]),
    ),
  }
}
