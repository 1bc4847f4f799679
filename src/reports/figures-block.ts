import type { Answer, AnswerColumn, Cell, Row } from '../base/index.ts'
import type { Making } from './making.ts'
import type { DocumentFigure } from './contract.ts'

/** What a figure is compared with, apart from the earlier period: its change is against `before`. */
export type Compared = Pick<DocumentFigure, 'before' | 'usual' | 'standsOut'>

/** Each figure of an answer beside the earlier one; rows of a split have their values in their names. */
export function figureItems(
  answer: Answer,
  { request, figures }: Making,
  compare: (row: Row, column: AnswerColumn, index: number) => Compared = (_, { name }, index) => ({
    before: answer.comparison?.rows[index]?.[name] ?? null,
  }),
): DocumentFigure[] {
  const catalog = figures.catalog(request.asker)
  const metrics = answer.columns.filter(({ kind }) => kind === 'metric')
  const others = answer.columns.filter(({ kind }) => kind !== 'metric')
  return answer.rows.flatMap((row, index) =>
    metrics.map((column): DocumentFigure => {
      const known = catalog.metrics.find(({ id }) => id === column.name)
      const value = row[column.name] ?? null
      const compared = compare(row, column, index)
      return {
        label: [column.label, ...others.map((other) => nameOf(row, other))].join(' · '),
        meaning: known?.meaning ?? column.meaning ?? '',
        unit: column.unit,
        value,
        ...compared,
        // a change within the usual is neither good nor bad
        mood:
          compared.usual && !compared.standsOut
            ? 'neither'
            : moodOf(value, compared.before, known?.better ?? 'neither'),
      }
    }),
  )
}

const nameOf = (row: Row, { name, labels }: AnswerColumn): string => {
  const value = row[name] ?? null
  return labels?.[String(value)] ?? String(value ?? '—')
}

function moodOf(value: Cell, before: Cell, better: 'up' | 'down' | 'neither'): DocumentFigure['mood'] {
  if (typeof value !== 'number' || typeof before !== 'number' || better === 'neither' || value === before)
    return 'neither'
  return value > before === (better === 'up') ? 'good' : 'bad'
}
