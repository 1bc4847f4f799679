import { expect, test } from 'vitest'
import { csvOf } from './files.ts'

const columns = [
  { name: 'name', label: 'Имя', unit: 'text', labels: { low: 'Низкий' } },
  { name: 'hours', label: 'Часы', unit: 'hours' },
] as const

test('a Russian CSV has a byte order mark, semicolons and decimal commas', () => {
  const text = csvOf(columns, [{ name: 'low', hours: 1.5 }], 'ru')

  expect(text).toBe('\uFEFFИмя;Часы\r\nНизкий;1,5\r\n')
})

test('text that a spreadsheet would run as a formula is kept as text, negative numbers stay numbers', () => {
  const text = csvOf(columns, [{ name: '=HYPERLINK("x")', hours: -2 }], 'en')

  expect(text.split('\r\n')[1]).toBe(`"'=HYPERLINK(""x"")",-2`)
})
