import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Locale, Query, RowsQuery } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import { openDesk, type OpenDesk } from '../figures/testing.ts'
import { OWNER, defineDimension, defineMetric, sql } from '../kit/index.ts'
import { exportFile, tableCsv } from './index.ts'

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
  const pieces: Uint8Array[] = []
  for await (const piece of file.content) pieces.push(piece)
  return { ...file, bytes: Buffer.concat(pieces) }
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

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
      // decimals keep their places here and lose them as numbers of the program
      const written = text((await exported(wanted, 'csv', { locale })).bytes).replaceAll(
        /[.,]([0-9])0(?=[;,])/g,
        (all, digit) => (digit === '0' ? '' : all.slice(0, 2)),
      )
      expect(written).toBe(
        inMemory.replaceAll(/[.,]([0-9])0(?=[;,])/g, (all, digit) => (digit === '0' ? '' : all.slice(0, 2))),
      )
    }
  })
})
