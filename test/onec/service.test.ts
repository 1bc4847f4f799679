import { afterEach, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/index.ts'
import { clockText, pageOf } from '../../src/sources/onec/service.ts'
import { guid, sale, shop } from './small-shop.ts'
import { openOnecWorkspace, refusalOf, type OnecWorkspace } from './workspace.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

async function open(
  sales: Parameters<typeof openOnecWorkspace>[0],
  { sandbox = {}, settings = {} }: Parameters<typeof openOnecWorkspace>[1] = {},
): Promise<OnecWorkspace> {
  const workspace = await openOnecWorkspace(sales, {
    sandbox,
    settings: { mode: 'http', since: '2024-01-01', ...settings },
  })
  closing.push(workspace)
  return workspace
}

const TOTALS = `select count(*)::int as lines, count(distinct sale_id)::int as sales, sum(amount)::double as amount
  from staging.shop__orders_sale_line`

const expensive = sale(1, {
  lines: [{ line: 1, product_id: 'SKU-9', product: 'Шуба', feature: 'чёрная - L', quantity: 1, amount: 1234567.89 }],
})

test.each([
  ['a bare list, numbers as Russian text, Russian dates, a byte order mark', {}],
  [
    'rows with next, JSON numbers, ISO dates, no mark',
    { shape: 'rows', numbers: 'number', dates: 'iso', hasBom: false },
  ],
] as const)('%s: rows of the seed’s service become lines', async (_name, service) => {
  const workspace = await open([expensive, sale(2), sale(3, { isReturn: true })], { sandbox: { service } })

  const result = await workspace.sync()

  expect(result.streams).toMatchObject([{ stream: 'sales', added: 5, rejected: 0, error: null }])
  const [first, , , back] = await workspace.rows()
  expect(first).toEqual({
    sale_id: guid(1),
    line: '1',
    sold_at: '2024-02-01T10:00:00Z',
    order_id: guid(1001),
    ordered_at: '2024-01-31T10:00:00Z',
    buyer: 'Покупатель 1',
    contractor: 'ООО «Ромашка 1»',
    product_id: 'SKU-9',
    product: 'Шуба',
    feature: 'чёрная - L',
    quantity: 1,
    amount: 1234567.89,
    address: 'Казань, ул. Мира, 1',
    kind: 'sale',
    manager: null,
  })
  expect(back).toMatchObject({ sale_id: guid(3), kind: 'return', quantity: 2, amount: 2400 })
})

test.each([
  ['list', true],
  ['list', false],
  ['rows', true],
  ['rows', false],
] as const)('pages of a %s come whole, whether `to` is counted in (%s)', async (shape, isToInclusive) => {
  const sales = shop(120)
  const workspace = await open(sales, { sandbox: { service: { shape, isToInclusive } }, settings: { pageSize: 25 } })

  const first = await workspace.sync()
  const idle = await workspace.sync()

  expect(first.streams[0]).toMatchObject({ added: 240, changed: 0, error: null })
  expect(idle.streams[0]).toMatchObject({ added: 0, changed: 0, error: null })
  expect(await workspace.rows(TOTALS)).toEqual([{ lines: 240, sales: 120, amount: 120 * 2750.5 }])
})

test('what was edited, unposted, or lost a line follows in the next night', async () => {
  const workspace = await open(shop(5))
  await workspace.sync()

  workspace.sandbox.edit(guid(1), { lines: [{ ...sale(1).lines[0]!, amount: 100 }, sale(1).lines[1]!] })
  workspace.sandbox.edit(guid(2), { lines: [sale(2).lines[0]!] })
  workspace.sandbox.unpost(guid(3))
  await workspace.sync()

  expect(
    await workspace.rows(
      'select sale_id, line, kind, amount::double as amount from staging.shop__orders_sale_line order by 1, 2',
    ),
  ).toMatchObject([
    { sale_id: guid(1), line: '1', amount: 100 },
    { sale_id: guid(1), line: '2', amount: 350.5 },
    { sale_id: guid(2), line: '1', amount: 2400 },
    { sale_id: guid(2), line: '2', amount: 0, kind: 'sale' },
    { sale_id: guid(3), line: '1', amount: 0, kind: 'sale' },
    { sale_id: guid(3), line: '2', amount: 0, kind: 'sale' },
    { sale_id: guid(4), line: '1', amount: 2400 },
    { sale_id: guid(4), line: '2', amount: 350.5 },
    { sale_id: guid(5), line: '1', amount: 2400 },
    { sale_id: guid(5), line: '2', amount: 350.5 },
  ])
})

const ROW = { date: '01.02.2024', buyer: 'Иванов', sum: '1,5', quantity: 1, cash_flow_type: 'Продажа' }

/** Rows as their author pleased, each a sale of its own; what became of them, in the same order. */
async function oneByOne(given: readonly Record<string, unknown>[]) {
  const workspace = await open([], { settings: { http: { days: 366 } } })
  const text = JSON.stringify(given.map((row, at) => ({ ...ROW, sale_id: `A-${100 + at}`, ...row })))
  workspace.sandbox.faults.add({ fault: { kind: 'status', status: 200, text } })
  await workspace.sync()
  const rows =
    await workspace.rows(`select sale_id, sold_at, kind, quantity::double as quantity, amount::double as amount,
    ordered_at from staging.shop__orders_sale_line order by sale_id`)
  return { rows, rejected: await workspace.rows('select reason from raw.rejected ') }
}

const UNDERSTOOD: [string, row: Record<string, unknown>, expected: Record<string, unknown>][] = [
  ['a day without a time', { date: '01.02.2024' }, { sold_at: '2024-01-31T21:00:00Z' }],
  ['a time without seconds, an hour of one figure', { date: '1.2.2024 9:05' }, { sold_at: '2024-02-01T06:05:00Z' }],
  ['an ISO day', { date: '2024-02-01' }, { sold_at: '2024-01-31T21:00:00Z' }],
  ['a time with an offset', { date: '2024-02-01T10:00:00+05:00' }, { sold_at: '2024-02-01T05:00:00Z' }],
  ['an empty date of 1C', { order_date: '01.01.0001 0:00:00' }, { ordered_at: null }],
  ['a thin space and a comma', { sum: '1\u2009234,50' }, { amount: 1234.5 }],
  ['a narrow no-break space', { sum: '12\u202f345' }, { amount: 12345 }],
  ['an English number', { sum: '1,234,567.89' }, { amount: 1234567.89 }],
  ['a German number', { sum: '1.234.567,89' }, { amount: 1234567.89 }],
  ['pieces with a comma', { quantity: '2,000' }, { quantity: 2 }],
  [
    'a return with a minus',
    { sum: '-1 500,00', quantity: '-1', cash_flow_type: 'Возврат от покупателя' },
    { kind: 'return', amount: 1500, quantity: 1 },
  ],
  ['a refund in English', { cash_flow_type: 'refund' }, { kind: 'return' }],
  ['a sale by another word', { cash_flow_type: 'РЕАЛИЗАЦИЯ' }, { kind: 'sale' }],
]

test('notations that people meet are understood', async () => {
  const { rows, rejected } = await oneByOne(UNDERSTOOD.map(([, row]) => row))

  expect(rejected).toEqual([])
  expect(UNDERSTOOD.map(([name], at) => [name, rows[at]])).toEqual(
    UNDERSTOOD.map(([name, , expected]) => [name, expect.objectContaining(expected)]),
  )
})

const REJECTED: [string, row: Record<string, unknown>, column: string][] = [
  ['a word that is no kind', { cash_flow_type: 'Комиссия' }, 'kind'],
  ['a sum that is no number', { sum: 'бесплатно' }, 'amount'],
  ['a date that is none', { date: '31.02.2024 25:00' }, 'sold_at'],
  ['a row without a buyer', { buyer: '' }, 'buyer'],
]

test('what is not understood is rejected with its column, not guessed', async () => {
  const { rows, rejected } = await oneByOne(REJECTED.map(([, row]) => row))

  expect(rows).toEqual([])
  for (const [name, , column] of REJECTED) {
    expect([name, rejected.some(({ reason }) => String(reason).includes(column))]).toEqual([name, true])
  }
})

const REFUSALS: [string, Fault['fault'], ru: RegExp, en: RegExp][] = [
  [
    'an error as plain text',
    { kind: 'status', status: 500, text: 'Ошибка: {ОбщийМодуль.Обмен(17)}: Деление на 0' },
    /^Сервис \/base\/hs\/svodka\/sales на 127\.0\.0\.1:\d+ ответил 500: Ошибка: \{ОбщийМодуль\.Обмен\(17\)\}: Деление на 0/,
    /^The service \/base\/hs\/svodka\/sales at 127\.0\.0\.1:\d+ answered 500: Ошибка/,
  ],
  [
    'a service that is not published',
    { kind: 'status', status: 404, text: 'Not found' },
    /^По адресу 127\.0\.0\.1:\d+\/base\/hs\/svodka\/sales нет сервиса \(404\)/,
    /^There is no service at 127\.0\.0\.1:\d+\/base\/hs\/svodka\/sales \(404\)/,
  ],
  [
    'JSON that keeps no contract',
    { kind: 'status', status: 200, text: '{"data":[]}' },
    /ни списком строк, ни \{rows, next\}/,
    /neither a list of rows nor \{rows, next\}/,
  ],
  [
    'a password that 1C does not take',
    { kind: 'status', status: 401, text: 'no' },
    /^1С не пустила пользователя \(401\)/,
    /^1C did not let the user in \(401\)/,
  ],
]

test.each(REFUSALS)('%s is told in both languages', async (_name, fault, ru, en) => {
  const told = await refusalOf(shop(1), [{ fault }], { mode: 'http' })

  expect(told.ru).toMatch(ru)
  expect(told.en).toMatch(en)
})

test('a service that ignores pages does not keep the source reading for ever', async () => {
  const text = JSON.stringify({ rows: [{ sale_id: 'A' }], next: 2 })

  const told = await refusalOf(shop(1), [{ fault: { kind: 'status', status: 200, text } }], { mode: 'http' })

  expect(told.en).toMatch(/gives the same page again and again/)
  expect(told.ru).toMatch(/снова и снова отдаёт одну и ту же страницу/)
})

test('check asks the service for yesterday', async () => {
  const workspace = await open([sale(1, { date: '2024-03-10T08:00:00Z' }), sale(2)])

  expect((await workspace.check('ru'))[0]?.message).toMatch(
    /^сервис на 127\.0\.0\.1:\d+ отвечает: со вчерашнего дня 1 продажа, 2 строки$/,
  )
})

test('names of parameters and fields are settings', async () => {
  const own = await open([], {
    settings: {
      http: {
        path: '/hs/obmen/prodazhi',
        fromParameter: 'begin',
        toParameter: 'end',
        days: 366,
        fields: { sale_id: 'id', sum: 'Сумма' },
      },
    },
  })
  const row = { date: '01.02.2024', id: 'A-7', buyer: 'Иванов', Сумма: '10', cash_flow_type: 'Продажа' }
  own.sandbox.faults.add({ times: 1, fault: { kind: 'status', status: 200, text: JSON.stringify([row]) } })
  own.sandbox.faults.add({ fault: { kind: 'status', status: 200, text: '[]' } })

  await own.sync()

  expect(await own.rows('select sale_id, amount::double as amount from staging.shop__orders_sale_line')).toEqual([
    { sale_id: 'A-7', amount: 10 },
  ])
  expect(own.sandbox.requests[0]?.path).toBe('/base/hs/obmen/prodazhi')
  expect(own.sandbox.requests[0]?.query.get('begin')).toBe('2024-01-01')
})

test('dates of both notations are put in one order; an answer is a list or rows', () => {
  expect(
    ['1.2.2024 9:05', '01.02.2024 09:05:07', '2024-02-01 09:05', '2024-02-01', 'вчера', null].map(clockText),
  ).toEqual(['2024-02-01T09:05:00', '2024-02-01T09:05:07', '2024-02-01T09:05:00', '2024-02-01T00:00:00', '', ''])
  expect([pageOf([]), pageOf({ rows: [] }), pageOf({ rows: 'x' }), pageOf(null)]).toEqual([
    { rows: [], next: undefined },
    { rows: [], next: null },
    undefined,
    undefined,
  ])
})
