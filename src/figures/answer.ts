import type { AnswerColumn, Answer, Instant, Locale, Row } from '../base/index.ts'
import { sqlForReading, type Sql } from '../kit/index.ts'
import { valueLabels, type Definitions, type KnownMetric, type MetricDimension } from './definitions.ts'
import type { PersonMarts } from './marts.ts'
import type { Question } from './question.ts'
import { words } from './say.ts'

/** An answer without what must be fresh each time. */
export type TimelessAnswer = Omit<Answer, 'asOf'>

/** A remembered answer with what the sources say now. */
export const withAsOf = <T extends object>(
  answer: T,
  asOf: Readonly<Record<string, Instant>>,
): T & { asOf: Readonly<Record<string, Instant>> } => ({ ...answer, asOf })

/** Runs a select that asks for one row more than `limit`, and says whether that row was there. */
export async function runLimited(
  query: Sql,
  limit: number,
  marts: PersonMarts,
): Promise<{ rows: readonly Row[]; sql: string; isCut: boolean }> {
  const rows = await marts.rows(query)
  const text = sqlForReading(await marts.restricted(query))
  return { rows: rows.length > limit ? rows.slice(0, limit) : rows, sql: text, isCut: rows.length > limit }
}

/** Units by column. */
export const unitsOf = (columns: readonly AnswerColumn[]): Answer['units'] =>
  Object.fromEntries(columns.map(({ name, unit }) => [name, unit]))

/** What a metric is called in the reader's language. */
export const metricTitle = ({ metric, pack }: KnownMetric, locale: Locale): string =>
  pack.words.say(locale, `metric.${metric.id}`)

/** What a metric counts, in the reader's language where the pack has words, as its definition says otherwise. */
export const metricMeaning = ({ metric, pack }: KnownMetric, locale: Locale): string =>
  pack.words.has(`metric.${metric.id}.meaning`) ? pack.words.say(locale, `metric.${metric.id}.meaning`) : metric.meaning

/** A column with values of a dimension, and what those are called. */
export function dimensionColumn(known: MetricDimension, name: string, locale: Locale): AnswerColumn {
  const { dimension, pack } = known
  const labels = valueLabels(known, locale)
  return {
    name,
    label: pack.words.say(locale, `dimension.${dimension.id}`),
    kind: 'dimension',
    unit: dimension.isNumber ? 'number' : 'text',
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(dimension.leadsTo ? { leadsTo: dimension.leadsTo } : {}),
  }
}

/** The columns of an answer in the reader's language: period, dimensions, metrics. */
export function queryColumns(
  { metrics, by, frame }: Question,
  definitions: Definitions,
  locale: Locale,
): AnswerColumn[] {
  const first = metrics[0]
  const period: AnswerColumn[] =
    frame.grain === undefined
      ? []
      : [{ name: 'period', label: words.say(locale, frame.grain), kind: 'period', unit: 'day' }]
  const dimensions = by.flatMap((id) =>
    first === undefined ? [] : [dimensionColumn(definitions.dimensionOf(first, id), id, locale)],
  )
  const figures = metrics.map((known): AnswerColumn => ({
    name: known.metric.id,
    label: metricTitle(known, locale),
    kind: 'metric',
    unit: known.metric.unit,
    meaning: metricMeaning(known, locale),
  }))
  return [...period, ...dimensions, ...figures]
}
