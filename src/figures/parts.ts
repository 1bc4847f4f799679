import type { Filter } from '../base/index.ts'
import { identifier, joinSql, sql, trusted, type Metric, type Sql } from '../kit/index.ts'
import { filterSql } from './conditions.ts'
import type { Definitions, KnownMetric, MetricDimension } from './definitions.ts'
import { martWith, placed, type Moment } from './made-values.ts'
import {
  beginOf,
  instantSql,
  lastBegunSql,
  levelEndOf,
  periodNumberSql,
  withinSql,
  type TimeFrame,
} from './time-sql.ts'

/** Metrics that one pass over one mart answers, or one that two passes answer: a level. */
export interface Part {
  metrics: readonly KnownMetric[]
  by: readonly string[]
  where: readonly Filter[]
  /** what a metric's column is called in this part */
  columnName(metric: Metric): string
}

/** Metrics over the same rows (mart, time columns, condition) are counted together; each level that counts rows is counted alone. */
export function partsOf(metrics: readonly KnownMetric[], by: readonly string[], where: readonly Filter[]): Part[] {
  const groups = new Map<string, KnownMetric[]>()
  for (const known of metrics) {
    const { metric } = known
    const key = JSON.stringify([
      metric.from,
      metric.at,
      metric.where ?? '',
      metric.until ?? '',
      isCountedLevel(metric) ? metric.id : '',
    ])
    groups.set(key, [...(groups.get(key) ?? []), known])
  }
  return [...groups.values()].map((group) => ({ metrics: group, by, where, columnName: (metric) => metric.id }))
}

/** A level of the number of rows: a running sum of begins and ends. */
const isCountedLevel = ({ until, sql: aggregate }: Metric): boolean =>
  until !== undefined && aggregate.replaceAll(' ', '') === 'count(*)'

/** Name of the column that holds what a share is divided by. */
export const totalName = (metric: Metric): string => `${metric.id} of all`

/** What a share is divided by: the same figure without its own dimensions, neither split nor filtered by them. */
export function totalOf(known: KnownMetric, by: readonly string[], where: readonly Filter[]): Part {
  const over = new Set(known.metric.shareOver)
  return {
    metrics: [known],
    by: by.filter((id) => !over.has(id)),
    where: where.filter(({ dimension }) => !over.has(dimension)),
    columnName: totalName,
  }
}

/** The select of a part: number of the period (with a grain), dimensions, metrics. Groups without rows are absent. */
export function partSql(part: Part, frame: TimeFrame, definitions: Definitions, moment: Moment): Sql {
  const known = part.metrics[0]
  if (known === undefined) throw new Error('a part without metrics')
  const used = [...part.by, ...part.where.map(({ dimension }) => dimension)]
  const dimensionOf = (id: string): MetricDimension => definitions.dimensionOf(known, id)
  const scope: Scope = {
    from: martWith(known.metric.from, used.map(dimensionOf), moment),
    at: identifier(known.metric.at),
    dimensions: part.by.map((id) => placed(dimensionOf(id))),
    conditions: [
      ...(known.metric.where === undefined ? [] : [trusted(`(${known.metric.where})`)]),
      ...part.where.map((filter) => filterSql(filter, placed(dimensionOf(filter.dimension)))),
    ],
    frame,
  }
  const { metric } = known
  if (metric.until === undefined) return flowSql(part, scope)
  return isCountedLevel(metric)
    ? levelSql(identifier(part.columnName(metric)), identifier(metric.until), scope)
    : stateSql(part, identifier(metric.until), scope)
}

interface Scope {
  from: Sql
  at: Sql
  dimensions: readonly MetricDimension[]
  conditions: readonly Sql[]
  frame: TimeFrame
}

const columnsSql = (dimensions: readonly MetricDimension[]): Sql[] =>
  dimensions.map(({ dimension, column }) => sql`${identifier(column)} as ${identifier(dimension.id)}`)

const positions = (count: number): Sql =>
  count === 0 ? trusted('') : trusted(` group by ${Array.from({ length: count }, (_, index) => index + 1).join(', ')}`)

function flowSql({ metrics, columnName }: Part, { from, at, dimensions, conditions, frame }: Scope): Sql {
  const keys = [...numberColumn(at, frame), ...columnsSql(dimensions)]
  const figures = figuresSql(metrics, columnName)
  const where = joinSql([withinSql(at, frame), ...conditions], ' and ')
  return sql`select ${joinSql([...keys, ...figures], ', ')} from ${from} where ${where}${positions(keys.length)}`
}

const figuresSql = (metrics: readonly KnownMetric[], columnName: Part['columnName']): Sql[] =>
  metrics.map(({ metric }) => sql`${trusted(metric.sql)} as ${identifier(columnName(metric))}`)

const numberColumn = (at: Sql, frame: TimeFrame): Sql[] =>
  frame.grain === undefined ? [] : [sql`${periodNumberSql(at, { ...frame, grain: frame.grain })} as number`]

/**
 * Rows that began before the end of each period and had not ended then. Without a grain that is one count at the
 * period's end; with one, a running sum of begins and ends over the periods: two passes, however many periods.
 * A row that ends before it begins was never there. Periods that have not begun are left out.
 */
function levelSql(name: Sql, until: Sql, scope: Scope): Sql {
  const { from, at, dimensions, conditions, frame } = scope
  const { grain } = frame
  const end = instantSql(levelEndOf(frame))
  if (grain === undefined) {
    const where = joinSql([sql`${at} < ${end}`, sql`(${until} is null or ${until} >= ${end})`, ...conditions], ' and ')
    const columns = joinSql([...columnsSql(dimensions), sql`count(*) as ${name}`], ', ')
    return sql`select ${columns} from ${from} where ${where}${positions(dimensions.length)}`
  }

  const begin = instantSql(beginOf(frame))
  const ended = sql`greatest(${until}, ${at})`
  const steps = (place: Sql, change: Sql, conditionsOfStep: readonly Sql[]): Sql => {
    const columns = joinSql([sql`${place} as number`, ...columnsSql(dimensions), sql`${change} as change`], ', ')
    const where = joinSql([sql`${at} < ${end}`, ...conditionsOfStep, ...conditions], ' and ')
    return sql`select ${columns} from ${from} where ${where}${positions(dimensions.length + 1)}`
  }
  const placeOf = (moment: Sql): Sql => periodNumberSql(moment, { ...frame, grain })
  const begun = steps(placeOf(sql`greatest(${at}, ${begin})`), sql`count(*)`, [
    sql`(${until} is null or ${ended} >= ${begin})`,
  ])
  const over = steps(placeOf(ended), sql`-count(*)`, [
    sql`${until} is not null`,
    sql`${ended} >= ${begin}`,
    sql`${ended} < ${end}`,
  ])

  const ids = dimensions.map(({ dimension }) => identifier(dimension.id))
  const groups = ids.map((id) => sql`g.${id}`)
  const across = ids.length === 0 ? sql`` : sql` cross join (select distinct ${joinSql(ids, ', ')} from step) as g`
  const matches = joinSql(
    [sql`s.number = p.number`, ...ids.map((id) => sql`s.${id} is not distinct from g.${id}`)],
    ' and ',
  )
  const partition = groups.length === 0 ? sql`` : sql`partition by ${joinSql(groups, ', ')} `
  return sql`with step as (${begun} union all ${over})
  select ${joinSql([sql`p.number`, ...groups], ', ')},
    cast(coalesce(sum(sum(s.change)) over (${partition}order by p.number), 0) as bigint) as ${name}
  from period as p${across}
  left join step as s on ${matches}
  where p.period <= ${lastBegunSql({ ...frame, grain })}
  group by ${joinSql([sql`p.number`, ...groups], ', ')}`
}

/**
 * Any aggregate over the rows that had begun and not ended at the end of each period. A row stands in every period at whose
 * end it was there, so there are as many as rows times such periods. Periods that have not begun are left out.
 */
function stateSql({ metrics, columnName }: Part, until: Sql, { from, at, dimensions, conditions, frame }: Scope): Sql {
  const { grain } = frame
  const figures = figuresSql(metrics, columnName)
  const end = instantSql(levelEndOf(frame))
  if (grain === undefined) {
    const where = joinSql([sql`${at} < ${end}`, sql`(${until} is null or ${until} >= ${end})`, ...conditions], ' and ')
    return sql`select ${joinSql([...columnsSql(dimensions), ...figures], ', ')} from ${from} where ${where}${positions(dimensions.length)}`
  }

  const begin = instantSql(beginOf(frame))
  const placeOf = (moment: Sql): Sql => periodNumberSql(moment, { ...frame, grain })
  const last = sql`(select max(number) from period where period <= ${lastBegunSql({ ...frame, grain })})`
  const first = placeOf(sql`greatest(${at}, ${begin})`)
  // a row that ends in the last period after its latest moment was there until then
  const beyond = sql`case when ${until} is null or ${until} >= ${end} then ${last} + 1 else ${placeOf(until)} end`
  const where = joinSql([sql`${at} < ${end}`, sql`(${until} is null or ${until} >= ${begin})`, ...conditions], ' and ')
  const number = identifier('number of period')
  const keys = [sql`${number} as number`, ...columnsSql(dimensions)]
  return sql`select ${joinSql([...keys, ...figures], ', ')}
  from (select *, unnest(range(${first}, ${beyond})) as ${number} from ${from} where ${where})${positions(keys.length)}`
}
