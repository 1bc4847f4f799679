import { afterEach, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/index.ts'
import { guid, sale, shop } from './small-shop.ts'
import { openOnecWorkspace, type OnecWorkspace } from './workspace.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

async function open(...given: Parameters<typeof openOnecWorkspace>): Promise<OnecWorkspace> {
  const workspace = await openOnecWorkspace(...given)
  closing.push(workspace)
  return workspace
}

type Rows = Record<string, unknown>[]

/** Changes the rows of a set as they pass. */
const changing = (set: string, change: (rows: Rows) => void): Fault => ({
  when: ({ path }) => decodeURIComponent(path).endsWith(set),
  fault: {
    kind: 'body',
    change(body) {
      const { value } = body as { value: Rows }
      const copy = structuredClone(value)
      change(copy)
      return { ...(body as object), value: copy }
    },
  },
})

const REGISTER = 'AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType'
const SALES = 'Document_РеализацияТоваровУслуг'
const ZERO = '00000000-0000-0000-0000-000000000000'

const LINES = `select sale_id, line, buyer, contractor, product_id, product, kind, quantity, amount::double as amount
  from staging.shop__orders_sale_line order by sale_id, line`

test('a tax that the document keeps beside the amounts is added', async () => {
  const workspace = await open(shop(2), { sandbox: { isVatApart: true } })

  await workspace.sync()

  expect(await workspace.rows(LINES)).toMatchObject([
    { amount: 2400 },
    { amount: 350.5 },
    { amount: 2400 },
    { amount: 350.5 },
  ])
})

test('services stand beside goods, by their text where no item is named', async () => {
  const workspace = await open(shop(1))
  const service = { LineNumber: '1', Номенклатура_Key: ZERO, Содержание: 'Доставка', Количество: 1, Сумма: 300 }
  workspace.sandbox.faults.add(changing(SALES, (rows) => rows.forEach((row) => (row['Услуги'] = [service]))))

  await workspace.sync()

  expect(await workspace.rows(LINES)).toMatchObject([
    { line: '1', product: 'Сумка' },
    { line: '2', product: 'Ремень' },
    { line: 'Услуги:1', product: 'Доставка', product_id: null, amount: 300 },
  ])
})

test('namesakes are told apart by their codes where the settings ask for it', async () => {
  const workspace = await open(shop(2), { settings: { buyer: 'name_and_code' } })
  const namesakes = changing('Catalog_Контрагенты', (rows) => rows.forEach((row) => (row['Description'] = 'Иванов')))
  workspace.sandbox.faults.add(namesakes)

  await workspace.sync()

  expect(await workspace.rows('select distinct buyer from staging.shop__orders_sale_line order by 1')).toEqual([
    { buyer: 'Иванов (000000001)' },
    { buyer: 'Иванов (000000002)' },
  ])
})

test('a sale without a buyer is rejected and shown, or has the buyer of the settings', async () => {
  const nobody = changing(SALES, (rows) => rows.forEach((row) => (row['Контрагент_Key'] = ZERO)))
  const strict = await open(shop(1))
  const named = await open(shop(1), { settings: { noBuyer: 'Розничный покупатель' } })
  strict.sandbox.faults.add(nobody)
  named.sandbox.faults.add(nobody)

  const result = await strict.sync()
  await named.sync()

  expect(result.streams[0]).toMatchObject({ added: 0, rejected: 2, error: null })
  expect(await strict.rows('select distinct reason from raw.rejected')).toMatchObject([
    { reason: expect.stringContaining('buyer') },
  ])
  expect(await named.rows('select distinct buyer from staging.shop__orders_sale_line')).toEqual([
    { buyer: 'Розничный покупатель' },
  ])
})

test('a customer who is made while sales are read is asked for by key; one who is hidden is called by it', async () => {
  const workspace = await open(shop(2))
  const withoutFirst = changing('Catalog_Контрагенты', (rows) => void rows.shift())
  workspace.sandbox.faults.add({ ...withoutFirst, times: 1 })
  await workspace.sync()
  const found = await workspace.rows('select distinct buyer from staging.shop__orders_sale_line order by 1')

  const hidden = await open(shop(2))
  hidden.sandbox.faults.add(withoutFirst)
  await hidden.sync()

  expect(found).toEqual([{ buyer: 'ООО «Ромашка 1»' }, { buyer: 'ООО «Ромашка 2»' }])
  expect(await hidden.rows('select distinct buyer from staging.shop__orders_sale_line order by 1')).toContainEqual({
    buyer: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('records of the register: reversals take back, inactive ones and corrections of costs are left out', async () => {
  const workspace = await open(shop(5), { sandbox: { configuration: 'erp' } })
  workspace.sandbox.faults.add(
    changing(REGISTER, (rows) => {
      for (const row of rows) {
        if (row['Recorder'] === guid(2)) row['Сторно'] = true
        if (row['Recorder'] === guid(3)) row['Active'] = false
        if (row['Recorder'] === guid(4)) Object.assign(row, { Количество: 0, СуммаВыручки: 0 })
        if (row['Recorder'] === guid(5)) Object.assign(row, { Количество: -1, СуммаВыручки: -100 })
      }
    }),
  )

  await workspace.sync()

  expect(await workspace.rows(LINES)).toMatchObject([
    { sale_id: guid(1), kind: 'sale', quantity: 2, amount: 2400 },
    { sale_id: guid(1), kind: 'sale', quantity: 1, amount: 350.5 },
    { sale_id: guid(2), kind: 'sale', quantity: -2, amount: -2400 },
    { sale_id: guid(2), kind: 'sale', quantity: -1, amount: -350.5 },
    { sale_id: guid(5), kind: 'sale', quantity: -1, amount: -100 },
    { sale_id: guid(5), kind: 'sale', quantity: -1, amount: -100 },
  ])
})

test.each([1, 2, 3, 5])('a recorder whose records are cut by a page of %i comes whole', async (pageSize) => {
  const lines = Array.from({ length: 7 }, (_, at) => ({ ...sale(1).lines[0]!, line: at + 1, amount: at + 1 }))
  const sales = [sale(1, { lines }), sale(2, { lines }), sale(3, { lines })]
  const workspace = await open(sales, { sandbox: { configuration: 'erp' }, settings: { pageSize } })

  const result = await workspace.sync()
  const again = await workspace.sync()

  expect(result.streams[0]).toMatchObject({ added: 21, changed: 0, error: null })
  expect(again.streams[0]).toMatchObject({ added: 0, changed: 0, error: null })
})

test('a document whose records stand at several moments keeps all of them', async () => {
  const workspace = await open(shop(3), { sandbox: { configuration: 'erp' }, settings: { pageSize: 100 } })
  workspace.sandbox.faults.add(
    changing(REGISTER, (rows) => {
      const late = rows.filter((row) => row['Recorder'] === guid(1) && row['LineNumber'] === '2')
      for (const row of late) row['Period'] = '2024-02-20T00:00:00'
      rows.sort((a, b) => String(a['Period']).localeCompare(String(b['Period'])))
    }),
  )

  await workspace.sync()
  await workspace.sync()

  expect(await workspace.rows(LINES)).toHaveLength(6)
  expect((await workspace.rows(LINES)).every(({ amount }) => Number(amount) > 0)).toBe(true)
})

test('a line whose amount is no number is rejected; the other lines load', async () => {
  const workspace = await open(shop(3))
  workspace.sandbox.faults.add(
    changing(SALES, (rows) => {
      for (const row of rows) {
        const [line] = row['Товары'] as Rows
        if (row['Ref_Key'] === guid(2) && line) line['Сумма'] = 'много'
      }
    }),
  )

  const result = await workspace.sync()

  expect(result.streams[0]).toMatchObject({ added: 5, rejected: 1, error: null })
})

test('several sets of sales are streams of their own, each with its place to go on from', async () => {
  const names = { sales: [SALES, 'Document_ВозвратТоваровОтПокупателя'], returns: [] }
  const workspace = await open([sale(1), sale(2, { isReturn: true })], { settings: { names } })

  const first = await workspace.sync()
  const again = await workspace.sync()

  expect(first.streams).toMatchObject([
    { stream: 'sales', added: 2, error: null },
    { stream: 'sales_2', added: 2, error: null },
  ])
  expect(again.streams).toMatchObject([
    { added: 0, changed: 0 },
    { added: 0, changed: 0 },
  ])
})

test('fields that a newer configuration sends on top disturb nothing', async () => {
  const workspace = await open(shop(1))
  workspace.sandbox.faults.add(
    changing(SALES, (rows) => rows.forEach((row) => Object.assign(row, { НовоеПоле: { a: 1 }, Ещё: null }))),
  )

  const result = await workspace.sync()

  expect(result.streams[0]).toMatchObject({ added: 2, rejected: 0, error: null })
})

test('nothing is asked for by writing: every request is a GET', async () => {
  const workspace = await open(shop(3), { sandbox: { configuration: 'erp' } })

  await workspace.sync()
  await workspace.check()

  expect(new Set(workspace.sandbox.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
})

test('an answer whose rows are none is told in a sentence', async () => {
  const workspace = await open(shop(2))
  workspace.sandbox.faults.add(changing('Catalog_Контрагенты', (rows) => void rows.push(null as never)))

  const { streams } = await workspace.sync()

  expect(streams[0]?.error).toMatch(/^1C answered Catalog_Контрагенты with JSON that is no list of records/)
  expect(streams[0]?.cause?.ru).not.toBe(streams[0]?.cause?.en)
})

test('a line of a document that is none is rejected, and its neighbours load', async () => {
  const workspace = await open(shop(2))
  workspace.sandbox.faults.add(
    changing(SALES, (rows) => rows.forEach((row) => (row['Товары'] as unknown[]).push(null))),
  )

  const { streams } = await workspace.sync()

  expect(streams[0]).toMatchObject({ added: 4, rejected: 2, error: null })
})
