import { afterEach, expect, test } from 'vitest'
import type { OnecSale } from './base.ts'
import { startOnecSandbox, type OnecSandbox, type OnecSandboxOptions } from './sandbox.ts'

const opened: OnecSandbox[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()))
})

const key = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const sale = (number: number, changes: Partial<OnecSale> = {}): OnecSale => ({
  id: key(number),
  number: `Т-${number}`,
  date: `2024-01-${String(number).padStart(2, '0')}T20:59:59Z`,
  order: { id: `О-${number}`, date: '2024-01-01T00:00:00Z' },
  buyer: number % 2 === 0 ? 'Чётный' : "О'Хара",
  isReturn: false,
  lines: [{ line: 1, product_id: 'A', product: 'Сумка', quantity: 1.5, amount: 120 }],
  ...changes,
})

const SALES = 'Document_РеализацияТоваровУслуг'

async function start(options: OnecSandboxOptions = {}, sales = [1, 2, 3, 4, 5].map((number) => sale(number))) {
  const sandbox = await startOnecSandbox(sales, options, () => new Date('2024-02-01T00:00:00Z'))
  opened.push(sandbox)
  const { user = 'Сводка', password = 'sample-password' } = options
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const raw = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.baseUrl}${path}`, { headers: { authorization, ...headers } })
  const ask = async (path: string) => {
    const answer = await raw(`/odata/standard.odata/${path}`, { accept: 'application/json' })
    const text = await answer.text()
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const numbers = async (filter: string) => {
    const { status, body } = await ask(`${SALES}?$filter=${encodeURIComponent(filter)}`)
    return status === 200
      ? body.value.map((row: { Number: string }) => Number(row.Number.slice(2)))
      : [status, body['odata.error'].code]
  }
  return { sandbox, raw, ask, numbers }
}

test('a user with a Cyrillic name is let in, anybody else gets a page', async () => {
  const { raw, ask } = await start()

  const stranger = await raw('/odata/standard.odata/', { authorization: 'Basic bm8=' })

  expect((await ask('')).status).toBe(200)
  expect([stranger.status, stranger.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8'])
})

test('whoever does not ask for JSON gets atom, or an error in XML; $metadata is XML', async () => {
  const { raw } = await start()
  const text = async (path: string) => (await raw(`/odata/standard.odata/${path}`)).text()

  expect(await text(SALES)).toContain('http://www.w3.org/2005/Atom')
  expect(await text(`${SALES}?$format=json`)).toMatch(/^\{"odata.metadata"/)
  expect(await text(`${SALES}/$count?$filter=Нет eq 1`)).toContain('<m:code>10</m:code>')
  expect(await text('$metadata')).toContain('<Property Name="Товары" Type="Collection(StandardODATA.')
})

test('values come as 1C writes them: Int64 as text, clocks without zone, empty keys without links', async () => {
  const { ask } = await start({ configuration: 'erp' }, [sale(1), sale(2, { order: undefined, manager: 'Анна' })])

  const { body } = await ask(SALES)
  const [first, second] = body.value

  expect(body['odata.metadata']).toMatch(/\$metadata#Document_РеализацияТоваровУслуг$/)
  expect(first).toMatchObject({ Date: '2024-01-01T23:59:59', Posted: true, DeletionMark: false })
  expect(first.DataVersion).toMatch(/^[A-Za-z0-9+/]{11}=$/)
  expect(first['Менеджер_Key']).toBe('00000000-0000-0000-0000-000000000000')
  expect(first).not.toHaveProperty('Менеджер@navigationLinkUrl')
  expect(second['Менеджер@navigationLinkUrl']).toBe(`${SALES}(guid'${key(2)}')/Менеджер`)
  expect(first['Товары'][0]).toMatchObject({ LineNumber: '1', Количество: 1.5 })
  expect(first['Товары'][0]['ЗаказКлиента_Type']).toBe('StandardODATA.Document_ЗаказКлиента')
  expect(second['Товары'][0]).toMatchObject({ ЗаказКлиента: '', ЗаказКлиента_Type: 'StandardODATA.Undefined' })
})

test('one entity comes unwrapped, its count with a byte order mark, counts along as text', async () => {
  const { ask, raw } = await start()

  const one = await ask(`${SALES}(guid'${key(2)}')`)
  const count = Buffer.from(await (await raw(`/odata/standard.odata/${SALES}/$count`)).arrayBuffer())
  const along = await ask(`${SALES}?$top=2&$inlinecount=allpages`)

  expect(one.body).toMatchObject({ 'odata.metadata': expect.stringMatching(/@Element$/), Number: 'Т-2' })
  expect(count).toEqual(Buffer.from('\uFEFF5'))
  expect(along.body['odata.count']).toBe('5')
  expect(along.body.value).toHaveLength(2)
})

test('without $top the whole table comes, with no link to a next page', async () => {
  const { ask } = await start(
    {},
    Array.from({ length: 28 }, (_, at) => sale(at + 1)),
  )

  const { body } = await ask(SALES)

  expect(body.value).toHaveLength(28)
  expect(Object.keys(body)).toEqual(['odata.metadata', 'value'])
})

test.each([
  ["Number eq 'Т-2'", [2]],
  [`Ref_Key eq guid'${key(3).toUpperCase()}'`, [3]],
  [`Ref_Key eq guid'${key(3)}' or Ref_Key eq guid'${key(4)}'`, [3, 4]],
  ["Date ge datetime'2024-01-04T23:59:59'", [4, 5]],
  ["Date gt datetime'2024-01-02T00:00:00' and not (Date ge datetime'2024-01-04T00:00:00')", [2, 3]],
  ['Posted eq true and DeletionMark eq false and day(Date) ne 1', [2, 3, 4, 5]],
  ["startswith(Number,'Т-') and substringof('5',Number)", [5]],
  ["Number eq 'О''Хара'", []],
  ['СуммаДокумента gt 119.5 and СуммаДокумента le 120', [1, 2, 3, 4, 5]],
  ["tolower(Number) eq 'т-2'", [400, '0']],
  ['Нет eq 1', [400, '10']],
  ['Posted eq', [400, '14']],
  ['Posted eq true)', [400, '14']],
])('$filter=%s', async (filter, expected) => {
  const { numbers } = await start()

  expect(await numbers(filter)).toEqual(expected)
})

test('a reference of several types is equal to a key with its type only', async () => {
  const { ask } = await start({ configuration: 'erp' })
  const rows = async (filter: string) => {
    const set = 'AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType'
    return (await ask(`${set}?$filter=${encodeURIComponent(filter)}`)).body.value.length
  }

  expect(await rows(`Recorder eq cast(guid'${key(2)}','${SALES}')`)).toBe(1)
  expect(await rows(`Recorder eq cast(guid'${key(2)}','Document_Другой')`)).toBe(0)
  expect(await rows(`Recorder eq guid'${key(2)}'`)).toBe(0)
})

test('a plus in a filter is no space, unknown options and sets are refused by their codes', async () => {
  const { ask } = await start()
  const refusal = async (path: string) => {
    const { status, body } = await ask(path)
    return [status, body['odata.error']?.code]
  }

  expect(await refusal(`${SALES}?$filter=Posted+eq+true`)).toEqual([400, '14'])
  expect(await refusal(`${SALES}?$search=x`)).toEqual([400, '0'])
  expect(await refusal(`${SALES}?$top=many`)).toEqual([400, '14'])
  expect(await refusal(`${SALES}?$select=Нет`)).toEqual([400, '10'])
  expect(await refusal(`${SALES}?$orderby=Нет`)).toEqual([400, '10'])
  expect(await refusal('Document_Нет')).toEqual([404, '8'])
  expect(await refusal(`${SALES}(guid'${key(99)}')`)).toEqual([404, '9'])
})

test('$select chooses fields and columns of sections, ** leaves sections out', async () => {
  const { ask } = await start()

  const some = await ask(`${SALES}?$select=Ref_Key,Number,${encodeURIComponent('Товары/Сумма')}&$top=1`)
  const flat = await ask(`${SALES}?$select=**&$top=1`)

  expect(some.body.value).toEqual([{ Ref_Key: key(1), Number: 'Т-1', Товары: [{ Сумма: 120 }] }])
  expect(flat.body.value[0]).not.toHaveProperty('Товары')
  expect(flat.body.value[0]).toHaveProperty('Posted')
})

test('a presentation is there for whoever names it', async () => {
  const { ask } = await start()

  const select = encodeURIComponent('Number,Контрагент____Presentation')
  const named = await ask(`${SALES}?$select=${select}&$top=1`)
  const whole = await ask(`${SALES}?$top=1`)

  expect(named.body.value).toEqual([{ Number: 'Т-1', Контрагент____Presentation: "О'Хара" }])
  expect(Object.keys(whole.body.value[0]).some((name) => name.includes('____'))).toBe(false)
})

test('tabular sections are sets of their own, rows by key and number', async () => {
  const { ask } = await start()

  const { body } = await ask(`${SALES}_${encodeURIComponent('Товары')}?$top=1`)

  expect(body.value).toMatchObject([{ Ref_Key: key(1), LineNumber: '1', Сумма: 120 }])
})

test('rights at the level of records refuse the whole answer, or leave records out where that is asked for', async () => {
  const { ask } = await start({ hidden: [key(2)] })

  const strict = await ask(SALES)
  const allowed = await ask(`${SALES}?allowedOnly=true`)
  const others = await ask(`${SALES}?$filter=${encodeURIComponent("Number eq 'Т-1'")}`)

  expect([strict.status, strict.body['odata.error'].code]).toEqual([401, '20'])
  expect(allowed.body.value).toHaveLength(4)
  expect(others.body.value).toHaveLength(1)
})

test('an empty composition shows an empty list, and no set', async () => {
  const { ask } = await start({ composition: 'empty' })

  expect((await ask('')).body.value).toEqual([])
  expect((await ask(SALES)).status).toBe(404)
})

test('$expand of a large set takes longer than the web server waits', async () => {
  const many = Array.from({ length: 201 }, (_, at) => sale(1, { id: key(at + 1) }))
  const { ask } = await start({}, many)

  const { status, body } = await ask(`${SALES}?$expand=${encodeURIComponent('Контрагент')}`)

  expect(status).toBe(504)
  expect(body).toContain('<h1>Gateway Timeout</h1>')
})

test('each write changes DataVersion and leaves Date alone; an unposted document leaves the register', async () => {
  const { ask, sandbox } = await start({ configuration: 'erp' })
  const read = async () => (await ask(`${SALES}(guid'${key(2)}')`)).body
  const register = async () =>
    (await ask(encodeURIComponent('AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType'))).body.value.length

  const before = await read()
  sandbox.edit(key(2), { buyer: 'Другой' })
  const edited = await read()
  const records = await register()
  sandbox.unpost(key(2))

  expect(edited.Date).toBe(before.Date)
  expect(edited.DataVersion).not.toBe(before.DataVersion)
  expect(await read()).toMatchObject({ Posted: false })
  expect([records, await register()]).toEqual([5, 4])
  expect(() => sandbox.unpost('none')).toThrow('holds no sale none')
})

test('the flat service writes numbers and dates as 1C formats them, errors as plain text', async () => {
  const costly = sale(1, { lines: [{ line: 1, product: 'Шуба', quantity: 2, amount: 1234567.5 }] })
  const { raw } = await start({}, [costly, sale(2, { isReturn: true })])

  const answer = Buffer.from(await (await raw('/hs/svodka/sales?from=2024-01-01&to=2024-01-31')).arrayBuffer())
  const refused = await raw('/hs/svodka/sales')

  expect(answer.subarray(0, 3)).toEqual(Buffer.from('\uFEFF'))
  expect(JSON.parse(answer.toString().slice(1))).toMatchObject([
    { date: '01.01.2024 23:59:59', sum: '1\u00a0234\u00a0567,5', quantity: '2', cash_flow_type: 'Продажа' },
    { sum: '120', quantity: '1,5', cash_flow_type: 'Возврат' },
  ])
  expect([refused.status, refused.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8'])
})
