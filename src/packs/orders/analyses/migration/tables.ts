import type { AnalysisChart, AnalysisResult, Row } from '../../../../base/index.ts'
import { segmentNames } from '../../rfm/segments.ts'
import { columns, segmentLabels } from '../text.ts'
import { ABSENT, type Move, type Movement, NEW } from './read.ts'
import type { Context, MigrationQuestion } from './settings.ts'
import { dayText, shareOf, type Say } from '../../../../kit/index.ts'

type Tables = AnalysisResult['tables']

export const MOVEMENTS: readonly Movement[] = ['stayed', 'up', 'down', 'gone', 'new', 'returned']

export function tablesOf(moves: readonly Move[], question: MigrationQuestion, { pack, say, locale }: Context): Tables {
  const names = segmentNames(pack.rfm)
  const states = stateLabels(names, say)
  const movements = Object.fromEntries(MOVEMENTS.map((movement) => [movement, say(`value.movement.${movement}`)]))
  const table = (name: string, units: Parameters<typeof columns>[0], rows: readonly Row[]): Tables[string] => ({
    title: say(`table.rfm_migration.${name}`),
    columns: columns(units, say).map((column) => {
      if (column.name === 'movement') return { ...column, labels: movements }
      if (column.name !== 'from_segment' && column.name !== 'to_segment') return column
      const label = dayText(column.name === 'from_segment' ? question.from : question.to, locale)
      return { ...column, label, labels: states }
    }),
    rows,
  })
  return {
    migration: table(
      'migration',
      MOVE_UNITS,
      moves.map((move) => moveRow(move, moves)),
    ),
    movements: table('movements', { movement: 'text', customers: 'count', revenue: 'money' }, movementRows(moves)),
    matrix: table(
      'matrix',
      { from_segment: 'text', to_segment: 'text', customers: 'count', share: 'share' },
      matrixRows(moves, names),
    ),
  }
}

const MOVE_UNITS = {
  from_segment: 'text',
  to_segment: 'text',
  movement: 'text',
  customers: 'count',
  share: 'share',
  revenue: 'money',
} as const

const stateLabels = (names: readonly string[], say: Say) => ({
  ...segmentLabels(names, say),
  [NEW]: say('value.state.new'),
  [ABSENT]: say('value.state.absent'),
})

const sum = (moves: readonly Move[], of: (move: Move) => number): number =>
  moves.reduce((total, move) => total + of(move), 0)

const sizeOf = (state: string, moves: readonly Move[]): number =>
  sum(moves, ({ from, customers }) => (from === state ? customers : 0))

/** `share` is of all who were in the same state before. */
const moveRow = ({ from, to, movement, customers, revenue }: Move, moves: readonly Move[]): Row => ({
  from_segment: from,
  to_segment: to,
  movement,
  customers,
  share: shareOf(customers, sizeOf(from, moves)),
  revenue,
})

const movementRows = (moves: readonly Move[]): Row[] =>
  MOVEMENTS.map((movement) => {
    const own = moves.filter((move) => move.movement === movement)
    return { movement, customers: sum(own, ({ customers }) => customers), revenue: sum(own, ({ revenue }) => revenue) }
  })

/** Every state before with every state after, so that rows and columns stand in the same order. */
function matrixRows(moves: readonly Move[], names: readonly string[]): Row[] {
  return [...names, NEW, ABSENT]
    .filter((from) => sizeOf(from, moves) > 0)
    .flatMap((from) =>
      [...names, ABSENT].map((to) => {
        const customers = moves.find((move) => move.from === from && move.to === to)?.customers ?? 0
        return { from_segment: from, to_segment: to, customers, share: shareOf(customers, sizeOf(from, moves)) }
      }),
    )
}

export const chartsOf = ({ say }: Context): AnalysisChart[] => [
  {
    name: 'migration',
    title: say('chart.rfm_migration.migration'),
    table: 'migration',
    spec: { kind: 'sankey', from: 'from_segment', to: 'to_segment', value: 'customers' },
  },
  {
    name: 'matrix',
    title: say('chart.rfm_migration.matrix'),
    table: 'matrix',
    spec: { kind: 'heatmap', x: 'to_segment', y: 'from_segment', value: 'share' },
  },
]
