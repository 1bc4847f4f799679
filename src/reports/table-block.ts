import {
  addDays,
  dayOf,
  startOfDay,
  startOfGrain,
  type Answer,
  type AnswerColumn,
  type Column,
  type Day,
  type Locale,
  type Row,
  type Table,
} from '../base/index.ts'
import { words } from './words.ts'

/** An answer as a table; with a comparison each metric has its earlier figure beside it. */
export function answerTable({ columns, rows, comparison }: Answer, locale: Locale): Table {
  if (!comparison) return { columns: columns.map(plain), rows }
  const metrics = columns.filter(({ kind }) => kind === 'metric')
  return {
    columns: columns.flatMap((column) => {
      if (column.kind !== 'metric') return [plain(column)]
      const label = words.say(locale, 'before_column', { label: column.label })
      return [plain(column), { name: earlierName(column.name), label, unit: column.unit }]
    }),
    rows: rows.map((row, index): Row => {
      const earlier = comparison.rows[index]
      return { ...row, ...Object.fromEntries(metrics.map(({ name }) => [earlierName(name), earlier?.[name] ?? null])) }
    }),
  }
}

const earlierName = (name: string): string => `${name} before`

const plain = ({ name, label, unit, labels }: AnswerColumn): Column => ({
  name,
  label,
  unit,
  ...(labels ? { labels } : {}),
})

/** The first period that the data does not wholly cover; undefined when all are whole. */
export function firstIncomplete({ period, asOf }: Answer): Day | undefined {
  const { grain, timeZone, to } = period
  if (!grain) return undefined
  const instants = Object.values(asOf).toSorted()
  const oldest = instants[0]
  const isWhole = oldest === undefined || oldest >= startOfDay(addDays(to, 1), timeZone)
  const next = isWhole ? addDays(to, 1) : dayOf(oldest, timeZone)
  const first = startOfGrain(next, grain)
  return first <= to ? first : undefined
}
