import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, type OrdersDesk, openOrdersDesk } from '../../../../test/orders/orders-desk.ts'
import { createFigures } from '../../../figures/index.ts'
import { sql } from '../../../kit/index.ts'
import { orders } from '../index.ts'

const anna = { id: 'anna', name: 'Anna', role: 'seller' }

const sale = (sale_id: string, sold_at: string, buyer: string, amount: number, more: Partial<Line> = {}): Line => ({
  sale_id,
  sold_at,
  buyer,
  amount,
  manager: 'Anna',
  product: 'Plaid',
  quantity: 1,
  ...more,
})

const lines: Line[] = [
  sale('A1', '2022-11-10T09:00:00Z', 'Astra', 1000, { address: 'Казань, Баумана 1' }),
  sale('A2', '2023-01-09T22:30:00Z', 'Astra', 500, { contractor: 'Astra LLC', address: 'Казань, Баумана 1' }),
  sale('A2', '2023-01-09T22:30:00Z', 'Astra', 300, { line: '2', product: 'Towel', contractor: 'Astra Trade' }),
  sale('A3', '2023-03-11T09:00:00Z', 'Astra', 700, { contractor: 'Astra LLC', address: 'Казань, Баумана 1' }),
  sale('A4', '2023-03-20T09:00:00Z', 'Astra', 200, { kind: 'return' }),
  sale('V1', '2023-12-01T09:00:00Z', 'Vega', 900, { manager: 'Boris' }),
  sale('V2', '2023-12-30T09:00:00Z', 'Vega', 100, { manager: 'Boris' }),
  sale('L1', '2022-12-05T09:00:00Z', 'Lyra', 400, { manager: 'Boris' }),
  ...['Vase', 'Cup', 'Bowl', 'Mug', 'Tray'].map((product, at) =>
    sale('L2', '2023-12-05T09:00:00Z', 'Lyra', 80, { product, line: String(at + 1) }),
  ),
  sale('B1', '2023-12-31T20:30:00Z', '=cmd|x', 50, { manager: 'Boris' }),
]

describe('orders.customer', () => {
  let desk: OrdersDesk

  beforeAll(async () => {
    desk = await openOrdersDesk()
    await desk.load(lines)
  })
  afterAll(() => desk.close())

  const about = (buyer: string, more: Readonly<Record<string, string>> = {}) =>
    desk.analyze('orders.customer', { buyer, ...more })
  const forAnna = (buyer: string) => desk.figures.analyze('orders.customer', { buyer }, { person: anna, locale: 'en' })

  test('says who it is, since when, how much, when last, and whether the silence is unusual', async () => {
    const { statement, figures } = await about('Astra')

    expect(statement).toBe(
      'Astra, Казань, manager Anna: buys since November 10, 2022, 3 purchases for ₽2,300 net of ₽200 returned. ' +
        'The last purchase was on March 11, 2023; 295 days had passed by the end of December 31, 2023. ' +
        'Usually 60.5 days pass between days with purchases; now silent: more than 2 usual intervals have passed. ' +
        'The segment now is “At risk” (recency 1, frequency 4, money 5).',
    )
    expect(figures).toMatchObject({
      is_silent: true,
      usual_interval_days: 60.5,
      days_since_purchase: 295,
      returned: 200,
    })
  })

  test('sales and returns stand newest first, returns are marked and below zero', async () => {
    const { tables } = await about('Astra')

    expect(
      tables['history']?.rows.map(({ sale_id, kind, amount, lines: count, products }) => [
        sale_id,
        kind,
        amount,
        count,
        products,
      ]),
    ).toEqual([
      ['A4', 'return', -200, 1, 'Plaid'],
      ['A3', 'sale', 700, 1, 'Plaid'],
      ['A2', 'sale', 800, 2, 'Plaid, Towel'],
      ['A1', 'sale', 1000, 1, 'Plaid'],
    ])
    expect(tables['history']?.columns.find(({ name }) => name === 'kind')?.labels).toEqual({
      sale: 'Sale',
      return: 'Return',
    })
  })

  test('months are of the workspace’s zone, the empty ones are there', async () => {
    const { tables } = await about('Astra')
    const months = tables['months']?.rows ?? []

    expect(months).toHaveLength(18)
    expect(months[0]).toEqual({ month_on: '2022-07-01', purchases: 0, revenue: 0 })
    // 22:30 UTC on 9 January is the tenth in Moscow
    expect(months.find(({ month_on }) => month_on === '2023-01-01')).toEqual({
      month_on: '2023-01-01',
      purchases: 1,
      revenue: 800,
    })
    expect(months.find(({ month_on }) => month_on === '2023-03-01')?.['revenue']).toBe(500)
  })

  test('scores are those of the segments on the same day, from the month of the first purchase', async () => {
    const { tables } = await about('Astra')
    const scores = tables['scores']?.rows ?? []

    expect(scores.at(-1)?.['on']).toBe('2022-11-30')
    expect(scores[0]?.['on']).toBe('2023-12-31')
    for (const on of ['2023-01-31', '2023-03-31', '2023-12-31']) {
      const rfm = await desk.analyze('orders.rfm', { date: on })
      const row = rfm.tables['customers']?.rows.find(({ buyer }) => buyer === 'Astra')
      const { segment, r, f, m } = scores.find((score) => score['on'] === on) ?? {}
      expect({ on, segment, r, f, m }).toEqual({
        on,
        segment: row?.['segment'],
        r: row?.['r'],
        f: row?.['f'],
        m: row?.['m'],
      })
    }
  })

  test('what they buy is by money, with what came back', async () => {
    const { tables } = await about('Astra')

    expect(tables['products']?.rows).toEqual([
      { product: 'Plaid', purchases: 3, quantity: 2, revenue: 2000, returned: 200, last_purchase_on: '2023-03-11' },
      { product: 'Towel', purchases: 1, quantity: 1, revenue: 300, returned: 0, last_purchase_on: '2023-01-10' },
    ])
  })

  test('the list of sales ends where it is told to, and says so', async () => {
    const { tables, notes } = await about('Astra', { limit: '2' })

    expect(tables['history']?.rows).toHaveLength(2)
    expect(notes?.join(' ')).toContain('The list has the last 2 documents')
  })

  test('of many products in one sale the first are named and the rest are counted', async () => {
    const { tables } = await about('Lyra')

    expect(tables['history']?.rows.map(({ products }) => products)).toEqual(['Bowl, Cup, Mug and 2 more', 'Plaid'])
  })

  test('the picture of scores has a cell for each measure and month', async () => {
    const { tables, charts } = await about('Astra')

    expect(charts?.map(({ name, table }) => [name, table])).toEqual([
      ['revenue', 'months'],
      ['scores', 'measures'],
    ])
    expect(tables['measures']?.rows).toHaveLength(3 * (tables['scores']?.rows.length ?? 0))
  })

  test('a customer of few purchases has no habit to be silent against', async () => {
    const { statement, figures } = await about('=cmd|x')

    expect(statement).toContain('too few purchases to know the usual interval')
    expect(figures['is_silent']).toBeNull()
  })

  test('a name that nobody has is refused with the nearest ones; without a name there are examples', async () => {
    await expect(about('Astro')).rejects.toThrow('There is no customer “Astro”. Similar: “Astra”.')
    await expect(about('qqqqqqq')).rejects.toThrow('None is similar either')
    await expect(about('')).rejects.toThrow(
      'Say which customer: the setting buyer. Bought lately: “=cmd|x”, “Vega”, “Lyra”.',
    )
  })

  test('a name in quotes, a pattern and an injection are names like any', async () => {
    for (const name of ["Astra' or 1=1 --", '%', "'); drop table mart.orders_sales; --"])
      await expect(about(name)).rejects.toThrow(`There is no customer “${name}”.`)
  })

  test('names of buyers lead here: of a split by buyer, of the rows behind a figure and of the lists of other analyses', async () => {
    const page = { analysis: 'orders.customer', setting: 'buyer' }

    const split = await desk.query({ metrics: ['orders.revenue'], by: ['buyer', 'kind'] })
    const rfm = await desk.analyze('orders.rfm')

    expect(split.columns.map(({ leadsTo }) => leadsTo)).toEqual([page, undefined, undefined])
    expect(rfm.tables['customers']?.columns.filter(({ leadsTo }) => leadsTo)).toMatchObject([
      { name: 'buyer', leadsTo: page },
    ])
    const rows = await desk.figures.rows({ metric: 'orders.revenue' }, { person: anna, locale: 'en' })
    expect(rows.columns.find(({ name }) => name === 'buyer')?.leadsTo).toEqual(page)
  })

  test('another manager’s customer is as unknown as one that does not exist', async () => {
    const refusal = async (buyer: string) =>
      String(
        await forAnna(buyer).then(
          () => 'answered',
          (error: Error) => error.message,
        ),
      ).replaceAll(buyer, 'X')

    expect(await refusal('Vega')).toBe(await refusal('Wega'))
    expect(await refusal('Vega')).toContain('There is no customer “X”')
    expect(await refusal('Vegas')).not.toContain('Vega”')
    await expect(forAnna('')).rejects.toThrow('Bought lately: “Lyra”, “Astra”.')
  })

  test('a seller sees the whole history of a customer of theirs, whoever sold', async () => {
    const { tables, notes, figures } = await forAnna('Lyra')

    expect(tables['history']?.rows.map(({ sale_id }) => sale_id)).toEqual(['L2', 'L1'])
    expect(figures['purchases']).toBe(2)
    expect(notes?.join(' ')).not.toContain('other managers looked after the rest')
    expect(tables['scores']?.rows).toEqual([])
  })

  test('somebody who sees a part of the sales is told so, and is not shown the rest', async () => {
    const { definition } = orders()
    const partly = createFigures({
      packs: [{ definition, settings: definition.settings.parse({}) }],
      warehouse: desk.warehouse,
      timeZone: 'Europe/Moscow',
      currency: 'RUB',
      today: () => '2024-01-01',
      visibleRows: ({ name }, mart) => (mart.startsWith('mart.orders_sales') ? sql`manager = ${name}` : 'all'),
    })

    const { tables, notes, figures } = await partly.analyze(
      'orders.customer',
      { buyer: 'Lyra' },
      { person: anna, locale: 'en' },
    )

    expect(tables['history']?.rows.map(({ sale_id }) => sale_id)).toEqual(['L2'])
    expect(figures['purchases']).toBe(2)
    expect(notes?.join(' ')).toContain('You see 1 purchase of 2')
  })
})
