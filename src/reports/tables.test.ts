import { expect, test } from 'vitest'
import type { Table } from '../base/index.ts'
import { renderReport, tableCsv } from './index.ts'
import { monthly, sampleDocument } from '../../test/samples/reports.ts'
import { sheetName } from './sheet-name.ts'
import { unzip } from './testing.ts'

const csv = (table: Table, locale: 'ru' | 'en'): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(tableCsv('t', table, locale, 'Europe/Moscow').content)

const column = (name: string, unit: Table['columns'][number]['unit']) => ({ name, label: name, unit })

test('a Russian CSV has a mark, semicolons, decimal commas and days as people write them; labels stand for codes', () => {
  expect(csv(monthly('ru'), 'ru').split('\r\n').slice(0, 3)).toEqual([
    '\uFEFFМесяц;Приоритет;Пометка;Среднее время решения;Доля обращений;Обращений',
    "01.03.2023;Низкий;'=1+2;36,512;0,5123;1234",
    '01.03.2023;Срочный;;9,25;0,0417;87',
  ])
})

test('an English CSV has commas and points', () => {
  expect(csv(monthly('en'), 'en').split('\r\n')[1]).toBe("2023-03-01,Low,'=1+2,36.512,0.5123,1234")
})

test('texts that look like formulas are disarmed; negative figures stay figures', () => {
  const texts = ['=1', '+1', '-1', '@a', '\ta', '\ra', 'a=1', "'=1"]
  const table = { columns: [column('a', 'text'), column('n', 'number')], rows: texts.map((a) => ({ a, n: -1.5 })) }

  const lines = csv(table, 'en').slice(1).split('\r\n')

  expect(lines.slice(1, 5)).toEqual(["'=1,-1.5", "'+1,-1.5", "'-1,-1.5", "'@a,-1.5"])
  expect(lines).toContain("'\ta,-1.5")
  expect(lines).toContain('a=1,-1.5')
  expect(csv(table, 'en')).toContain(`"'\ra",-1.5`)
})

test('separators, quotes and line breaks in texts are quoted; tiny and huge figures have no exponent', () => {
  const rows = [
    { a: 'x;"y"\nz', n: 1e-7 },
    { a: ' b ', n: 1e21 },
  ]

  expect(csv({ columns: [column('a', 'text'), column('n', 'number')], rows }, 'ru').slice(1)).toBe(
    'a;n\r\n"x;""y""\nz";0,0000001\r\n b ;1000000000000000000000\r\n',
  )
})

test('instants are written on the wall clock of the zone', () => {
  const table = { columns: [column('at', 'instant')], rows: [{ at: '2023-12-31T21:00:00Z' }] }

  expect([csv(table, 'en'), csv(table, 'ru')]).toEqual([
    '\uFEFFat\r\n2024-01-01 00:00:00\r\n',
    '\uFEFFat\r\n01.01.2024 00:00:00\r\n',
  ])
})

test('names of sheets are short, allowed and unlike', () => {
  const taken = new Set<string>()
  const names = [
    'Время [ч] / линия: 1?',
    'ВРЕМЯ Ч ЛИНИЯ 1',
    'Очень длинное название таблицы, которое не поместится',
    'Очень длинное название таблицы, которое и вправду',
    '',
    "'x'",
    'History',
  ].map((name) => sheetName(name, taken))

  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  for (const name of names) {
    expect(name.length).toBeLessThanOrEqual(31)
    expect(name).toMatch(/^[^\\/?*[\]:']+$/)
    expect(name.toLowerCase()).not.toBe('history')
  }
})

test('a picture of rows that stand in a table too has no sheet of its own', async () => {
  const table: Table = { columns: [{ name: 'n', label: 'n', unit: 'count' }], rows: [{ n: 1 }] }
  const chart = { kind: 'chart', title: 'Picture', spec: { kind: 'bar', x: 'n', y: ['n'] } } as const
  const other = { ...table, rows: [{ n: 2 }] }
  const blocks = [
    { ...chart, table: { ...table } },
    { ...chart, title: 'Alone', table: other },
    { kind: 'table', title: 'Rows', table },
  ] as const

  const [file] = await renderReport({ ...sampleDocument('en'), blocks }, 'xlsx')

  const workbook = unzip(file?.content ?? new Uint8Array()).get('xl/workbook.xml') ?? ''
  expect([...workbook.matchAll(/<sheet [^>]*?name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
    'Summary',
    'Alone',
    'Rows',
  ])
})
