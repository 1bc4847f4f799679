import { afterEach, expect, test } from 'vitest'
import { openOnecWorkspace, type OnecWorkspace } from './workspace.ts'
import { guid, sale, shop } from './small-shop.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

async function open(...given: Parameters<typeof openOnecWorkspace>): Promise<OnecWorkspace> {
  const workspace = await openOnecWorkspace(...given)
  closing.push(workspace)
  return workspace
}

test('documents of Бухгалтерия come as lines, with names instead of keys and times of the base’s zone as instants', async () => {
  const workspace = await open([sale(1), sale(2, { isReturn: true, lines: [sale(2).lines[0]!] })])

  const result = await workspace.sync()

  expect(result.streams.map(({ stream, added, error }) => [stream, added, error])).toEqual([
    ['sales', 2, null],
    ['returns', 1, null],
  ])
  expect(await workspace.rows()).toEqual([
    {
      sale_id: guid(1),
      line: '1',
      sold_at: '2024-02-01T10:00:00Z',
      order_id: null,
      ordered_at: null,
      buyer: 'ООО «Ромашка 1»',
      contractor: 'ООО «Ромашка 1»',
      product_id: 'SKU-1',
      product: 'Сумка',
      feature: null,
      quantity: 2,
      amount: 2400,
      address: 'Казань, ул. Мира, 1',
      kind: 'sale',
      manager: 'Пётр Сидоров',
    },
    expect.objectContaining({ sale_id: guid(1), line: '2', product: 'Ремень', amount: 350.5 }),
    expect.objectContaining({ sale_id: guid(2), line: '1', kind: 'return', quantity: 2, amount: 2400 }),
  ])
})

test('the register of ERP gives buyers, legal entities, features, orders and managers by their keys', async () => {
  const workspace = await open([sale(1), sale(2, { isReturn: true })], { sandbox: { configuration: 'erp' } })

  const result = await workspace.sync()

  expect(result.streams).toMatchObject([{ stream: 'sales', added: 4, rejected: 0, error: null }])
  expect((await workspace.rows())[0]).toEqual({
    sale_id: guid(1),
    line: '1',
    sold_at: '2024-02-01T10:00:00Z',
    order_id: guid(1001),
    ordered_at: '2024-01-31T10:00:00Z',
    buyer: 'Покупатель 1',
    contractor: 'ООО «Ромашка 1»',
    product_id: 'SKU-1',
    product: 'Сумка',
    feature: 'красная - M',
    quantity: 2,
    amount: 2400,
    address: 'Казань, ул. Мира, 1',
    kind: 'sale',
    manager: 'Пётр Сидоров',
  })
  expect((await workspace.rows())[2]).toMatchObject({ kind: 'return', quantity: 2, amount: 2400 })
})

test('the documents of ERP say the same as its register', async () => {
  const sales = [...shop(5), sale(6, { isReturn: true })]
  const documents = await open(sales, { sandbox: { configuration: 'erp' }, settings: { way: 'documents' } })
  const register = await open(sales, { sandbox: { configuration: 'erp' } })

  await documents.sync()
  await register.sync()

  expect(await documents.rows()).toEqual(await register.rows())
  expect(await documents.rows()).toHaveLength(12)
})
