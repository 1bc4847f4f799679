import { expect, test } from 'vitest'
import type { Catalog, CatalogDimension, CatalogMetric } from '../../base/index.ts'
import type { DashboardView } from '../../api/index.ts'
import { dimensionFor, dimensionOffers, holdsAll, metricOffers, metricsOf } from './offers.ts'
import { startersOf } from './starters.ts'

const metric = (id: string, dimensions: readonly string[]): CatalogMetric => ({
  id,
  pack: id.split('.')[0] ?? '',
  title: id,
  meaning: '',
  unit: 'count',
  better: 'up',
  dimensions,
  onHome: false,
})
const dimension = (pack: string, id: string): CatalogDimension => ({
  id,
  pack,
  title: `${pack} ${id}`,
  meaning: '',
  isNumber: false,
  isOrdered: false,
})
const CATALOG: Catalog = {
  packs: [
    { id: 'desk', title: 'Desk' },
    { id: 'loans', title: 'Loans' },
  ],
  metrics: [
    metric('desk.tickets', ['status', 'line']),
    metric('desk.rating', ['line']),
    metric('loans.loans', ['status', 'band']),
  ],
  dimensions: [
    dimension('desk', 'status'),
    dimension('desk', 'line'),
    dimension('loans', 'status'),
    dimension('loans', 'band'),
  ],
  analyses: [],
  reports: [],
  dashboards: [{ id: 'desk.overview', pack: 'desk', title: '', meaning: '' }],
}

test('a dimension is called as the metric’s own pack calls it', () => {
  expect(dimensionFor(CATALOG, 'status', 'loans')?.title).toBe('loans status')
  expect(dimensionFor(CATALOG, 'status', undefined)?.title).toBe('desk status')
})

test('dimensions that a chosen metric lacks come last and name it', () => {
  const offers = dimensionOffers(CATALOG, metricsOf(CATALOG, ['desk.tickets', 'desk.rating', 'gone.metric']))

  expect(offers.map(({ what, against }) => [what.id, against])).toEqual([
    ['line', []],
    ['status', ['desk.rating']],
  ])
})

test('metrics that lack a dimension in use say which', () => {
  const offers = metricOffers(CATALOG, ['line', 'status'], ['desk.tickets'])

  expect(offers.map(({ what, against }) => [what.id, against])).toEqual([
    ['desk.tickets', []],
    ['desk.rating', ['desk status']],
    ['loans.loans', ['desk line']],
  ])
})

test('every typed word must stand somewhere', () => {
  expect([holdsAll('Медиана времени решения', 'реш мед'), holdsAll('Медиана', 'среднее')]).toEqual([true, false])
})

test('first questions are of different kinds, and a pack without pictures begins with its metrics', () => {
  const chart = (id: string, query: object) => ({ id, title: id, width: 6, kind: 'chart', query, chart: {} })
  const tiles = [
    chart('weeks', { metrics: ['desk.tickets'], grain: 'week' }),
    chart('months', { metrics: ['desk.rating'], grain: 'month' }),
    chart('lines', { metrics: ['desk.tickets'], by: ['line'] }),
    { id: 'table', title: 'table', width: 6, kind: 'table', query: { metrics: ['desk.tickets'] } },
  ]

  const packs = startersOf(CATALOG, [{ id: 'desk.overview', tiles } as unknown as DashboardView])

  expect(packs.map(({ title, starters }) => [title, starters.map((one) => one.title)])).toEqual([
    ['Desk', ['weeks', 'lines', 'months']],
    ['Loans', ['loans.loans']],
  ])
})
