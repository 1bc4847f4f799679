import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '../../base/index.ts'
import { identifier, sql } from '../../kit/index.ts'
import { type Line, type OrdersDesk, openOrdersDesk } from '../../../test/orders/orders-desk.ts'

/** Noon in Moscow of a day of 2023. */
const on = (day: string): string => `2023-${day}T09:00:00Z`

const LINES: Readonly<Record<string, readonly Omit<Line, 'buyer'>[]>> = {
  'order in two sales': [
    { sale_id: 'S1', order_id: 'O1', sold_at: on('03-01'), amount: 100 },
    { sale_id: 'S2', order_id: 'O1', sold_at: on('03-03'), amount: 50 },
  ],
  'returned before the sale': [
    { sale_id: 'R1', sold_at: on('03-02'), amount: 30, kind: 'return' },
    { sale_id: 'S3', sold_at: on('03-05'), amount: 200 },
  ],
  'returned next month': [
    { sale_id: 'S4', order_id: 'O4', sold_at: on('03-30'), amount: 300, quantity: 2 },
    { sale_id: 'R2', order_id: 'O4', sold_at: on('04-02'), amount: -300, quantity: -2, kind: 'return' },
  ],
  'two legal entities': [
    { sale_id: 'S5', sold_at: on('03-10'), amount: 10, contractor: 'ООО «Один»', manager: 'Белова' },
    { sale_id: 'S6', sold_at: on('04-10'), amount: 20, contractor: 'ООО «Два»', manager: 'Ким' },
  ],
  'only returns': [{ sale_id: 'R3', sold_at: on('03-15'), amount: 40, kind: 'return', manager: 'Ким' }],
  'a gift': [{ sale_id: 'S7', sold_at: on('03-16'), amount: 0, quantity: 1 }],
  'a discount line': [
    { sale_id: 'S8', line: '1', sold_at: on('03-17'), amount: 100, quantity: 1 },
    { sale_id: 'S8', line: '2', sold_at: on('03-17'), amount: -20, quantity: 0 },
  ],
  'words of the source': [
    { sale_id: 'S9', sold_at: on('03-18'), amount: 7, kind: ' Продажа ' },
    { sale_id: 'R4', sold_at: on('03-19'), amount: 2, kind: 'Возврат' },
    { sale_id: 'R5', sold_at: on('03-20'), amount: -1, kind: 'exchange' },
    { sale_id: 'S10', sold_at: on('03-21'), amount: 3, kind: 'exchange' },
  ],
  'two at one instant': [
    { sale_id: 'S11', sold_at: on('03-22'), amount: 5 },
    { sale_id: 'S12', sold_at: on('03-22'), amount: 6 },
  ],
  'both in one document': [
    { sale_id: 'S13', line: '1', sold_at: on('03-24'), amount: 90 },
    { sale_id: 'S13', line: '2', sold_at: on('03-23'), amount: 15, kind: 'return' },
  ],
  'every ten days': ['01', '11', '11', '21', '25'].map((day, at) => ({
    sale_id: `S2${at}`,
    sold_at: on(`05-${day}`),
    amount: 1,
  })),
  'first at night': [{ sale_id: 'S30', sold_at: '2023-05-31T21:30:00Z', amount: 1 }],
}

const lines: readonly Line[] = Object.entries(LINES).flatMap(([buyer, of]) => of.map((line) => ({ ...line, buyer })))

let desk: OrdersDesk
beforeAll(async () => {
  desk = await openOrdersDesk()
  await desk.load(lines)
})
afterAll(() => desk.close())

const customer = async (buyer: string) => (await desk.rows(sql`from mart.orders_customers where buyer = ${buyer}`))[0]
const linesOf = (buyer: string) =>
  desk.rows(sql`from mart.orders_lines where buyer = ${buyer} order by sold_at, sale_id`)
const figures = async (buyer: string, period = { from: '2023-03-01', to: '2023-03-31' }) => {
  const metrics = [
    'count',
    'revenue',
    'average_check',
    'customers',
    'new_customers',
    'repeat_customers',
    'return_share',
  ]
  const { rows } = await desk.query({
    metrics: metrics.map((name) => `orders.${name}`),
    where: [{ dimension: 'buyer', op: 'in', values: [buyer] }],
    period,
  })
  return Object.fromEntries(metrics.map((name) => [name, rows[0]?.[`orders.${name}`]]))
}

test('an order that is shipped in two sales is one order, and all of it is the first purchase', async () => {
  expect(await figures('order in two sales')).toMatchObject({ count: 1, average_check: 150, repeat_customers: 0 })
  expect((await linesOf('order in two sales')).map((row) => row['customer_type'])).toEqual(['new', 'new'])
  expect(await customer('order in two sales')).toMatchObject({ purchases: 1 })
})

test('a return before the purchase is money back and no purchase', async () => {
  expect(await figures('returned before the sale')).toMatchObject({ count: 1, revenue: 170, return_share: 0.15 })
  expect(await customer('returned before the sale')).toMatchObject({ first_purchase_at: on('03-05'), returned: 30 })
})

test('a return counts in the period in which the goods came back, whatever sign it came with', async () => {
  const april = { from: '2023-04-01', to: '2023-04-30' }

  expect(await figures('returned next month')).toMatchObject({ count: 1, revenue: 300, return_share: 0 })
  expect(await figures('returned next month', april)).toMatchObject({ count: 0, revenue: -300, return_share: null })
  expect(await linesOf('returned next month')).toMatchObject([
    { amount: 300, quantity: 2, kind: 'sale' },
    { amount: -300, quantity: -2, kind: 'return', customer_type: null },
  ])
})

test('several legal entities of a buyer are one customer, looked after by the manager of the latest sale', async () => {
  const both = { from: '2023-03-01', to: '2023-04-30' }

  expect(await figures('two legal entities', both)).toMatchObject({ customers: 1, count: 2, repeat_customers: 1 })
  expect(await customer('two legal entities')).toMatchObject({ contractors: 2, manager: 'Ким', purchases: 2 })
})

test('who only returned is no customer of the period, but is known with their manager', async () => {
  expect(await figures('only returns')).toMatchObject({ customers: 0, new_customers: 0, revenue: -40 })
  expect(await customer('only returns')).toMatchObject({
    first_purchase_at: null,
    last_purchase_at: null,
    cohort: null,
    purchases: 0,
    revenue: -40,
    manager: 'Ким',
  })
})

test('a line that its source took back, with neither quantity nor amount, is no order any more', async () => {
  const sale = { sale_id: 'S50', buyer: 'taken back', sold_at: on('03-26'), amount: 100, quantity: 1 }
  await desk.load([sale, { ...sale, sale_id: 'S51', amount: 7 }])
  expect(await figures('taken back')).toMatchObject({ count: 2, revenue: 107 })

  await desk.load([{ ...sale, amount: 0, quantity: 0 }])

  expect(await figures('taken back')).toMatchObject({ count: 1, revenue: 7 })
  expect(await linesOf('taken back')).toMatchObject([{ sale_id: 'S51' }])
  expect(await customer('taken back')).toMatchObject({ purchases: 1 })
})

test('a gift is an order of nothing', async () => {
  expect(await figures('a gift')).toMatchObject({ count: 1, customers: 1, revenue: 0, average_check: 0 })
})

test('a line below zero in a sale lessens it', async () => {
  expect(await figures('a discount line')).toMatchObject({ count: 1, revenue: 80, average_check: 80, return_share: 0 })
})

test('kinds in Russian are known; of an unknown kind an amount below zero is a return', async () => {
  const rows = await linesOf('words of the source')

  expect(rows.map((row) => [row['kind'], row['amount']])).toEqual([
    ['sale', 7],
    ['return', -2],
    ['return', -1],
    ['sale', 3],
  ])
})

test('of two purchases at one instant exactly one is the first', async () => {
  const types = (await linesOf('two at one instant')).map((row) => row['customer_type'])

  expect(types.toSorted()).toEqual(['new', 'repeat'])
  expect(await figures('two at one instant')).toMatchObject({ new_customers: 1, repeat_customers: 1, customers: 1 })
})

test('a document with sales and returns is a sale of what is left', async () => {
  const [sale] = await desk.rows(sql`from mart.orders_sales where buyer = 'both in one document'`)

  expect(sale).toMatchObject({ kind: 'sale', amount: 75, lines: 2, sold_at: on('03-24') })
  expect(await figures('both in one document')).toMatchObject({ revenue: 75, average_check: 90, new_customers: 1 })
})

test('the usual interval is the median of days between days with purchases', async () => {
  expect(await customer('every ten days')).toMatchObject({ purchases: 5, usual_interval_days: 10 })
  expect(await customer('two at one instant')).toMatchObject({ usual_interval_days: null })
})

test('days and cohorts are those of the workspace', async () => {
  const [sale] = await desk.rows(sql`from mart.orders_sales where buyer = 'first at night'`)

  expect(sale).toMatchObject({ sold_on: '2023-06-01' })
  expect(await customer('first at night')).toMatchObject({ cohort: '2023-06-01' })
})

test.each([
  ['Europe/Berlin', '2023-03-25T20:00:00Z'],
  ['Europe/Berlin', '2023-10-28T20:00:00Z'],
  ['America/Sao_Paulo', '2018-11-03T22:00:00Z'],
  ['Pacific/Apia', '2011-12-29T06:00:00Z'],
])('days of %s around a change of the clock are right', async (timeZone, from) => {
  const own = await openOrdersDesk({ timeZone })
  const instants = Array.from({ length: 96 }, (_, at) => new Date(Date.parse(from) + at * 1_800_000).toISOString())
  await own.load(instants.map((sold_at, at) => ({ sale_id: String(at), sold_at, buyer: 'A', amount: 1 })))

  const rows = await own.rows(sql`select sold_on from mart.orders_sales order by sold_at`)
  await own.close()
  expect(rows.map((row) => row['sold_on'])).toEqual(instants.map((instant) => dayOf(new Date(instant), timeZone)))
})

test('a line without a buyer or without an amount is rejected and kept with its reason', async () => {
  const own = await openOrdersDesk()
  await own.load([
    { sale_id: '1', sold_at: on('03-01'), buyer: null, amount: 1 },
    { sale_id: '2', sold_at: on('03-01'), buyer: 'A', amount: null },
    { sale_id: '3', sold_at: on('03-01'), buyer: 'A', amount: 1 },
  ])

  const { rows, total } = await own.warehouse.rejected({})
  const kept = await own.rows(sql`select sale_id from mart.orders_sales`)
  await own.close()
  expect(total).toBe(2)
  expect(rows.map(({ reason }) => reason).toSorted()).toEqual([
    expect.stringContaining('amount'),
    expect.stringContaining('buyer'),
  ])
  expect(kept).toEqual([{ sale_id: '3' }])
})

describe('regions', () => {
  const addresses = [
    'Москва, ул. Мира, 5',
    '125009, г. Москва, ул. Мира, 5',
    '125 009, Россия, г Казань',
    ' , Город Тверь , Садовая',
    'Российская Федерация,620014,Екатеринбург',
    'Город Мастеров',
    '125009',
    '',
  ]
  const regionsWith = async (regions: readonly { region: string; pattern: string }[]) => {
    const own = await openOrdersDesk({ settings: { regions } })
    await own.load(
      [...addresses, null].map((address, at) => ({
        sale_id: String(at),
        sold_at: on('03-01'),
        buyer: 'A',
        amount: 1,
        address,
      })),
    )
    const rows = await own.rows(sql`select region from mart.orders_sales order by sale_id`)
    const ofLines = await own.rows(sql`select region from mart.orders_lines order by sale_id`)
    await own.close()
    expect(ofLines).toEqual(rows)
    return rows.map((row) => row['region'])
  }

  test('are the first part of the address that is neither a postcode nor a country', async () => {
    const cities = ['Москва', 'Москва', 'Казань', 'Тверь', 'Екатеринбург', 'Мастеров', null, null, null]

    expect(await regionsWith([])).toEqual(cities)
  })

  test('are named by the first pattern that the address matches', async () => {
    const regions = [
      { region: 'Столица', pattern: 'москва' },
      { region: 'Центр', pattern: 'москва|тверь' },
    ]
    const named = ['Столица', 'Столица', 'Казань', 'Центр', 'Екатеринбург', 'Мастеров', null, null, null]

    expect(await regionsWith(regions)).toEqual(named)
  })
})

describe('what comes later', () => {
  const MARTS = ['orders_lines', 'orders_sales', 'orders_customers'] as const
  const first: readonly Line[] = Array.from({ length: 40 }, (_, at) => ({
    sale_id: String(at >> 1),
    line: String(at % 2),
    sold_at: on('06-01'),
    buyer: `buyer ${at >> 3}`,
    amount: at,
    manager: 'Ким',
  }))
  const later: readonly Line[] = [
    { ...first[0]!, amount: 1000 },
    { sale_id: '0', line: '2', sold_at: on('06-01'), buyer: 'buyer 0', amount: 5 },
    { sale_id: 'older', sold_at: on('01-01'), buyer: 'buyer 1', amount: 7 },
    { sale_id: 'back', sold_at: on('06-02'), buyer: 'buyer 2', amount: 3, kind: 'return' },
  ]
  const contents = async (of: OrdersDesk) =>
    Promise.all(MARTS.map((mart) => of.rows(sql`from ${identifier('mart', mart)} order by all`)))

  test('gives the same marts as a build of everything at once', async () => {
    const grown = await openOrdersDesk()
    await grown.load(first)
    const build = await grown.load(later)
    const whole = await openOrdersDesk()
    await whole.load([...first.slice(1), ...later])

    const [one, other] = [await contents(grown), await contents(whole)]
    await Promise.all([grown.close(), whole.close()])
    for (const model of ['core.orders_line', 'mart.orders_sales']) {
      expect(build.models.find(({ name }) => name === model)?.how).toBe('increment')
    }
    expect(one).toEqual(other)
  })

  test('an older purchase that comes late is the first one from then on', async () => {
    const own = await openOrdersDesk()
    await own.load(first)
    await own.load(later)

    const types = await own.rows(sql`select distinct sale_id = 'older' as is_older, customer_type
      from mart.orders_lines where buyer = 'buyer 1' order by all`)
    await own.close()
    expect(types).toEqual([
      { is_older: false, customer_type: 'repeat' },
      { is_older: true, customer_type: 'new' },
    ])
  })
})
