import { expect, test } from 'vitest'
import { openOrdersDesk } from '../../../test/orders/orders-desk.ts'
import { sql } from '../../kit/index.ts'
import { orders, sampleOrders, sampleSaleLines } from './index.ts'

const TODAY = '2024-01-01'
const lines = sampleSaleLines(sampleOrders({ seed: 8, customers: 700 }))

test.each([
  ['the usual grid', {}],
  ['all history without returns', { windowDays: null, returns: 'gross', scoring: 'quantiles' }],
  [
    'own rules with gaps',
    {
      windowDays: 180,
      rules: [
        { segment: 'Лучшие', r: [4, 5], f: [4, 5], m: [3, 5] },
        { segment: 'Давно', r: [1, 2] },
      ],
    },
  ],
])('the dimension says of every buyer what the analysis says: %s', async (_, rfm) => {
  const settings = { rfm }
  const { definition } = orders(settings)
  const parsed = definition.settings.parse(settings)
  const first = await openOrdersDesk({ settings, today: TODAY })
  await first.load(lines)
  const learned = await definition.learning!.learn({
    marts: first.warehouse,
    settings: parsed,
    timeZone: 'Europe/Moscow',
    today: TODAY,
  })
  await first.close()
  const desk = await openOrdersDesk({ settings, today: TODAY, learned })
  await desk.load(lines)

  const answer = await desk.analyze('orders.rfm', { limit: '10000' })
  const rows = await desk.rows(sql`select distinct buyer, segment from mart.orders_lines where segment is not null`)
  await desk.close()
  const expected = answer.tables['customers']!.rows.map(({ buyer, segment }) => `${buyer}: ${segment}`)
  expect(expected.length).toBeGreaterThan(200)
  expect(rows.map(({ buyer, segment }) => `${buyer}: ${segment}`).toSorted()).toEqual(expected.toSorted())
})

test('nobody has a segment until cut points are learned', async () => {
  const desk = await openOrdersDesk({ today: TODAY })
  await desk.load(lines.slice(0, 100))

  const { rows } = await desk.query({ metrics: ['orders.customers'], by: ['segment'] })
  await desk.close()
  expect(rows.map((row) => row['segment'])).toEqual([null])
})
