import { afterEach, describe, expect, test } from 'vitest'
import type { AnalysisAnswer } from '../../src/base/index.ts'
import { sql, trusted } from '../../src/kit/index.ts'
import { cutSql, scoreColumns } from '../../src/packs/orders/rfm/cuts.ts'
import { type Document, type RfmDesk, type RfmDeskOptions, openRfmDesk } from './rfm-desk.ts'

const opened: RfmDesk[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((desk) => desk.close()))
})

async function deskOf(documents: readonly Document[], options: RfmDeskOptions = {}): Promise<RfmDesk> {
  const desk = await openRfmDesk(documents, options)
  opened.push(desk)
  return desk
}

/** Ten customers: the first bought 1 day before the date and once for 10, the second 2 days before and twice for 20 in all, … */
const ladder = (count: number): Document[] =>
  Array.from({ length: count }, (_, at) => at + 1).flatMap((place) =>
    Array.from({ length: place }, (_, turn) => ({
      buyer: `buyer ${String(place).padStart(2, '0')}`,
      sold_at: day(-place - turn),
      amount: 10,
    })),
  )

/** So many days from 31 December 2023. */
const day = (offset: number): string =>
  new Date(Date.parse('2023-12-31T00:00:00Z') + offset * 86_400_000).toISOString().slice(0, 10)

const scoresOf = (answer: AnalysisAnswer) =>
  Object.fromEntries(
    answer.tables['customers']!.rows.map((row) => [String(row['buyer']), `${row['r']}${row['f']}${row['m']}`]),
  )

const boundsOf = (answer: AnalysisAnswer, measure: string) =>
  answer.tables['cuts']!.rows.filter((row) => row['measure'] === measure).map((row) => row['bound'])

describe('scoring, ten customers by hand', () => {
  test('fifths: a share of the others who are worse', async () => {
    const desk = await deskOf(ladder(10))

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31' })

    expect(scoresOf(answer)).toEqual({
      'buyer 01': '511',
      'buyer 02': '511',
      'buyer 03': '422',
      'buyer 04': '422',
      'buyer 05': '333',
      'buyer 06': '333',
      'buyer 07': '244',
      'buyer 08': '244',
      'buyer 09': '155',
      'buyer 10': '155',
    })
    expect(boundsOf(answer, 'recency')).toEqual([8, 6, 4, 2])
    expect(boundsOf(answer, 'frequency')).toEqual([3, 5, 7, 9])
    expect(boundsOf(answer, 'monetary')).toEqual([30, 50, 70, 90])
  })

  test('quantiles of type 7: 2.8, 4.6, 6.4 and 8.2 of one to ten', async () => {
    const desk = await deskOf(ladder(10))

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31', scoring: 'quantiles' })

    // 1 2 | 3 4 | 5 6 | 7 8 | 9 10
    expect(boundsOf(answer, 'recency')).toEqual([8, 6, 4, 2])
    expect(boundsOf(answer, 'frequency')).toEqual([3, 5, 7, 9])
  })

  test('quantiles plus one: bands begin at 3.8, 5.6, 7.4 and 9.2', async () => {
    const desk = await deskOf(ladder(10))

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31', scoring: 'quantiles-plus-one' })

    // 1 2 3 | 4 5 | 6 7 | 8 9 | 10
    expect(boundsOf(answer, 'recency')).toEqual([9, 7, 5, 3])
    expect(boundsOf(answer, 'frequency')).toEqual([4, 6, 8, 10])
    expect(boundsOf(answer, 'monetary')).toEqual([29, 47, 65, 83])
    expect(scoresOf(answer)).toMatchObject({ 'buyer 03': '512', 'buyer 04': '422', 'buyer 10': '155' })
  })

  test('thresholds: what the settings say, whoever the others are', async () => {
    const thresholds = { recency: [1, 3, 5, 9], frequency: [2, 4, 6, 8], monetary: [15, 35, 55, 95] }
    const desk = await deskOf(ladder(10), { rfm: { scoring: 'thresholds', thresholds } })

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31' })

    expect(scoresOf(answer)).toEqual({
      'buyer 01': '511',
      'buyer 02': '422',
      'buyer 03': '422',
      'buyer 04': '333',
      'buyer 05': '333',
      'buyer 06': '244',
      'buyer 07': '244',
      'buyer 08': '254',
      'buyer 09': '254',
      'buyer 10': '155',
    })
  })
})

describe('ties and edges', () => {
  const once = (count: number): Document[] =>
    Array.from({ length: count }, (_, at) => ({ buyer: `b${at}`, sold_at: day(-at), amount: 5 }))

  test('equal values share a score, whatever share of the customers they are', async () => {
    const twice = { buyer: 'twice', sold_at: day(-3), amount: 5 }
    const desk = await deskOf([...once(9), twice, { ...twice, sold_at: day(-4) }])

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31' })

    const frequencies = answer.tables['customers']!.rows.map(({ buyer, f }) => [buyer, f])
    expect(Object.fromEntries(frequencies)).toMatchObject({ twice: 5, b0: 1, b8: 1 })
    expect(boundsOf(answer, 'frequency')).toEqual([2, 2, 2, 2])
    expect(answer.notes!.join(' ')).toContain('90% of the customers share the score 1')
  })

  test.each(['fifths', 'quantiles', 'quantiles-plus-one'])('%s: all equal values have one score', async (scoring) => {
    const desk = await deskOf(once(7).map((document) => ({ ...document, sold_at: day(-1) })))

    const { tables } = await desk.analyze('orders.rfm', { date: '2023-12-31', scoring })

    const scores = tables['customers']!.rows.map(({ r, f, m }) => [r, f, m].join())
    expect(new Set(scores).size).toBe(1)
  })

  test('one customer has a score and a segment', async () => {
    const desk = await deskOf(once(1))

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31' })

    expect(scoresOf(answer)).toEqual({ b0: '111' })
    expect(answer.figures).toMatchObject({ customers: 1, orders: 1, revenue: 5 })
    expect(answer.notes!.join(' ')).toContain('There are only 1 customers')
  })

  test('fifths are SQL’s percent_rank for every number of customers up to forty', async () => {
    const desk = await deskOf(once(1))

    for (let count = 2; count <= 40; count++) {
      const customers = sql`(select buyer_number, recency, frequency, monetary from (
        select i as buyer_number, (i * 7) % 11 as recency, (i * i) % 7 as frequency, ((i * 13) % 17)::decimal(18, 2) as monetary
        from generate_series(1, ${count}::integer) as s(i)))`
      const rank = (order: string) => sql`least(5, 1 + floor(5 * percent_rank() over (order by ${trusted(order)})))`
      const wrong = await desk.warehouse.rows(sql`
        select * from (
          select c.*, ${scoreColumns}, ${rank('recency desc')} as r_rank, ${rank('frequency')} as f_rank, ${rank('monetary')} as m_rank
          from ${customers} as c cross join (${cutSql('fifths', customers, {})}))
        where r <> r_rank or f <> f_rank or (monetary > 0 and m <> m_rank)`)
      expect(wrong).toEqual([])
    }
  })

  test('an empty window is answered with what to do', async () => {
    const desk = await deskOf(once(3))

    await expect(desk.analyze('orders.rfm', { date: '2020-01-01' })).rejects.toThrow('no customers on 2020-01-01')
    await expect(desk.analyze('orders.rfm', { segment: 'champion' })).rejects.toThrow('Did you mean “champions”')
  })

  test('a day is a day of the workspace’s zone', async () => {
    const desk = await deskOf(
      [
        { buyer: 'late', sold_at: '2023-12-30T21:30:00Z', amount: 1 },
        { buyer: 'next', sold_at: '2023-12-31T21:30:00Z', amount: 1 },
        { buyer: 'summer', sold_at: '2023-07-01T20:59:00Z', amount: 1 },
      ],
      { timeZone: 'Europe/Moscow' },
    )

    const { tables } = await desk.analyze('orders.rfm', { date: '2023-12-31' })

    const days = tables['customers']!.rows.map(({ buyer, recency_days: since }) => [buyer, since])
    expect(Object.fromEntries(days)).toEqual({ late: 0, summer: 183 })
  })
})

describe('returns, ten documents by hand', () => {
  const documents: Document[] = [
    // kept: two purchases, one of them partly returned
    { buyer: 'kept', sold_at: day(-10), amount: 100, order_id: 'o1' },
    { buyer: 'kept', sold_at: day(-5), amount: 50, order_id: 'o2' },
    { buyer: 'kept', sold_at: day(-1), amount: 20, order_id: 'o2', kind: 'return' },
    // whole: the later of two purchases was returned whole
    { buyer: 'whole', sold_at: day(-20), amount: 70, order_id: 'o3' },
    { buyer: 'whole', sold_at: day(-4), amount: 30, order_id: 'o4' },
    { buyer: 'whole', sold_at: day(-2), amount: 30, order_id: 'o4', kind: 'return' },
    // nothing: all that was bought came back
    { buyer: 'nothing', sold_at: day(-8), amount: 40, order_id: 'o5' },
    { buyer: 'nothing', sold_at: day(-7), amount: 40, order_id: 'o5', kind: 'return' },
    // loose: a return without an order
    { buyer: 'loose', sold_at: day(-6), amount: 60, order_id: 'o6' },
    { buyer: 'loose', sold_at: day(-3), amount: 60, kind: 'return' },
  ]
  const measures = (answer: AnalysisAnswer) =>
    Object.fromEntries(
      answer.tables['customers']!.rows.map((row) => [
        row['buyer'],
        [row['recency_days'], row['orders'], row['revenue']],
      ]),
    )

  test('net: sums less returns, no purchase for what was returned whole, recency by purchases', async () => {
    const desk = await deskOf(documents)

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31', returns: 'net' })

    expect(measures(answer)).toEqual({ kept: [5, 2, 130], whole: [4, 1, 70], nothing: [8, 0, 0], loose: [6, 1, 0] })
    expect(answer.figures).toMatchObject({ returns: 'net', orders: 4, revenue: 200, flagged_customers: 2 })
    expect(answer.tables['customers']!.rows.filter(({ revenue }) => revenue === 0).map(({ m }) => m)).toEqual([1, 1])
    expect(answer.notes!.join(' ')).toMatch(/policy net.*2 customers have a sum net of returns/)
  })

  test('gross: as if nothing ever came back', async () => {
    const desk = await deskOf(documents)

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31', returns: 'gross' })

    expect(measures(answer)).toEqual({ kept: [5, 2, 150], whole: [4, 2, 100], nothing: [8, 1, 40], loose: [6, 1, 60] })
    expect(answer.figures).toMatchObject({ returns: 'gross', orders: 6, revenue: 350, flagged_customers: 0 })
    expect(answer.notes!.join(' ')).toContain('policy gross')
  })

  test('what another buyer of the same order returned takes nobody else’s purchase, not even a gift', async () => {
    const desk = await deskOf([
      { buyer: 'given', sold_at: day(-3), amount: 0, order_id: 'o1' },
      { buyer: 'back', sold_at: day(-3), amount: 10, order_id: 'o1' },
      { buyer: 'back', sold_at: day(-2), amount: 10, order_id: 'o1', kind: 'return' },
    ])

    const answer = await desk.analyze('orders.rfm', { date: '2023-12-31' })

    expect(measures(answer)).toEqual({ given: [3, 1, 0], back: [3, 0, 0] })
  })

  test('a return after the date has not happened yet', async () => {
    const desk = await deskOf(documents)

    const answer = await desk.analyze('orders.rfm', { date: day(-3) })

    expect(measures(answer)).toEqual({ kept: [2, 2, 150], whole: [1, 2, 100], nothing: [5, 0, 0], loose: [3, 1, 0] })
  })
})

test('segments by rules: the first that fits counts, the rest are others', async () => {
  const rules = [
    { segment: 'Best', r: [4, 5] },
    { segment: 'Big', m: [5, 5] },
    { segment: 'Best', f: [4, 4] },
  ]
  const desk = await deskOf(ladder(10), { rfm: { rules } })

  const answer = await desk.analyze('orders.rfm', { date: '2023-12-31', segment: 'Best', limit: '3' })

  expect(answer.tables['segments']!.rows.map(({ segment, customers }) => [segment, customers])).toEqual([
    ['Best', 6],
    ['Big', 2],
    ['others', 2],
  ])
  expect(answer.tables['customers']!.rows.map(({ buyer }) => buyer)).toEqual(['buyer 08', 'buyer 07', 'buyer 04'])
  expect(answer.notes!.join(' ')).toContain('The list holds 3 of 6 customers')
})
