import { offsetSpans } from '../base/index.ts'
import { identifier, sql, trusted, type Sql } from '../kit/index.ts'

/** What the engine's types come to, for whoever writes their values. */
export type Kind = 'text' | 'boolean' | 'day' | 'instant' | 'whole' | 'decimal' | 'float'

export function kindOf(type: string): Kind {
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'DATE') return 'day'
  if (type.startsWith('TIMESTAMP')) return 'instant'
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 'whole'
  if (type.startsWith('DECIMAL')) return 'decimal'
  return type === 'DOUBLE' || type === 'FLOAT' ? 'float' : 'text'
}

/** Clocks of these years are known; what is older or newer is asked of the engine's tables, row by row. */
const YEARS = { from: '1990-01-01', to: '2037-12-31' }
const MICROSECONDS = 1_000_000

/**
 * An instant written from its wall clock in a zone. `usual` writes those of the years whose clock is known beforehand, which
 * are nearly all; `rare` the others. Nothing of what is not finite.
 */
export function onWallClock(
  { name, type }: { name: string; type: string },
  timeZone: string,
  { usual, rare }: { usual(clock: Sql): Sql; rare(clock: Sql): Sql },
): Sql {
  const column = identifier(name)
  const instant =
    type === 'TIMESTAMP WITH TIME ZONE' ? sql`timezone('UTC', ${column})` : sql`cast(${column} as timestamp)`
  const asked = sql`timezone(${timeZone}, timezone('UTC', ${instant}))`
  const others = sql`when isfinite(${column}) then ${rare(asked)} end`
  const last = offsetSpans(YEARS, timeZone).at(-1)
  if (last === undefined) return sql`case ${others}`
  // since its last change a clock is a plain addition, several times faster; of whole numbers, faster than of an interval
  const shifted = sql`make_timestamp(epoch_us(${instant}) + ${trusted(String(last.offsetSeconds * MICROSECONDS))})`
  const since = last.since === undefined ? `${YEARS.from}T00:00:00Z` : last.since
  return sql`case when ${instant} >= ${new Date(since)} and ${instant} < ${new Date(`${YEARS.to}T00:00:00Z`)} then ${usual(shifted)} ${others}`
}

/** What a value is called, where it has a name; `otherwise` for the others. */
export const labelled = (
  column: Sql,
  labels: Readonly<Record<string, string>> | undefined,
  written: (label: string) => string,
  otherwise: Sql,
): Sql => {
  const named = Object.entries(labels ?? {})
  if (named.length === 0) return otherwise
  const cases = named.reduce((all, [value, label]) => sql`${all} when ${value} then ${written(label)}`, sql``)
  return sql`case ${column}${cases} else ${otherwise} end`
}
