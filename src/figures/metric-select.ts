import type { Day, Period } from '../base/index.ts'
import { identifier, joinSql, sql, sqlForReading, trusted, type Metric, type Sql } from '../kit/index.ts'
import { instantSql, levelEndOf, withinSql } from './time-sql.ts'

interface MetricFrame {
  period: Period
  timeZone: string
  today: Day
}

/**
 * A metric as one plain select over its mart: `value`, and how many rows stand behind it. Over a period it is what `query` answers
 * where nothing is split, filtered or divided by a total; without one, the whole definition, for those who ask what it is made of.
 */
export function metricSelect(metric: Metric, frame?: MetricFrame): string {
  const at = identifier(metric.at)
  const conditions = [...(metric.where === undefined ? [] : [trusted(`(${metric.where})`)]), placeOf(metric, at, frame)]
  return sqlForReading(sql`select ${trusted(metric.sql)} as value, count(*) as counted_rows
from ${identifier(...metric.from.split('.'))}
where ${joinSql(conditions, ' and ')}`)
}

function placeOf(metric: Metric, at: Sql, given: MetricFrame | undefined): Sql {
  const until = metric.until === undefined ? undefined : identifier(metric.until)
  if (given === undefined) {
    const open = until ? sql` and (${until} is null or ${until} >= ${at})` : sql``
    return sql`${at} is not null${open}`
  }
  const frame = { ...given, grain: undefined }
  if (until === undefined) return withinSql(at, frame)
  const end = instantSql(levelEndOf(frame))
  return sql`${at} < ${end} and (${until} is null or ${until} >= ${end})`
}
