import { expect, test } from 'vitest'
import { asCsv, asTable } from './output.ts'

const columns = [
  { name: 'category', label: 'Категория', unit: 'text' },
  { name: 'hours', label: 'Время решения', unit: 'hours' },
] as const

test('a table writes figures by locale, to the right, and no figure as a dash', () => {
  const text = asTable(
    {
      columns,
      rows: [
        { category: 'Оплата', hours: 12.54 },
        { category: 'Возврат', hours: null },
      ],
    },
    'ru',
    80,
  )

  expect(text.replaceAll(/[\u00a0\u202f]/g, ' ').split('\n')).toEqual([
    'Категория  Время решения',
    'Оплата            12,5 ч',
    'Возврат                —',
  ])
})

test('a table fits the terminal by shortening its widest column', () => {
  const text = asTable({ columns, rows: [{ category: 'x'.repeat(300), hours: 1 }] }, 'ru', 60)

  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
  expect(text).toContain('x…')
})

test('a head takes several lines before figures are shortened', () => {
  const wide = [1, 2, 3].map(
    (at) => ({ name: `n${at}`, label: `Обращений до изменения ${at}`, unit: 'count' }) as const,
  )
  const text = asTable({ columns: wide, rows: [{ n1: 123_456, n2: 2, n3: 3 }] }, 'ru', 48)

  expect(text.replaceAll(/[\u00a0\u202f]/g, ' ').split('\n')).toEqual([
    'Обращений до  Обращений до  Обращений до',
    ' изменения 1   изменения 2   изменения 3',
    '     123 456             2             3',
  ])
})

test('control characters of a vendor do not reach the terminal', () => {
  const text = asTable({ columns, rows: [{ category: '\u001b[31mred\nline', hours: 1 }] }, 'en', 80)

  expect(text.split('\n')).toHaveLength(2)
  expect(text).not.toContain('\u001b')
})

test('csv keeps formulas from being formulas and numbers from being text', () => {
  const text = asCsv({
    columns,
    rows: [
      { category: '=1+1', hours: -3.5 },
      { category: 'a,"b"', hours: null },
    ],
  })

  expect(text).toBe(`category,hours\n'=1+1,-3.5\n"a,""b""",`)
})
