import { afterEach, describe, expect, test } from 'vitest'
import { sql, trusted, type Stream } from '../kit/index.ts'
import { ndjson, openBench, visits, type Bench } from './fixture.ts'

let bench: Bench
afterEach(() => bench.close())

const staging = trusted('select _line, id as visit_id, who, kind, seconds, amount, updated_at from record')
const csv = (more: Partial<Stream> = {}): Stream => ({
  ...visits,
  name: 'csv',
  format: 'csv',
  record: {},
  feeds: [{ entity: 'shop.visit', staging }],
  ...more,
})
const open = async (stream: Stream) => {
  bench = await openBench({ streams: [stream] })
}
const rows = () =>
  bench.warehouse.rows(sql`select visit_id, who, seconds, amount, updated_at from core.shop_visit order by visit_id`)
const reasons = async () => (await bench.warehouse.rejected({})).rows.map((row) => [row.line, row.reason])

const HEADER = 'id;who;kind;seconds;amount;updated_at'

describe('CSV', () => {
  test('a warehouse of the least memory reads it', async () => {
    bench = await openBench({ streams: [csv()], memoryMegabytes: 128 })
    const result = await bench.load('csv', `${HEADER}\n1;Ann;a;60;1.50;2024-01-01\n`)

    expect(result).toMatchObject({ added: 1, rejected: 0 })
  })

  test('columns are found by name, the separator by the first line, a byte-order mark is no part of a name', async () => {
    await open(csv())
    const result = await bench.load(
      'csv',
      `\uFEFF${HEADER}\r\n1;"Ann; ""A"""; a;60;1.50;2024-01-01\r\n2;;a;;;2024-01-02 10:00:00\r\n`,
    )

    expect(result).toMatchObject({ added: 2, rejected: 0 })
    expect(await rows()).toEqual([
      { visit_id: '1', who: 'Ann; "A"', seconds: 60, amount: 1.5, updated_at: '2024-01-01T00:00:00Z' },
      { visit_id: '2', who: null, seconds: null, amount: null, updated_at: '2024-01-02T10:00:00Z' },
    ])
  })

  test('a text in a column of numbers rejects its row and names the column', async () => {
    await open(csv())
    const result = await bench.load(
      'csv',
      `${HEADER}\n1;ann;a;60;1;2024-01-01\n2;bob;a;1,5;1;2024-01-01\n3;cat;a;1;1;31.02.2024\n`,
    )

    expect(result).toMatchObject({ added: 1, rejected: 2 })
    expect(await reasons()).toEqual([
      [3, 'seconds: "1,5" is not a whole number'],
      [4, 'updated_at: "31.02.2024" is not a time'],
    ])
  })

  test('lines with too many or too few cells are rejected, the others are loaded', async () => {
    await open(csv())
    const result = await bench.load(
      'csv',
      `${HEADER}\n1;ann;a;60;1;2024-01-01\n2;bob;a;60;1;2024-01-01;more\n3;cat\n4;dan;a;5;5;2024-01-01\n`,
    )

    expect(result).toMatchObject({ added: 2, rejected: 2 })
    expect((await rows()).map((row) => row.visit_id)).toEqual(['1', '4'])
  })

  test('a stray quote costs its own line', async () => {
    await open(csv())
    const result = await bench.load(
      'csv',
      `${HEADER}\n1;ann;a;60;1;2024-01-01\n2;"b"ob;a;60;1;2024-01-01\n3;cat;a;5;5;2024-01-01\n`,
    )

    expect(result.added).toBeGreaterThanOrEqual(2)
    expect((await rows()).map((row) => row.visit_id)).toEqual(expect.arrayContaining(['1', '3']))
    expect(result.added + result.rejected).toBe(3)
  })

  test('the wrong separator is said, nothing is loaded', async () => {
    await open(csv({ csv: { delimiter: ',' } }))

    await expect(bench.load('csv', `${HEADER}\n1;ann;a;60;1;2024-01-01\n`)).rejects.toThrow(/shop.*(id|record)/s)
    expect(await rows()).toEqual([])
  })

  test('windows-1251 is read as what it says', async () => {
    await open(csv({ csv: { encoding: 'windows-1251' } }))
    const who = Buffer.from([0xc0, 0xed, 0xed, 0xe0]) // Анна
    await bench.load('csv', Buffer.concat([Buffer.from(`${HEADER}\n1;`), who, Buffer.from(';a;60;1;2024-01-01\n')]))

    expect(await rows()).toMatchObject([{ who: 'Анна' }])
  })

  test('ten thousand columns are read', async () => {
    await open(csv())
    const extra = Array.from({ length: 10_000 }, (_, at) => `c${at}`)
    const result = await bench.load(
      'csv',
      `${HEADER};${extra.join(';')}\n1;ann;a;60;1;2024-01-01;${extra.map(() => '7').join(';')}\n`,
    )

    expect(result).toMatchObject({ added: 1, rejected: 0 })
  })

  test('an empty file and a file of a header alone give no rows and no error', async () => {
    await open(csv())

    expect(await bench.load('csv', '')).toMatchObject({ added: 0, rejected: 0 })
    expect(await bench.load('csv', `${HEADER}\n`)).toMatchObject({ added: 0, rejected: 0 })
  })

  test('an expression counts with columns of numbers; codes with leading zeros stay texts', async () => {
    const feed = {
      entity: 'shop.visit',
      staging: trusted('select _line, code as visit_id, quantity * price as amount, day as updated_at from record'),
    }
    await open(csv({ feeds: [feed] }))
    const result = await bench.load('csv', 'code,quantity,price,day\n007,3,1.25,2024-01-01\n008,2,10,2024-01-02\n')

    expect(result).toMatchObject({ added: 2, rejected: 0 })
    expect(await rows()).toMatchObject([
      { visit_id: '007', amount: 3.75 },
      { visit_id: '008', amount: 20 },
    ])
  })

  test('a file taken by its own names may have other columns besides', async () => {
    await open(csv({ feeds: [{ entity: 'shop.visit', staging: trusted('select * from record') }] }))
    const result = await bench.load('csv', 'visit_id,updated_at,other\n1,2024-01-01,x\n')

    expect(result).toMatchObject({ added: 1, rejected: 0 })
  })

  test('a column that the entity lacks is named with the nearest right one', async () => {
    await open(csv({ feeds: [{ entity: 'shop.visit', staging: trusted('select _line, a as visit_idd from record') }] }))

    await expect(bench.load('csv', 'a,b\n1,2\n')).rejects.toThrow(/visit_idd.*visit_id/)
  })

  test('hostile column names are columns', async () => {
    const feed = {
      entity: 'shop.visit',
      staging: trusted(
        `select _line, "a""b; drop" as visit_id, "時" as who, "2024-01-01"::varchar as updated_at from record`,
      ),
    }
    await open(csv({ feeds: [feed] }))
    const result = await bench.load('csv', `"a""b; drop",時,2024-01-01\n1,ann,2024-01-05\n`)

    expect(result).toMatchObject({ added: 1 })
    expect(await rows()).toMatchObject([{ visit_id: '1', who: 'ann', updated_at: '2024-01-05T00:00:00Z' }])
  })
})

describe('NDJSON', () => {
  test('a file of nothing but broken lines is loaded as rejects, once', async () => {
    await open(visits)
    const broken = '{\n]]\n"text"\nnull\n'

    expect(await bench.load('visits', broken)).toMatchObject({ added: 0, rejected: 4 })
    expect(await bench.load('visits', broken)).toMatchObject({ added: 0, rejected: 4 })
    expect((await bench.warehouse.rejected({})).total).toBe(4)
  })

  test('an absent field is null however the file is read', async () => {
    await open(visits)
    await bench.load('visits', ndjson([{ id: 1, updated_at: '2024-01-01' }]))
    await bench.load('visits', `${ndjson([{ id: 2, updated_at: '2024-01-01' }])}broken\n`)

    expect(await rows()).toMatchObject([
      { visit_id: '1', who: null, seconds: null },
      { visit_id: '2', who: null, seconds: null },
    ])
  })

  test('a time with an offset is moved to UTC, with Z or without a zone it is UTC', async () => {
    const times = [
      '2024-01-01T03:00:00+03:00',
      '2024-01-01T00:00:00Z',
      '2024-01-01 00:00:00',
      '2023-12-31T19:00:00-0500',
    ]
    await open(visits)
    await bench.load('visits', ndjson(times.map((time, at) => ({ id: at, updated_at: time }))))
    await bench.load('visits', `${ndjson(times.map((time, at) => ({ id: at + 10, updated_at: time })))}broken\n`)

    expect(new Set((await rows()).map((row) => row.updated_at))).toEqual(new Set(['2024-01-01T00:00:00Z']))
    expect(await rows()).toHaveLength(8)
  })

  test.each([
    ['1.5', false],
    ['"1.5"', false],
    ['"12abc"', false],
    ['true', false],
    ['[1]', false],
    ['"1_000"', false],
    ['9223372036854775808', false],
    ['1.0', true],
    ['"7"', true],
    ['-3', true],
    ['1e3', true],
    ['null', true],
  ])('as a whole number %s fits: %s', async (text, fits) => {
    await open(visits)
    const line = `{"id":1,"seconds":${text},"updated_at":"2024-01-01"}\n`

    expect(await bench.load('visits', line)).toMatchObject(fits ? { added: 1, rejected: 0 } : { added: 0, rejected: 1 })
  })

  test('a line too long for the engine is rejected with its length, its neighbours are loaded', async () => {
    const megabytes = process.env['SVODKA_FULL'] ? 1024 : 64
    await open(visits)
    const good = (id: number) => `{"id":${id},"updated_at":"2024-01-01"}\n`
    const long = Buffer.alloc(megabytes * 1024 * 1024, 'x')
    const content = Buffer.concat([Buffer.from(`${good(1)}{"id":5,"who":"`), long, Buffer.from(`"}\n${good(2)}`)])
    const result = await bench.load('visits', content)

    expect(result).toMatchObject({ added: 2, rejected: 1 })
    const [rejected] = (await bench.warehouse.rejected({})).rows
    expect(rejected).toMatchObject({ line: 2, reason: expect.stringMatching(/^the line is \d+ bytes long/) })
    expect(rejected?.record.length).toBeLessThan(11_000)
  }, 600_000)

  test('bytes that are no UTF-8 cost their own line', async () => {
    await open(visits)
    const content = Buffer.concat([
      Buffer.from('{"id":1,"updated_at":"2024-01-01"}\n{"id":2,"who":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"id":3,"updated_at":"2024-01-01"}\n'),
    ])

    expect(await bench.load('visits', content)).toMatchObject({ added: 2, rejected: 1 })
    expect(await reasons()).toEqual([[2, 'not UTF-8']])
  })

  test('nested fields and names that are words of SQL are read', async () => {
    const stream: Stream = {
      name: 'nested',
      format: 'ndjson',
      record: { order: 'varchar', select: 'struct("group by" timestamp, n bigint)', tags: 'varchar[]', extra: 'json' },
      feeds: [
        {
          entity: 'shop.visit',
          staging: trusted(
            `select _line, "order" as visit_id, tags[1] as who, extra ->> 'a' as kind, "select".n as seconds, "select"."group by" as updated_at from record`,
          ),
        },
      ],
    }
    await open(stream)
    const good = {
      order: 'x',
      select: { 'group by': '2024-01-01T05:00:00+05:00', n: 4 },
      tags: ['ann'],
      extra: { a: 'b' },
    }
    await bench.load('nested', ndjson([good]))
    await bench.load(
      'nested',
      ndjson([
        { ...good, order: 'y' },
        { ...good, select: { ...good.select, n: 'many' } },
      ]),
    )

    expect(await rows()).toEqual(
      ['x', 'y'].map((id) => ({
        visit_id: id,
        who: 'ann',
        seconds: 4,
        amount: null,
        updated_at: '2024-01-01T00:00:00Z',
      })),
    )
    expect(await reasons()).toEqual([[2, 'select.n: "many" is not a whole number']])
  })

  test('a staging select that fails on one row costs that row', async () => {
    const feed = {
      entity: 'shop.visit',
      staging: trusted(`select _line, id as visit_id, strptime(who, '%d.%m.%Y') as updated_at from record`),
    }
    await open({ ...visits, feeds: [feed] })
    const result = await bench.load(
      'visits',
      ndjson([
        { id: 1, who: '01.02.2024' },
        { id: 2, who: 'soon' },
      ]),
    )

    expect(result).toMatchObject({ added: 1, rejected: 1 })
    expect(await reasons()).toEqual([[2, 'updated_at could not be made']])
  })
})

describe('JSON and Parquet', () => {
  test('an array of objects is read element by element', async () => {
    await open({ ...visits, name: 'array', format: 'json' })
    const result = await bench.load(
      'array',
      JSON.stringify([
        { id: 1, updated_at: '2024-01-01' },
        { id: 2, updated_at: 'never' },
      ]),
    )

    expect(result).toMatchObject({ added: 1, rejected: 1 })
    expect(await reasons()).toEqual([[2, 'updated_at: "never" is not a time']])
  })

  test('a file that is no JSON is said by name and loads nothing', async () => {
    await open({ ...visits, name: 'array', format: 'json' })

    await expect(bench.load('array', '<html>')).rejects.toMatchObject({ code: 'unreadable_file' })
  })

  test('a Parquet file is read by its columns', async () => {
    await open({
      ...visits,
      name: 'table',
      format: 'parquet',
      record: {},
      feeds: [
        { entity: 'shop.visit', staging: trusted('select _line, id as visit_id, seconds, updated_at from record') },
      ],
    })
    const path = `${bench.folder}/x.parquet`
    await bench.warehouse.rows(
      sql`copy (select 7 as id, 60::double as seconds, timestamp '2024-01-01' as updated_at) to ${trusted(`'${path}'`)} (format parquet)`,
    )
    const { readFileSync } = await import('node:fs')
    const result = await bench.load('table', readFileSync(path))

    expect(result).toMatchObject({ added: 1, rejected: 0 })
    expect(await rows()).toMatchObject([{ visit_id: '7', seconds: 60, updated_at: '2024-01-01T00:00:00Z' }])
  })
})
