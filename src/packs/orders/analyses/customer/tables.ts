import { type AnalysisChart, type AnalysisResult, type Row, dayOf } from '../../../../base/index.ts'
import { segmentNames } from '../../rfm/segments.ts'
import { columns, segmentLabels } from '../text.ts'
import type { Score } from './read.ts'
import type { Context } from './settings.ts'

export interface Found {
  history: readonly Row[]
  scores: readonly Score[]
  products: readonly Row[]
  months: readonly Row[]
}

type Tables = AnalysisResult['tables']

const SCORE_UNITS = { month_on: 'day', on: 'day', segment: 'text', r: 'count', f: 'count', m: 'count' } as const
const HISTORY_UNITS = {
  sold_at: 'instant',
  kind: 'text',
  amount: 'money',
  lines: 'count',
  products: 'text',
  manager: 'text',
  sale_id: 'text',
} as const
const PRODUCT_UNITS = {
  product: 'text',
  purchases: 'count',
  quantity: 'number',
  revenue: 'money',
  returned: 'money',
  last_purchase_on: 'day',
} as const

export function tablesOf(found: Found, { say, pack, settings, timeZone }: Context): Tables {
  const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    segment: segmentLabels(segmentNames(pack.rfm), say),
    kind: { sale: say('value.kind.sale'), return: say('value.kind.return') },
  }
  const table = (name: string, units: Parameters<typeof columns>[0], rows: readonly Row[]): Tables[string] => ({
    title: say(`table.customer.${name}`),
    columns: columns(units, say).map((column) => {
      const of = labels[column.name]
      return of ? { ...column, labels: of } : column
    }),
    rows,
  })
  return {
    history: table('history', HISTORY_UNITS, found.history.slice(0, settings.limit)),
    scores: table('scores', SCORE_UNITS, found.scores.toReversed().map(scoreRow)),
    products: table(
      'products',
      PRODUCT_UNITS,
      found.products.map(({ last_purchase_at: at, ...row }) => ({
        ...row,
        last_purchase_on: typeof at === 'string' ? dayOf(at, timeZone) : null,
      })),
    ),
    months: table('months', { month_on: 'day', purchases: 'count', revenue: 'money' }, found.months),
  }
}

const scoreRow = ({ month, on, segment, r, f, m }: Score): Row => ({ month_on: month, on, segment, r, f, m })

export const chartsOf = ({ scores }: Found, { say }: Context): AnalysisChart[] => [
  {
    name: 'revenue',
    title: say('chart.customer.revenue'),
    table: 'months',
    spec: { kind: 'bar', x: 'month_on', y: ['revenue'] },
  },
  ...(scores.length > 1
    ? [
        {
          name: 'scores',
          title: say('chart.customer.scores'),
          table: 'scores',
          spec: { kind: 'line', x: 'month_on', y: ['r', 'f', 'm'] },
        } as const,
      ]
    : []),
]
