import type { Answer, AnswerColumn, Cell, Row } from '../base/index.ts'
import type { Making } from './making.ts'
import type { DocumentFigure } from './contract.ts'

/** Each figure of an answer beside the earlier one; rows of a split have their values in their names. */
export function figureItems(answer: Answer, { request, figures }: Making): DocumentFigure[] {
  const catalog = figures.catalog(request.asker)
  const metrics = answer.columns.filter(({ kind }) => kind === 'metric')
  const others = answer.columns.filter(({ kind }) => kind !== 'metric')
  return answer.rows.flatMap((row, index) =>
    metrics.map((column): DocumentFigure => {
      const known = catalog.metrics.find(({ id }) => id === column.name)
      const value = row[column.name] ?? null
      const before = answer.comparison?.rows[index]?.[column.name] ?? null
      return {
        label: [column.label, ...others.map((other) => nameOf(row, other))].join(' · '),
        meaning: known?.meaning ?? column.meaning ?? '',
        unit: column.unit,
        value,
        before,
        mood: moodOf(value, before, known?.better ?? 'neither'),
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
