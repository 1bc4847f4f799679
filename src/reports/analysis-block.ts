import { isDay, type AnalysisAnswer, type Period } from '../base/index.ts'
import type { Block } from '../kit/index.ts'
import type { Making } from './making.ts'
import type { DocumentBlock } from './contract.ts'

type AnalysisBlock = Extract<Block, { kind: 'analysis' }>

/** The answer in words first, then what shows it: pictures, tables, notes. */
export function analysisBlocks(block: AnalysisBlock, answer: AnalysisAnswer, { say }: Making): DocumentBlock[] {
  const isShown = (name: string) => block.show === undefined || block.show.includes(name)
  const claims = answer.claims ?? []
  // a statement that only repeats its claims is said once, with the verdicts
  const isRepeated = claims.length > 0 && claims.map(({ sentence }) => sentence).join(' ') === answer.statement
  const drawn = (answer.charts ?? []).filter(({ name }) => isShown(name))
  return [
    { kind: 'heading', text: say(block.title), level: 3 },
    ...(isRepeated ? [] : [{ kind: 'statement' as const, text: answer.statement }]),
    ...(claims.length > 0 ? [{ kind: 'claims' as const, items: claims }] : []),
    ...drawn.flatMap(({ title, spec, table }): DocumentBlock[] => {
      const rows = answer.tables[table]
      if (!rows) return []
      return [{ kind: 'chart', title, spec, table: { columns: rows.columns, rows: rows.rows }, ...periodOf(answer) }]
    }),
    ...Object.entries(answer.tables)
      .filter(([name]) => isShown(name))
      .map(([name, { title, columns, rows }]): DocumentBlock => ({
        kind: 'table',
        title,
        table: { columns, rows },
        ...(block.sheets?.table === name ? { splitBy: block.sheets.by } : {}),
      })),
    ...(isShown('notes') && answer.notes && answer.notes.length > 0
      ? [{ kind: 'notes' as const, items: answer.notes }]
      : []),
  ]
}

/** The days that an analysis looked at, where its settings name them. */
function periodOf({ settings: { from, to } }: AnalysisAnswer): { period?: Period } {
  const isPeriod = typeof from === 'string' && typeof to === 'string' && isDay(from) && isDay(to)
  return isPeriod ? { period: { from, to } } : {}
}
