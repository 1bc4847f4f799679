import { identifier, joinSql, sql, type Marts, type Metric, type Sql } from '../kit/index.ts'
import { leadingNumberSql } from './conditions.ts'
import type { Definitions, KnownMetric, MetricDimension } from './definitions.ts'
import { emptyFigure } from './empty.ts'
import { momentOf } from './made-values.ts'
import { partSql, partsOf, totalName, totalOf, type Part } from './parts.ts'
import type { Question } from './question.ts'
import { lastBegunSql, periodsSql, type TimeFrame } from './time-sql.ts'

/**
 * A question as one select, over the marts as they are; row rules are put in when it is run.
 *
 * - `part_n`: one pass over one mart each: rows that share mart, time column and condition.
 * - `figure`: the parts side by side; a group that only one part knows stays.
 * - `total_n`: what a share is divided by.
 * - `answer`: with a grain, every period of every group, so that a day without tickets is a 0 and not a gap.
 */
export function planQuery(question: Question, definitions: Definitions, marts: Pick<Marts, 'seesAll'>): Sql {
  const { metrics, by, where, frame } = question
  const moment = momentOf(frame, marts)
  const parts = partsOf(metrics, by, where)
  const totals = metrics
    .filter(({ metric }) => metric.shareOver?.length)
    .map((known): Total => ({ known, part: totalOf(known, by, where) }))
  const uses = by.map((id) => useOf(id, metrics, definitions))
  const partName = (index: number): Sql => identifier(`part_${index + 1}`)
  const totalTable = (index: number): Sql => identifier(`total_${index + 1}`)

  const tables = [
    ...(frame.grain === undefined ? [] : [sql`period as (${periodsSql({ ...frame, grain: frame.grain })})`]),
    ...parts.map((part, index) => sql`${partName(index)} as (${partSql(part, frame, definitions, moment)})`),
    ...totals.map(({ part }, index) => sql`${totalTable(index)} as (${partSql(part, frame, definitions, moment)})`),
    sql`figure as (${figureSql(
      question,
      parts.map(({ metrics: those }, index) => ({ name: partName(index), those })),
      uses,
    )})`,
    sql`answer as (${answerSql(question, totals, uses)})`,
  ]
  const columns = [...(frame.grain === undefined ? [] : ['period']), ...by, ...metrics.map(({ metric }) => metric.id)]
  return sql`with ${joinSql(tables, ', ')}
select ${joinSql(
    columns.map((name) => identifier(name)),
    ', ',
  )} from answer${orderSql(question, uses)}${limitSql(question.limit)}`
}

/** One row more than asked, which tells that there are more. */
export const limitSql = (limit: number): Sql => (limit === Infinity ? sql`` : sql`\nlimit ${limit + 1}`)

interface Total {
  known: KnownMetric
  part: Part
}

/** A dimension of the answer: codes are text, numbers stay numbers. */
interface Use {
  id: string
  name: Sql
  order: readonly string[]
  isOrderedByLeadingNumber: boolean
  isNumber: boolean
}

function useOf(id: string, metrics: readonly KnownMetric[], definitions: Definitions): Use {
  const known: MetricDimension[] = metrics.map((metric) => definitions.dimensionOf(metric, id))
  return {
    id,
    name: identifier(id),
    order: known.find(({ dimension }) => dimension.order)?.dimension.order ?? [],
    isOrderedByLeadingNumber: known.some(({ dimension }) => dimension.isOrderedByLeadingNumber),
    isNumber: known.every(({ dimension }) => dimension.isNumber),
  }
}

const shown = ({ isNumber }: Use, column: Sql): Sql => (isNumber ? column : sql`cast(${column} as varchar)`)

const periodNumber = ({ frame }: Question): Sql[] => (frame.grain === undefined ? [] : [sql`number`])

/** Values are cast after grouping: casting each row would cost more than counting it. */
function figureSql(
  question: Question,
  parts: readonly { name: Sql; those: readonly KnownMetric[] }[],
  uses: readonly Use[],
): Sql {
  const keys = [...periodNumber(question), ...uses.map(({ name }) => name)]
  const selects = parts.map(({ name, those }) => {
    const dimensions = uses.map((use) => sql`${shown(use, use.name)} as ${use.name}`)
    const figures = those.map(({ metric }) => identifier(metric.id))
    return sql`select ${joinSql([...periodNumber(question), ...dimensions, ...figures], ', ')} from ${name}`
  })
  if (selects.length === 1) return selects[0] ?? sql``
  const all = selects.reduce((before, next) => sql`${before} union all by name ${next}`)
  const figures = question.metrics.map(
    ({ metric }) => sql`any_value(${identifier(metric.id)}) as ${identifier(metric.id)}`,
  )
  const grouped = keys.length === 0 ? sql`` : sql` group by ${joinSql(keys, ', ')}`
  return sql`select ${joinSql([...keys, ...figures], ', ')} from (${all})${grouped}`
}

function answerSql(question: Question, totals: readonly Total[], uses: readonly Use[]): Sql {
  const hasGrain = question.frame.grain !== undefined
  const groups = uses.length > 0 && hasGrain
  const home = (name: Sql): Sql => (hasGrain ? sql`g.${name}` : sql`f.${name}`)
  const keys = [...(hasGrain ? [sql`p.period`] : []), ...uses.map(({ name }) => home(name))]
  const figures = question.metrics.map(
    ({ metric }) => sql`${figureOf(metric, question, totals)} as ${identifier(metric.id)}`,
  )

  const onFigure = [sql`f.number = p.number`, ...uses.map(({ name }) => sql`f.${name} is not distinct from g.${name}`)]
  const across = groups
    ? sql` cross join (select distinct ${joinSql(
        uses.map(({ name }) => name),
        ', ',
      )} from figure) as g`
    : sql``
  const base = hasGrain
    ? sql`period as p${across} left join figure as f on ${joinSql(onFigure, ' and ')}`
    : sql`figure as f`
  const joins = totals.map(({ part }, index) => {
    const table = identifier(`t${index + 1}`)
    const kept = uses.filter(({ id }) => part.by.includes(id))
    const same = kept.map((use) => sql`${shown(use, sql`${table}.${use.name}`)} is not distinct from ${home(use.name)}`)
    const on = [...(hasGrain ? [sql`${table}.number = p.number`] : []), ...same]
    const source = sql`${identifier(`total_${index + 1}`)} as ${table}`
    return on.length === 0 ? sql` cross join ${source}` : sql` left join ${source} on ${joinSql(on, ' and ')}`
  })
  return sql`select ${joinSql([...keys, ...figures], ', ')} from ${joinSql([base, ...joins], '\n')}`
}

/** The figure, with what nothing means where there were no rows; in a period that has not begun, nothing is no figure. */
function figureOf(metric: Metric, { frame }: Question, totals: readonly Total[]): Sql {
  const found = sql`f.${identifier(metric.id)}`
  const filled = emptyFigure(metric.sql) === null ? found : filledSql(found, metric, frame)
  const index = totals.findIndex(({ known }) => known.metric === metric)
  if (index === -1) return filled
  return sql`${filled} / nullif(${identifier(`t${index + 1}`)}.${identifier(totalName(metric))}, 0)`
}

function filledSql(found: Sql, metric: Metric, frame: TimeFrame): Sql {
  const { grain, period, today } = frame
  if (grain !== undefined) {
    return sql`coalesce(${found}, case when p.period <= ${lastBegunSql({ ...frame, grain })} then 0 end)`
  }
  if (period.from <= today) return sql`coalesce(${found}, 0)`
  return metric.until === undefined ? sql`nullif(${found}, 0)` : sql`cast(null as bigint)`
}

/** By period, then by the dimensions' own order; an asked order comes first and the rest decides ties. Nothing comes last. */
function orderSql(question: Question, uses: readonly Use[]): Sql {
  const natural = [
    ...(question.frame.grain === undefined ? [] : [{ id: 'period', by: [sql`period`] }]),
    ...uses.map((use) => ({ id: use.id, by: naturalOrder(use) })),
  ]
  const { order } = question
  const direction = order?.descending ? sql` desc nulls last` : sql` nulls last`
  const asked = order === undefined ? [] : (natural.find(({ id }) => id === order.by)?.by ?? [identifier(order.by)])
  const rest = natural
    .filter(({ id }) => id !== order?.by)
    .flatMap(({ by }) => by.map((each) => sql`${each} nulls last`))
  const all = [...asked.map((each) => sql`${each}${direction}`), ...rest]
  return all.length === 0 ? sql`` : sql`\norder by ${joinSql(all, ', ')}`
}

function naturalOrder({ name, order, isOrderedByLeadingNumber }: Use): Sql[] {
  if (isOrderedByLeadingNumber) return [leadingNumberSql(name), name]
  if (order.length === 0) return [name]
  const cases = order.map((value, index) => sql`when ${name} = ${value} then ${index}`)
  return [sql`case when ${name} is null then null ${joinSql(cases, '\n')} else ${order.length} end`, name]
}
