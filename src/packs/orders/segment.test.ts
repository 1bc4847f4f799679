import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { managerNamed, openRfmDesk, type Document, type RfmDesk } from '../../../test/orders/rfm-desk.ts'
import { createRandom } from '../../stats/index.ts'

const TODAY = '2024-01-01'

/** Two years of 120 customers, each with a rhythm of their own. */
const documents: readonly Document[] = (() => {
  const random = createRandom(3)
  return Array.from({ length: 120 }, (_, at) =>
    Array.from({ length: 1 + random.integer(14) }, (): Document => {
      const back = random.integer(700 - 5 * at)
      return {
        buyer: `buyer ${at}`,
        sold_at: new Date(Date.parse('2023-12-31T00:00:00Z') - back * 86_400_000).toISOString().slice(0, 10),
        amount: 10 + random.integer(5000) / 100,
        manager: ['Anna', 'Boris'][at % 2]!,
      }
    }),
  ).flat()
})()

describe('figures by segment', () => {
  let desk: RfmDesk
  beforeAll(async () => {
    const first = await openRfmDesk(documents, { today: TODAY })
    const learned = await first.learn()
    await first.close()
    desk = await openRfmDesk(documents, { today: TODAY, learned })
  })
  afterAll(() => desk.close())

  test.each(['2023-06-30', '2023-12-31'])('agree with the analysis as of the period’s end, %s', async (to) => {
    const from = '2020-01-01'
    const { rows } = await desk.query({ metrics: ['orders.customers'], by: ['segment'], period: { from, to } })

    const { tables } = await desk.analyze('orders.rfm', { date: to })
    const segments = tables['segments']!.rows.filter(({ customers }) => Number(customers) > 0)
    const counted = rows
      .filter((row) => row['segment'] !== null)
      .map((row) => [row['segment'], row['orders.customers']])
    expect(counted).toEqual(segments.map(({ segment, customers }) => [segment, customers]))
    expect(counted.length).toBeGreaterThan(5)
  })

  test('a filter keeps the customers of a segment in every period', async () => {
    const [one] = (await desk.analyze('orders.rfm', { date: '2023-12-31', window_days: 'all' })).tables['segments']!
      .rows
    expect(one!['segment']).toBe('champions')

    const where = [{ dimension: 'segment', op: 'in' as const, values: ['champions'] }]
    const period = { from: '2023-01-01', to: '2023-12-31' }
    const { rows } = await desk.query({ metrics: ['orders.revenue'], where, period })

    const { tables } = await desk.analyze('orders.rfm', { date: '2023-12-31' })
    expect(rows[0]!['orders.revenue']).toBeCloseTo(Number(tables['segments']!.rows[0]!['revenue']), 6)
  })

  test('a manager’s customers have the segments that the whole company gives them', async () => {
    const period = { from: '2020-01-01', to: '2023-12-31' }
    const all = await desk.analyze('orders.rfm', { limit: '1000' })

    const { rows } = await desk.query({ metrics: ['orders.customers'], by: ['segment'], period }, managerNamed('Anna'))

    const own = all.tables['customers']!.rows.filter((row) => row['manager'] === 'Anna')
    const expected = Map.groupBy(own, (row) => row['segment'])
    const counted = rows.filter((row) => row['segment'] !== null)
    expect(counted.map((row) => [row['segment'], row['orders.customers']])).toEqual(
      counted.map((row) => [row['segment'], expected.get(row['segment']!)?.length]),
    )
    expect(counted.length).toBe(expected.size)
  })
})

test('a manager knows of no segments until cut points are learned', async () => {
  const desk = await openRfmDesk(documents, { today: TODAY })

  const { rows } = await desk.query({ metrics: ['orders.customers'], by: ['segment'] }, managerNamed('Anna'))

  expect(rows.map((row) => row['segment'])).toEqual([null])
  await desk.close()
})
