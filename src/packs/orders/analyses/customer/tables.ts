import { type AnalysisChart, type AnalysisResult, type Row, dayOf } from '../../../../base/index.ts'
import { MEASURES } from '../../rfm/cuts.ts'
import { segmentNames } from '../../rfm/segments.ts'
import { columns, segmentLabels } from '../text.ts'
import { SHOWN_PRODUCTS, type Score } from './read.ts'
import type { Context } from './settings.ts'
import { type Say } from '../../../../kit/index.ts'

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
  products: 'text',
  lines: 'count',
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
    measure: Object.fromEntries(MEASURES.map((measure) => [measure, say(`customer.measure.${measure}`)])),
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
    history: table(
      'history',
      HISTORY_UNITS,
      found.history.slice(0, settings.limit).map((row) => historyRow(row, say)),
    ),
    scores: table('scores', SCORE_UNITS, found.scores.toReversed().map(scoreRow)),
    ...(found.scores.length > 0
      ? {
          measures: table(
            'measures',
            { month_on: 'day', measure: 'text', score: 'count' },
            found.scores.flatMap(measureRows),
          ),
        }
      : {}),
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

function historyRow({ product_count: count, products, ...row }: Row, say: Say): Row {
  const more = Number(count) - SHOWN_PRODUCTS
  return {
    ...row,
    products: more > 0 ? say('customer.more_products', { products: String(products), more }) : (products ?? null),
  }
}

const scoreRow = ({ month, on, segment, r, f, m }: Score): Row => ({ month_on: month, on, segment, r, f, m })

const measureRows = ({ month, r, f, m }: Score): Row[] => [
  { month_on: month, measure: 'recency', score: r },
  { month_on: month, measure: 'frequency', score: f },
  { month_on: month, measure: 'monetary', score: m },
]

export const chartsOf = ({ scores }: Found, { say }: Context): AnalysisChart[] => [
  {
    name: 'revenue',
    title: say('chart.customer.revenue'),
    table: 'months',
    spec: { kind: 'bar', x: 'month_on', y: ['revenue'] },
  },
  ...(scores.length > 0
    ? [
        {
          name: 'scores',
          title: say('chart.customer.scores'),
          table: 'measures',
          spec: { kind: 'heatmap', x: 'month_on', y: 'measure', value: 'score' },
        } as const,
      ]
    : []),
]
