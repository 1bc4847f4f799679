import { addDays, dayOf, startOfDay, type Day, type Instant, type Period } from '../base/index.ts'
import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import type { KnownMetric } from './definitions.ts'
import type { PersonMarts } from './marts.ts'
import { instantSql } from './time-sql.ts'

/** Beyond these a time is a mistake, or stands for “never”: it says nothing of when the data begins or ends. */
const [EARLIEST, LATEST] = ["timestamp '1900-01-01'", "timestamp '2200-01-01'"]

/** First and last day in a zone on which any of the metrics has rows that the person may see, between 1900 and 2200. A level's rows last until they end, at most until today's end: no level is known beyond. */
export async function spanOf(
  metrics: readonly KnownMetric[],
  timeZone: string,
  today: Day,
  marts: PersonMarts,
): Promise<Period | undefined> {
  const selects = new Map(
    metrics.map((known) => [spanKey(known), spanSql(known, startOfDay(addDays(today, 1), timeZone))]),
  )
  const rows = await marts.rows(joinSql([...selects.values()], ' union all '))
  const times = (column: string): number[] =>
    rows.map((row) => row[column]).flatMap((value) => (typeof value === 'string' ? [new Date(value).getTime()] : []))
  const [first, last] = [times('first'), times('last')]
  if (first.length === 0 || last.length === 0) return undefined
  return { from: dayOf(new Date(Math.min(...first)), timeZone), to: dayOf(new Date(Math.max(...last)), timeZone) }
}

const spanKey = ({ metric }: KnownMetric): string =>
  JSON.stringify([metric.from, metric.at, metric.until ?? '', metric.where ?? ''])

function spanSql({ metric }: KnownMetric, end: Instant): Sql {
  const at = identifier(metric.at)
  const last =
    metric.until === undefined
      ? at
      : sql`least(greatest(${at}, ${identifier(metric.until)}), ${instantSql(end)} - interval 1 second)`
  const where = metric.where === undefined ? sql`` : sql` and (${trusted(metric.where)})`
  return sql`select min(${at}) as first, max(${last}) as last from ${trusted(metric.from)} where ${at} between ${trusted(EARLIEST)} and ${trusted(LATEST)}${where}`
}
