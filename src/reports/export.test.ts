import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { harmlessText, originalText, type Locale, type Query, type RowsQuery } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import { openDesk, type OpenDesk } from '../figures/testing.ts'
import { OWNER, defineDimension, defineMetric, sql } from '../kit/index.ts'
import { exportFile, tableCsv } from './index.ts'
import { unzip } from './testing.ts'
import { xlsxBytes } from './xlsx-file.ts'

/** Every type that marts have, and every value that is hard to write. */
const THINGS = `select * from (values
  (1, 'low', '=1+2', 12.5, 1234.50::decimal(18,2), true, date '2023-03-01', timestamp '2023-12-31 21:00:00'),
  (2, 'high', '''=x', 0.0, 0.00, false, date '2023-12-31', timestamp '2023-06-30 20:59:59.9'),
  (3, null, '', null, null, null, null, timestamp '2023-01-01 00:00:00'),
  (4, 'odd;"x"', e'a\\nb', 1e-7, -7.25, true, date '1900-02-28', timestamp '2010-07-01 12:00:00'),
  (5, '+7 999', ' b ', 12345678.0, 0.01, false, date '2024-02-29', timestamp '2023-05-01 00:00:00'),
  (6, '@x', e'\\t<&>_x0041_', -0.1, 9999999999999.99, true, date '1899-12-31', timestamp '2023-05-02 00:00:00'),
  (7, '-1', '👍#', 'nan'::double, 1, true, date '1969-07-20', timestamp '2023-05-03 00:00:00')
) as t(thing_id, priority, note, hours, amount, is_met, due_on, created_at)`

const count = defineMetric({
  id: 'desk.things',
  meaning: 'Things.',
  unit: 'count',
  better: 'neither',
  from: 'mart.things',
  at: 'created_at',
  sql: 'count(*)',
})
const hours = defineMetric({ ...count, id: 'desk.hours', unit: 'hours', sql: 'max(hours)' })
const priority = defineDimension({
  id: 'priority',
  meaning: 'Priority.',
  columns: { 'mart.things': 'priority' },
  order: ['low', 'high'],
})

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: { things: THINGS },
    metrics: [count, hours],
    dimensions: [priority],
    words: {
      'metric.desk.things': '=Things',
      'metric.desk.hours': 'Hours',
      'dimension.priority': 'Priority',
      'value.priority.low': 'Low; slow',
      'value.priority.high': '=High',
    },
    timeZone: 'Europe/Moscow',
    today: '2024-06-01',
    options: {
      visibleRows: ({ role }) => (role === 'owner' ? 'all' : sql`priority = 'high'`),
    },
  })
})
afterAll(() => desk.close())

const asker = (locale: Locale, role = 'owner'): Asker => ({ person: { ...OWNER, role }, locale })
const writing = (locale: Locale) => ({ locale, timeZone: 'Europe/Moscow', currency: undefined })

async function exported(
  wanted: { query: Query } | { rows: RowsQuery },
  as: 'csv' | 'xlsx',
  { locale = 'en' as Locale, role = 'owner', title = 'Things' } = {},
) {
  const whole = await desk.figures.whole(wanted, asker(locale, role))
  const file = await exportFile(whole, title, as, writing(locale))
  return { ...file, bytes: await bytesOf(file.content) }
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(Uint8Array.from(piece))
  return Buffer.concat(pieces)
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

/** Decimals keep their places in a file and lose them as numbers of the program. */
const withoutEndingZeros = (csv: string): string =>
  csv.replaceAll(/(?<=[;,]-?\d+)[.,]00(?=[;,][дynн])/g, '').replaceAll(/(?<=[;,]-?\d+[.,]\d)0(?=[;,][дynн])/g, '')

const ALL_ROWS = { rows: { metric: 'desk.things' } }
const BY_PRIORITY = { query: { metrics: ['desk.things', 'desk.hours'], by: ['priority'] } }

describe('CSV', () => {
  test('of a Russian reader, to the byte', async () => {
    const { bytes, name, mediaType } = await exported(ALL_ROWS, 'csv', { locale: 'ru', title: 'Дела: все' })

    expect([name, mediaType]).toEqual(['Дела все.csv', 'text/csv; charset=utf-8'])
    expect(text(bytes).split('\r\n')).toEqual([
      '\uFEFFthing id;Priority;note;hours;amount;is met;due on;created at',
      '1;"Low; slow";\'=1+2;12,5;1234,50;да;01.03.2023;01.01.2024 00:00:00',
      "2;'=High;''=x;0;0,00;нет;31.12.2023;30.06.2023 23:59:59",
      '7;\'-1;"👍#";;1,00;да;20.07.1969;03.05.2023 03:00:00',
      "6;'@x;'\t<&>_x0041_;-0,1;9999999999999,99;да;31.12.1899;02.05.2023 03:00:00",
      "5;'+7 999; b ;12345678;0,01;нет;29.02.2024;01.05.2023 03:00:00",
      '3;;"";;;;;01.01.2023 03:00:00',
      '4;"odd;""x""";"a\nb";0,0000001;-7,25;да;28.02.1900;01.07.2010 16:00:00',
      '',
    ])
  })

  test('of an English reader, to the byte', async () => {
    const { bytes } = await exported(ALL_ROWS, 'csv')

    expect(text(bytes).split('\r\n').slice(0, 3)).toEqual([
      '\uFEFFthing id,Priority,note,hours,amount,is met,due on,created at',
      "1,Low; slow,'=1+2,12.5,1234.50,yes,2023-03-01,2024-01-01 00:00:00",
      "2,'=High,''=x,0,0.00,no,2023-12-31,2023-06-30 23:59:59",
    ])
  })

  test.each(['ru', 'en'] as const)('of groups and rows is what a table in memory becomes (%s)', async (locale) => {
    const answers = [
      [BY_PRIORITY, await desk.figures.query(BY_PRIORITY.query, asker(locale))],
      [ALL_ROWS, await desk.figures.rows(ALL_ROWS.rows, asker(locale))],
    ] as const

    for (const [wanted, { columns, rows }] of answers) {
      const inMemory = text(tableCsv('t', { columns, rows }, locale, 'Europe/Moscow').content)
      const written = text((await exported(wanted, 'csv', { locale })).bytes)
      expect(withoutEndingZeros(written)).toBe(withoutEndingZeros(inMemory))
    }
  })

  test('an apostrophe before a formula can be taken back', () => {
    for (const given of ['=1', "'=1", "''+", '-', '\ta', '\ra', "'", "'a", 'a=1', ''])
      expect(originalText(harmlessText(given))).toBe(given)
    expect(harmlessText("'=1")).toBe("''=1")
  })

  test('of a question that asks for no more than so many says in its last line that there are more', async () => {
    const cut = { query: { ...BY_PRIORITY.query, limit: 2 } }
    const all = { query: { ...BY_PRIORITY.query, limit: 7 } }

    expect(
      text((await exported(cut, 'csv')).bytes)
        .split('\r\n')
        .slice(1),
    ).toEqual([
      'Low; slow,1,12.5',
      "'=High,1,0",
      '"Only the first 2 rows: no more were asked for, and there are more.",,',
      '',
    ])
    expect(
      text((await exported(all, 'csv')).bytes)
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(8)
  })
})

/** By kind, what begins or ends something: signs, exponents, years whose clocks are known, changes of a clock. */
const AWKWARD = `select
  number as thing_id,
  case when number < 128 then chr(number::integer) || '=x' when number < 160 then repeat('''', number::integer % 4) || ['=', 'я', '+', '"'][1 + number % 4]
    else ['', ' =', '«', 'a;b', '# x', 'Ё', '0-', ':)', '@', 'a' || chr(10)][1 + number % 10] end as note,
  [0.1, -0.5, 1e-4, 9.99e-5, -3e-7, 123456.789, 1e15, 1e17, -1e18, 1e22, 4503599627370497.5, 0.30000000000000004, 1/3,
    'inf'::double, 'nan'::double, null, -0.0, 29.091388888888888][1 + number % 18] as hours,
  [timestamp '2023-12-31 20:59:59.999999', '2023-12-31 21:00:00', '1989-12-31 23:59:59', '1990-01-01', '2014-10-25 21:59:59', '2014-10-25 22:00:00',
    '2037-12-30 23:59:59.5', '2037-12-31', '1969-12-31 23:59:59.9', '2011-03-26 23:30:00', '2200-02-28 22:00:00'][1 + number % 11] as closed_at,
  [date '2024-02-29', '0999-12-31', '1000-01-01', '9999-12-31', '1970-01-01', null][1 + number % 6] as due_on,
  timestamp '2023-06-01' - to_seconds(number) as created_at
from range(1, 400) as numbers(number)`

test.each(['ru', 'en'] as const)('awkward values are what they become one by one (%s)', async (locale) => {
  const awkward = await openDesk({
    marts: { things: AWKWARD },
    metrics: [count],
    words: { 'metric.desk.things': 'Things' },
    timeZone: 'Europe/Moscow',
    today: '2024-06-01',
  })
  const { columns, rows } = await awkward.figures.rows({ metric: 'desk.things', limit: 1000 }, asker(locale))
  const file = await exportFile(await awkward.figures.whole(ALL_ROWS, asker(locale)), 't', 'csv', writing(locale))
  const written = text(await bytesOf(file.content))
  await awkward.close()

  expect(rows).toHaveLength(399)
  expect(written.split('\r\n')).toEqual(
    text(tableCsv('t', { columns, rows }, locale, 'Europe/Moscow').content).split('\r\n'),
  )
})

test('more rows than one thread takes stand newest first', async () => {
  const many = await openDesk({
    marts: {
      things:
        "select range as thing_id, 'A note' as note, 'An agent' as agent, timestamp '2020-01-01' + to_seconds(range * 7919 % 63072000) as created_at from range(200000)",
    },
    metrics: [count],
    words: { 'metric.desk.things': 'Things' },
    today: '2024-06-01',
  })
  const file = await exportFile(await many.figures.whole(ALL_ROWS, asker('en')), 't', 'csv', writing('en'))
  const times = text(await bytesOf(file.content))
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.slice(line.lastIndexOf(',')))
  await many.close()

  expect(times).toHaveLength(200_000)
  expect(times.findIndex((time, index) => time > (times[index - 1] ?? time))).toBe(-1)
})

test.each(['csv', 'xlsx'] as const)('a %s holds the rows that its reader may see, and no other', async (as) => {
  const all = await exported(ALL_ROWS, as)
  const some = await exported(ALL_ROWS, as, { role: 'seller' })
  const lines = as === 'csv' ? text(some.bytes) : (unzip(some.bytes).get('xl/worksheets/sheet1.xml') ?? '')

  expect(lines).toContain('High')
  expect(lines).not.toMatch(/Low|odd|7 999/)
  expect(some.bytes.length).toBeLessThan(all.bytes.length)
})

test('a workbook holds figures as numbers, days as days and formula-like texts as texts', async () => {
  const files = unzip((await exported(ALL_ROWS, 'xlsx', { title: 'Дела: [все]' })).bytes)
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? ''
  const rows = [...sheet.matchAll(/<row>(.*)<\/row>/g)].map(([, cells]) => cells)

  expect(files.get('xl/workbook.xml')).toContain('name="Дела все"')
  expect(sheet).not.toContain('<f>')
  expect(rows).toHaveLength(8)
  expect(rows[1]).toBe(
    '<c s="0"><v>1</v></c><c t="inlineStr"><is><t xml:space="preserve">Low; slow</t></is></c><c t="inlineStr"><is><t>=1+2</t></is></c><c s="7"><v>12.5</v></c><c s="7"><v>1234.50</v></c><c t="inlineStr"><is><t xml:space="preserve">yes</t></is></c><c s="8"><v>44986</v></c><c s="9"><v>45292.0</v></c>',
  )
  expect(rows[3]).toContain('👍#</t></is></c><c/>')
  expect(rows[4]).toContain('<t xml:space="preserve">\t&lt;&amp;&gt;_x005F_x0041_</t>')
  expect(rows[6]).toMatch(/<c\/><c t="inlineStr"><is><t><\/t><\/is><\/c><c\/><c\/><c\/><c\/>/)
  expect(rows[7]).toContain('a&#10;b')
})

test('rows that a sheet cannot hold go on in the next', async () => {
  const whole = await desk.figures.whole(ALL_ROWS, asker('en'))
  const rows = await whole.lines(sql`'<row><c><v>' || thing_id || '</v></c></row>'`, 'whole')
  const limit = { lines: 3, bytes: 1e9 }
  const files = unzip(await bytesOf(xlsxBytes('Things', whole.columns, rows, writing('en'), limit)))
  const numbers = ['1', '2', '3'].map((number) => {
    const sheet = files.get(`xl/worksheets/sheet${number}.xml`) ?? ''
    return [...sheet.matchAll(/<v>(\d)<\/v>/g)].map(([, each]) => each).join('')
  })

  expect(numbers).toEqual(['127', '653', '4'])
  expect([...(files.get('xl/workbook.xml') ?? '').matchAll(/name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
    'Things',
    'Things 2',
    'Things 3',
  ])
})

test('a cell that a spreadsheet cannot hold says that there is more', async () => {
  const long = await openDesk({
    marts: { things: "select 1 as thing_id, repeat('ы', 40000) as note, timestamp '2023-01-01' as created_at" },
    metrics: [count],
    words: { 'metric.desk.things': 'Things' },
  })
  const file = await exportFile(await long.figures.whole(ALL_ROWS, asker('en')), 't', 'xlsx', writing('en'))
  const sheet = unzip(await bytesOf(file.content)).get('xl/worksheets/sheet1.xml') ?? ''
  await long.close()

  const cell = /<t [^>]*>(ы[^<]*)</.exec(sheet)?.[1] ?? ''
  expect(cell.length).toBeLessThanOrEqual(32_767)
  expect(cell).toMatch(/ы… \[longer than a cell can be/)
})
