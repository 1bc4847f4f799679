import { expect, test } from 'vitest'
import { type SampleDocument, sampleOrders, sampleSaleLines } from './index.ts'
import { monthOf } from './sample/calendar.ts'

const sample = sampleOrders({ seed: 5 })
const { documents, silent } = sample
const lines = sampleSaleLines(sample)
const sales = documents.filter(({ isReturn }) => !isReturn)
const returns = documents.filter(({ isReturn }) => isReturn)
const salesOf = Map.groupBy(sales, ({ buyer }) => buyer)
const sumOf = ({ lines: ofDocument }: SampleDocument) => ofDocument.reduce((sum, { amount }) => sum + amount, 0)

test('the same seed gives the same shop, another seed another one', () => {
  expect(sampleOrders({ seed: 5 })).toEqual(sample)
  expect(sampleOrders({ seed: 6 }).documents[100]).not.toEqual(documents[100])
})

test('a year and a half of a shop with about four thousand customers and thirty-five thousand lines', () => {
  const dates = documents.map(({ date }) => date)

  expect(dates).toEqual(dates.toSorted())
  expect(dates[0]! >= '2022-06-30T21:00:00Z').toBe(true)
  expect(dates.at(-1)! < '2023-12-31T21:00:00Z').toBe(true)
  expect(salesOf.size).toBeGreaterThan(3900)
  expect(lines.length).toBeGreaterThan(32_000)
  expect(lines.length).toBeLessThan(40_000)
})

test('references, document numbers and lines are each there once', () => {
  expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length)
  expect(new Set(documents.map(({ number }) => number)).size).toBe(documents.length)
  expect(new Set(lines.map(({ sale_id, line }) => `${sale_id} ${line}`)).size).toBe(lines.length)
})

test('returns follow their sale by its order, whole and in part, and never bring more than was sold', () => {
  const byOrder = Map.groupBy(
    sales.filter(({ order }) => order),
    ({ order }) => order!.id,
  )
  const ordered = returns.filter(({ order }) => order)
  const left = ordered.map((back) => {
    const sold = byOrder.get(back.order!.id) ?? []
    expect(sold.some(({ date }) => date < back.date)).toBe(true)
    return Math.round(sold.reduce((sum, sale) => sum + sumOf(sale), 0) - sumOf(back))
  })

  expect(ordered.length).toBeGreaterThan(500)
  expect(left.filter((rest) => rest === 0).length).toBeGreaterThan(200)
  expect(left.filter((rest) => rest > 0).length).toBeGreaterThan(100)
  expect(left.filter((rest) => rest < 0)).toEqual([])
})

test('some orders are shipped in two sales, some sales have no order', () => {
  const perOrder = Map.groupBy(sales, ({ order }) => order?.id)

  expect([...perOrder].filter(([id, of]) => id !== undefined && of.length === 2).length).toBeGreaterThan(100)
  expect(perOrder.get(undefined)!.length).toBeGreaterThan(300)
})

test('shops buy through several legal entities', () => {
  const entities = [...salesOf.values()].map((of) => new Set(of.map(({ contractor }) => contractor)).size)

  expect(entities.filter((count) => count >= 3).length).toBeGreaterThan(40)
})

test('some buyers come every winter only', () => {
  const winter = [...salesOf.values()].filter((of) => {
    const months = of.map(({ date }) =>
      monthOf(((Date.parse(date) - Date.parse('2022-06-30T21:00:00Z')) / 86_400_000) | 0),
    )
    const years = new Set(of.map(({ date }) => date.slice(0, 4)))
    return years.size === 2 && of.length >= 4 && months.every((month) => month >= 11)
  })

  expect(winter.length).toBeGreaterThan(100)
})

test('December sells better than August, noon better than the night', () => {
  const inMonth = (month: string) => sales.filter(({ date }) => date.startsWith(month)).length
  const atHour = (hour: number) => sales.filter(({ date }) => (Number(date.slice(11, 13)) + 3) % 24 === hour).length

  expect(inMonth('2023-12')).toBeGreaterThan(1.4 * inMonth('2023-08'))
  expect(atHour(12)).toBeGreaterThan(10 * atHour(3))
})

test('the planted customers bought often until autumn and never since', () => {
  expect(silent).toHaveLength(60)
  for (const buyer of silent) {
    const dates = salesOf.get(buyer)!.map(({ date }) => date)
    expect(dates.length).toBeGreaterThan(8)
    expect(dates.at(-1)! < '2023-10-15').toBe(true)
    expect(dates.at(-1)! > '2023-07-15').toBe(true)
  }
})

test('six managers, one of whom leaves in the middle of 2023', () => {
  const latest = new Map(sales.map(({ manager, date }) => [manager, date]))

  expect(latest.size).toBe(6)
  expect([...latest.values()].filter((date) => date < '2023-12-15')).toEqual([expect.stringMatching(/^2023-0[67]/)])
})
