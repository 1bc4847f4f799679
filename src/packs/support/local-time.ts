import { type Period, offsetSpans } from '../../base/index.ts'
import { type Sql, sql, trusted } from '../../kit/index.ts'

/** An instant column as the wall clock of `zone` shows it, right for the days of `period`; plain addition, no call per row. */
export function localTime(column: string, period: Period, zone: string): Sql {
  const [first, ...later] = offsetSpans(period, zone)
  const offset = later.reduce(
    (rest, span) =>
      sql`case when ${trusted(column)} >= ${timestamp(span.since!)} then ${trusted(seconds(span.offsetSeconds))} else ${rest} end`,
    trusted(seconds(first!.offsetSeconds)),
  )
  // the latest span stands outermost, so the first condition that holds is the right one
  return sql`(${trusted(column)} + ${offset})`
}

const seconds = (count: number): string => `to_seconds(${count})`

/** An ISO instant as the engine's UTC timestamp. */
export const timestamp = (instant: string): Sql => sql`${instant.replace('T', ' ').replace('Z', '')}::timestamp`
