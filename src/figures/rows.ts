import type { AnswerColumn, Locale, RowsQuery, Unit } from '../base/index.ts'
import { identifier, joinSql, sql, trusted, type Metric, type Sql } from '../kit/index.ts'
import type { LayerTable } from '../warehouse/index.ts'
import { dimensionColumn, runLimited, unitsOf, type TimelessAnswer } from './answer.ts'
import { filterSql } from './conditions.ts'
import type { Definitions, KnownMetric } from './definitions.ts'
import { martWith, momentOf, placed } from './made-values.ts'
import type { PersonMarts } from './marts.ts'
import { limitSql } from './plan.ts'
import { instantSql, levelEndOf, withinSql, type TimeFrame } from './time-sql.ts'

/** Rows of a list when no number was asked. */
export const USUAL_ROWS = 100
/** Rows of a list at most. */
export const MOST_LISTED_ROWS = 10_000

export interface RowsQuestion {
  known: KnownMetric
  where: NonNullable<RowsQuery['where']>
  frame: TimeFrame
  /** Infinity: all there are */
  limit: number
}

/**
 * The rows behind a metric, newest first: those of the period, and for a level those that were there at its end.
 * They come from `mart.<name>_rows` where the pack has such a model with the columns that the question needs,
 * otherwise from the metric's own mart. A column is called by the pack's word `column.<name>`, or by its own name.
 */
export async function listRows(
  question: RowsQuestion,
  definitions: Definitions,
  marts: PersonMarts,
  layers: readonly LayerTable[],
  locale: Locale,
): Promise<TimelessAnswer> {
  const { select, table } = rowsSelect(question, definitions, marts, layers)
  const { rows, sql: text, isCut } = await runLimited(select(), question.limit, marts)
  const names = table.columns.length > 0 ? table.columns.map(({ name }) => name) : Object.keys(rows[0] ?? {})
  const columns = rowColumns(names, table, question.known, definitions, locale)
  return { rows, columns, units: unitsOf(columns), period: periodOf(question.frame), sql: text, isCut }
}

type RowsTable = Pick<LayerTable, 'name' | 'columns'>

/** The select of the rows behind a metric, of some of them where there is a condition more, and the table that they come from. */
export function rowsSelect(
  { known, where, frame, limit }: RowsQuestion,
  definitions: Definitions,
  marts: PersonMarts,
  layers: readonly LayerTable[],
): { select(condition?: Sql): Sql; table: RowsTable } {
  const { metric } = known
  const filters = where.map((filter) => ({ filter, use: definitions.dimensionOf(known, filter.dimension) }))
  const needed = [
    metric.at,
    ...(metric.until === undefined ? [] : [metric.until]),
    ...filters.map(({ use }) => use.column),
  ]
  const table = tableOf(metric, needed, layers)
  const conditions = [
    placeSql(metric, frame),
    ...(metric.where === undefined ? [] : [trusted(`(${metric.where})`)]),
    ...filters.map(({ filter, use }) => filterSql(filter, placed(use))),
  ]
  const uses = filters.map(({ use }) => use)
  const from = martWith(table.name, uses, momentOf(frame, marts))
  const select = (condition?: Sql): Sql =>
    sql`select ${identifier(table.name.replace(/^mart\./, ''))}.* from ${from} where ${joinSql([...conditions, ...(condition ? [condition] : [])], ' and ')}
order by ${identifier(metric.at)} desc${limitSql(limit)}`
  return { select, table }
}

/** What these columns of a table hold, in the reader's language. */
export function rowColumns(
  names: readonly string[],
  table: RowsTable,
  known: KnownMetric,
  definitions: Definitions,
  locale: Locale,
): AnswerColumn[] {
  const documented = new Map(table.columns.map((column) => [column.name, column]))
  return names.map((name) => rowColumn(name, documented.get(name), known, definitions, locale))
}

export const periodOf = ({ period, timeZone }: TimeFrame): TimelessAnswer['period'] => ({ ...period, timeZone })

function placeSql(metric: Metric, frame: TimeFrame): Sql {
  const at = identifier(metric.at)
  if (metric.until === undefined) return withinSql(at, frame)
  const until = identifier(metric.until)
  const end = instantSql(levelEndOf(frame))
  return sql`${at} < ${end} and (${until} is null or ${until} >= ${end})`
}

/** A rows model may leave out what the metric's own condition reads; then the mart itself is the safe place. */
function tableOf(metric: Metric, needed: readonly string[], layers: readonly LayerTable[]): RowsTable {
  const find = (name: string): LayerTable | undefined =>
    layers.find((table) => table.layer === 'mart' && `mart.${table.name.replace(/^mart\./, '')}` === name)
  const columnsOf = (table: LayerTable | undefined): Set<string> => new Set(table?.columns.map(({ name }) => name))
  const listing = find(`${metric.from}_rows`)
  const mart = find(metric.from)
  const listed = columnsOf(listing)
  const mentioned = [...columnsOf(mart)].filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(metric.where ?? ''))
  const isWhole = listing !== undefined && [...needed, ...mentioned].every((name) => listed.has(name))
  return isWhole
    ? { name: `${metric.from}_rows`, columns: listing.columns }
    : { name: metric.from, columns: mart?.columns ?? [] }
}

function rowColumn(
  name: string,
  documented: LayerTable['columns'][number] | undefined,
  known: KnownMetric,
  definitions: Definitions,
  locale: Locale,
): AnswerColumn {
  const meaning = documented?.meaning ? { meaning: documented.meaning } : {}
  const dimension = definitions
    .dimensionsOf(known)
    .find(({ column, dimension: { valuesAt } }) => column === name && !valuesAt)
  if (dimension !== undefined) return { ...dimensionColumn(dimension, name, locale), ...meaning }
  const unit = columnUnit(name, documented?.type ?? '')
  const key = `column.${name}`
  const label = known.pack.words.has(key) ? known.pack.words.say(locale, key) : name.replaceAll('_', ' ')
  const isMeasure = unit !== 'text' && unit !== 'instant' && unit !== 'day'
  const kind = name === known.metric.at ? 'period' : isMeasure ? 'metric' : 'dimension'
  return { name, label, kind, unit, ...meaning }
}

const SUFFIXES: readonly (readonly [suffix: string, unit: Unit])[] = [
  ['_hours', 'hours'],
  ['_seconds', 'seconds'],
  ['_minutes', 'minutes'],
  ['_days', 'days'],
  ['_share', 'share'],
]

/** The house writes units into names; the rest is told by the type. */
function columnUnit(name: string, type: string): Unit {
  const engineType = type.toLowerCase()
  if (engineType.startsWith('timestamp')) return 'instant'
  if (engineType === 'date') return 'day'
  if (!/^(u?(tiny|small|huge|big)?int(eger)?|decimal.*|double|float|real|numeric.*)$/.test(engineType)) return 'text'
  return SUFFIXES.find(([suffix]) => name.endsWith(suffix))?.[1] ?? 'number'
}
