import { expect, test } from 'vitest'
import { KnownSales, type KnownSale } from '../../src/sources/onec/known.ts'

const known = (id: string, at: string, lines: readonly string[] = ['1', '2']): KnownSale => ({
  id,
  at,
  type: 'Document_А',
  digest: 'd',
  lines,
  kind: 'sale',
  buyer: 'Б',
})

test('what is remembered comes back from a cursor as it was, lines without numbers included', () => {
  const sales = new KnownSales()
  const given = [
    known('a', '2024-01-01T10:00:00'),
    known('b', '2024-01-01T11:00:00', ['1', 'Услуги:1']),
    known('c', '2024-01-02T00:00:00', []),
  ]
  for (const sale of given) sales.set(sale)

  const again = new KnownSales(JSON.parse(JSON.stringify(sales.pack())))

  expect(again.ids().map((id) => again.get(id))).toEqual(given)
})

test('a page packs only the days that it touched', () => {
  const sales = new KnownSales()
  sales.set(known('a', '2024-01-01T10:00:00'))
  sales.set(known('b', '2024-01-02T10:00:00'))
  const before = sales.pack()

  sales.set(known('b', '2024-01-03T10:00:00'))
  const after = sales.pack()

  expect(Object.keys(after)).toEqual(['2024-01-01', '2024-01-03'])
  expect(after['2024-01-01']).toBe(before['2024-01-01'])
  expect(Object.keys(before)).toEqual(['2024-01-01', '2024-01-02'])
  expect(sales.pack()).toBe(after)
})

test('what is older than the window is forgotten', () => {
  const sales = new KnownSales()
  sales.set(known('a', '2024-01-01T23:59:59'))
  sales.set(known('b', '2024-01-02T00:00:00'))

  sales.forgetBefore('2024-01-02T00:00:00')

  expect(sales.ids()).toEqual(['b'])
})
