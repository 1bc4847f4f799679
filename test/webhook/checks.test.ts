import { afterEach, expect, test } from 'vitest'
import { defineEntity } from '../../src/kit/index.ts'
import { openTill, post, type Till } from './till.ts'

const TYPES = ['integer', 'decimal', 'double', 'boolean', 'instant', 'day', 'string'] as const

const reading = defineEntity({
  id: 'shop.reading',
  meaning: 'A value of each type.',
  key: ['reading_id'],
  columns: {
    reading_id: { type: 'string', required: true, meaning: 'which' },
    ...Object.fromEntries(TYPES.map((type) => [type, { type, meaning: type }])),
    integer_least: { type: 'integer', least: 1, meaning: 'one or more' },
    decimal_least: { type: 'decimal', least: 1, meaning: 'one or more' },
    double_least: { type: 'double', least: 1, meaning: 'one or more' },
  },
})

const NUMBERS = '0 1 -1 5.0 5.5 1e2 1E400 -0.0 9223372036854775807 9223372036854775808 0.999 0.5 1700000000 2'
const NUMERIC = '5 +5 5. .5 5,5 1_000 0x1F 1e2 1e-2 five NaN inf 9300000000000000000 ９'
const LOGICAL = 'true TRUE t yes y on off 1 2 да null'
const DAYS =
  '2026-11-21 2026-1-2 2026/11/21 2026-02-30 2024-02-29 2023-02-29 2100-02-29 2026-13-01 2026-00-10 21.11.2026'
const TIMES = '2026-11-21T10:00:00Z 2026-11-21T10:00:00+03:00 2026-11-21T10:00:00.123456Z 2026-11-21T25:00:00Z'
const ODD = '20261121 yesterday today epoch infinity -0044-03-15 12026-11-21 2026-11 10:00 \u0000 📦'
const SPACED = ['', ' ', ' 5 ', '5 stars', '2026-11-21 10:00', '2026-11-21T10:00:00 Europe/Moscow']
/** As they stand in JSON. */
const VALUES = [
  ...NUMBERS.split(' '),
  ...'true false null {} {"a":1} [] [1]'.split(' '),
  ...[NUMERIC, LOGICAL, DAYS, TIMES, ODD].flatMap((texts) => texts.split(' ')).map((text) => JSON.stringify(text)),
  ...SPACED.map((text) => JSON.stringify(text)),
]

let till: Till
afterEach(() => till.close())

/** Which values the answer refuses, and which the warehouse does. */
async function verdicts(stream: Record<string, unknown>) {
  till = await openTill({ stream: { entity: 'shop.reading', ...stream }, entity: reading })
  const cases = Object.keys(reading.columns)
    .filter((column) => column !== 'reading_id')
    .flatMap((column) => VALUES.map((value) => ({ id: `${column} ${value}`, column, value })))
  const body = cases.map(({ id, column, value }) => `{"reading_id":${JSON.stringify(id)},"${column}":${value}}`)

  const answer = await post(till.url, body.join('\n'), { headers: { 'content-type': 'application/x-ndjson' } })
  await till.sync()

  const refused = new Set(answer.body.rejected?.map(({ row }) => cases[row - 1]?.id))
  const loaded = new Set((await till.rows('select reading_id from core.shop_reading')).map((row) => row['reading_id']))
  const ids = cases.map(({ id }) => id)
  return {
    refusedYetLoaded: ids.filter((id) => refused.has(id) && loaded.has(id)),
    takenYetRejected: ids.filter((id) => !refused.has(id) && !loaded.has(id)),
  }
}

const mapped = Object.fromEntries(Object.keys(reading.columns).map((column) => [column, column]))

test.each<[string, Record<string, unknown>]>([
  ['by the same names', {}],
  ['field by field', { columns: mapped }],
])(
  'whatever the answer refuses the warehouse rejects too, and little more, with columns taken %s',
  async (_case, stream) => {
    const { refusedYetLoaded, takenYetRejected } = await verdicts(stream)

    expect(refusedYetLoaded).toEqual([])
    expect(takenYetRejected).toEqual([
      'integer 9223372036854775808',
      'boolean -0.0',
      'instant "2026-11-21T25:00:00Z"',
      'day 1E400',
      'integer_least 9223372036854775808',
    ])
  },
)
