import type { AnalysisChart, AnalysisResult, Row } from '../../../../base/index.ts'
import { addDays } from '../../../../base/index.ts'
import { CUT_SCORES, MEASURES, type Measure } from '../../rfm/cuts.ts'
import type { Rating } from '../../rfm/question.ts'
import { segmentNames } from '../../rfm/segments.ts'
import { columns, segmentLabels } from '../text.ts'
import type { Found, Group } from './read.ts'
import type { Context } from './settings.ts'
import { shareOf, type Say } from '../../../../kit/index.ts'

type Tables = AnalysisResult['tables']

const SCORES = [1, 2, 3, 4, 5] as const
const LETTER = { recency: 'r', frequency: 'f', monetary: 'm' } as const

export function tablesOf(found: Found, rating: Rating, { pack, say }: Context): Tables {
  const labels = segmentLabels(segmentNames(pack.rfm), say)
  const table = (name: string, units: Parameters<typeof columns>[0], rows: readonly Row[]): Tables[string] => ({
    title: say(`table.rfm.${name}`),
    columns: columns(units, say).map((column) => labelled(column, labels, say)),
    rows,
  })
  return {
    segments: table('segments', SEGMENT_UNITS, segmentRows(found, segmentNames(pack.rfm))),
    customers: table('customers', CUSTOMER_UNITS, customerRows(found, rating)),
    grid: table('grid', { r: 'text', f: 'text', customers: 'count', revenue: 'money' }, gridRows(found)),
    cuts: table('cuts', { measure: 'text', score: 'count', bound: 'number' }, cutRows(found)),
    distributions: table(
      'distributions',
      { measure: 'text', score: 'count', customers: 'count', share: 'share', lowest: 'number', highest: 'number' },
      distributionRows(found),
    ),
  }
}

const SEGMENT_UNITS = {
  segment: 'text',
  customers: 'count',
  share: 'share',
  orders: 'count',
  revenue: 'money',
  revenue_share: 'share',
  mean_recency_days: 'days',
  mean_orders: 'number',
  mean_revenue: 'money',
} as const

const CUSTOMER_UNITS = {
  buyer: 'text',
  segment: 'text',
  recency_days: 'days',
  orders: 'count',
  revenue: 'money',
  r: 'count',
  f: 'count',
  m: 'count',
  manager: 'text',
  last_purchase_on: 'day',
} as const

type Column = ReturnType<typeof columns>[number]

function labelled(column: Column, segments: Readonly<Record<string, string>>, say: Say) {
  if (column.name === 'segment') return { ...column, labels: segments }
  if (column.name !== 'measure') return column
  return { ...column, labels: Object.fromEntries(MEASURES.map((measure) => [measure, say(`measure.${measure}`)])) }
}

/** Every segment of the rules, from the best to the worst, with zeros where nobody is. */
function segmentRows({ groups, all }: Found, names: readonly string[]): Row[] {
  return names.map((segment) => {
    const group = groups.find((each) => each.segment === segment)
    const { customers = 0, orders = 0, revenue = 0, recencyDays = 0 } = group ?? {}
    return {
      segment,
      customers,
      share: shareOf(customers, all?.customers ?? 0),
      orders,
      revenue,
      revenue_share: shareOf(revenue, all?.revenue ?? 0),
      mean_recency_days: shareOf(recencyDays, customers),
      mean_orders: shareOf(orders, customers),
      mean_revenue: shareOf(revenue, customers),
    }
  })
}

const customerRows = ({ customers }: Found, { window }: Rating): Row[] =>
  customers.map((row) => ({
    buyer: row['buyer'] ?? null,
    segment: row['segment'] ?? null,
    recency_days: row['recency'] ?? null,
    orders: row['frequency'] ?? null,
    revenue: row['monetary'] ?? null,
    r: row['r'] ?? null,
    f: row['f'] ?? null,
    m: row['m'] ?? null,
    manager: row['manager'] ?? null,
    last_purchase_on: addDays(window.on, -Number(row['recency'])),
  }))

function gridRows({ groups }: Found): Row[] {
  return SCORES.toReversed().flatMap((r) =>
    SCORES.map((f) => {
      const group = groups.find((each) => each.r === r && each.f === f)
      return { r: String(r), f: String(f), customers: group?.customers ?? 0, revenue: group?.revenue ?? 0 }
    }),
  )
}

const cutRows = ({ cuts }: Found): Row[] =>
  MEASURES.flatMap((measure) => CUT_SCORES.map((score, at) => ({ measure, score, bound: cuts[measure][at] ?? null })))

function distributionRows(found: Found): Row[] {
  return MEASURES.flatMap((measure) =>
    SCORES.map((score) => {
      const group = scored(found, measure, score)
      return {
        measure,
        score,
        customers: group?.customers ?? 0,
        share: shareOf(group?.customers ?? 0, found.all?.customers ?? 0),
        lowest: group?.lowest[measure] ?? null,
        highest: group?.highest[measure] ?? null,
      }
    }),
  )
}

/** Everybody who has this score. */
export const scored = ({ groups }: Found, measure: Measure, score: number): Group | undefined =>
  groups.find((group) =>
    (['r', 'f', 'm'] as const).every((letter) => group[letter] === (letter === LETTER[measure] ? score : null)),
  )

export const chartsOf = ({ say }: Context): AnalysisChart[] => [
  {
    name: 'segments',
    title: say('chart.rfm.segments'),
    table: 'segments',
    spec: { kind: 'treemap', label: 'segment', value: 'customers', shade: 'revenue_share' },
  },
  {
    name: 'revenue',
    title: say('chart.rfm.revenue'),
    table: 'segments',
    spec: { kind: 'horizontal-bar', x: 'segment', y: ['revenue'] },
  },
  {
    name: 'grid',
    title: say('chart.rfm.grid'),
    table: 'grid',
    spec: { kind: 'heatmap', x: 'f', y: 'r', value: 'customers' },
  },
]
