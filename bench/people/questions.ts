import { addDays, type Grain, type Query, type Row } from '../../src/base/index.ts'

/** A question in the product's words; the same in SQL comes from `plainSql`. */
export interface Wanted {
  metric: string
  by?: string
  grain?: Grain
  from: string
  to: string
  where?: { dimension: string; op: 'in' | 'not in'; values: readonly string[] }
}

const YEAR = { from: '2023-01-01', to: '2023-12-31' }
const AUTUMN = { from: '2023-09-01', to: '2023-11-30' }
const MONTH = { from: '2023-12-01', to: '2023-12-31' }

/** Two dashboards of six tiles. */
export const tiles: readonly Wanted[] = [
  { metric: 'revenue', grain: 'month', ...YEAR },
  { metric: 'revenue', by: 'channel', grain: 'month', ...YEAR },
  { metric: 'sales', by: 'category', ...AUTUMN },
  { metric: 'mean', grain: 'week', ...YEAR },
  { metric: 'buyers', grain: 'month', ...AUTUMN },
  { metric: 'pieces', by: 'region', grain: 'week', ...AUTUMN },
  { metric: 'sales', grain: 'day', ...MONTH },
  { metric: 'revenue', by: 'seller', ...MONTH },
  { metric: 'large', grain: 'day', ...AUTUMN },
  { metric: 'mean', by: 'category', ...YEAR },
  {
    metric: 'sales',
    by: 'channel',
    grain: 'day',
    ...MONTH,
    where: { dimension: 'category', op: 'not in', values: ['Категория 7'] },
  },
  {
    metric: 'revenue',
    grain: 'day',
    ...AUTUMN,
    where: { dimension: 'channel', op: 'in', values: ['сайт', 'телефон'] },
  },
]

const METRICS = ['sales', 'revenue', 'mean', 'pieces', 'large', 'buyers']
const DIMENSIONS = [undefined, 'channel', 'category', 'region', 'seller']
const GRAINS: readonly (Grain | undefined)[] = ['month', undefined, 'week', 'day']
const LENGTHS = [365, 90, 30, 181]
const FILTERS: readonly Wanted['where'][] = [
  undefined,
  { dimension: 'category', op: 'not in', values: ['Категория 3', 'Категория 30'] },
  { dimension: 'channel', op: 'in', values: ['сайт'] },
]

/** The question of this number: each another metric, split, grain, length, beginning and filter. */
export function freshQuestion(number: number): Wanted {
  const pick = <T>(list: readonly T[], step: number): T => list[Math.floor(number / step) % list.length] as T
  const from = addDays('2022-01-01', (number * 37) % 360)
  const [by, grain, where] = [pick(DIMENSIONS, 1), pick(GRAINS, 2), pick(FILTERS, 1)]
  return {
    metric: pick(METRICS, 1),
    from,
    to: addDays(from, pick(LENGTHS, 3) - 1),
    ...(by && { by }),
    ...(grain && { grain }),
    ...(where && { where }),
  }
}

export const queryOf = ({ metric, by, grain, from, to, where }: Wanted): Query => ({
  metrics: [metric],
  period: { from, to },
  ...(by && { by: [by] }),
  ...(grain && { grain }),
  ...(where && { where: [where] }),
})

const AGGREGATES: Readonly<Record<string, string>> = {
  sales: 'count(*)',
  revenue: 'sum(amount)',
  mean: 'avg(amount)',
  pieces: 'sum(quantity)',
  large: 'count(*)',
  buyers: 'count(distinct buyer_number)',
}

/** What an analyst would write: in Moscow's days, three hours ahead of UTC. */
export function plainSql({ metric, by, grain, from, to, where }: Wanted, condition: string | undefined): string {
  const period = grain && `cast(date_trunc('${grain}', sold_at + interval 3 hour) as date) as period`
  const keys = [period, by].filter((key) => key !== undefined)
  const list = where && where.values.map((value) => `'${value}'`).join(', ')
  const conditions = [
    `sold_at >= timestamp '${addDays(from, -1)} 21:00:00'`,
    `sold_at < timestamp '${to} 21:00:00'`,
    where && `${where.dimension} ${where.op} (${list})`,
    condition,
    metric === 'large' ? 'amount >= 500' : undefined,
  ].filter((each) => each !== undefined)
  const grouped =
    keys.length === 0
      ? ''
      : `group by ${keys.map((_, at) => at + 1).join(', ')} order by ${keys.map((_, at) => at + 1).join(', ')}`
  return `select ${[...keys, `${AGGREGATES[metric]} as figure`].join(', ')} from mart.sales where ${conditions.join(' and ')} ${grouped}`
}

/** The same rows as text. A period without sales has a row of the product's, and none of the engine's. */
export const asText = (rows: readonly Row[]): string =>
  rows
    .map((row) => Object.values(row))
    .filter((cells) => Number(cells.at(-1)) !== 0)
    .map((cells) => [...cells.slice(0, -1), Number(Number(cells.at(-1)).toPrecision(9))].join('|'))
    .join('\n')
