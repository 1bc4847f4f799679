import { buyerText } from './buyers.ts'
import { present, type Catalogs } from './catalogs.ts'
import type { Client } from './client.ts'
import { KEYS_AT_ONCE } from './lookup.ts'
import type { Sale, SaleReader, SaleRecord } from './sales.ts'
import type { OnecSettings } from './schema.ts'
import { dateOf, isTrue, referenceOf, textOf, typeOf, type OnecRecord } from './values.ts'
import { readByDate } from './windows.ts'

const ORDER = ['Recorder', 'LineNumber']

/** Records of the register of revenue, gathered by the document that made them. */
export function registerReader(client: Client, catalogs: Catalogs, settings: OnecSettings): SaleReader {
  const { register } = settings.names
  const question = {
    set: register.set ?? '',
    select: registerFields(settings),
    filter: 'Active eq true',
    date: 'Period',
    orderBy: ORDER,
    keyOf: (row: OnecRecord) => ORDER.map((field) => textOf(row, field) ?? '').join(':'),
    pageSize: settings.pageSize,
  }
  const salesOf = async (rows: readonly OnecRecord[]) => {
    await wantNames(rows, catalogs, settings)
    return gathered(rows, catalogs, settings)
  }
  return {
    async *from(at) {
      let waiting: readonly OnecRecord[] = []
      for await (const rows of readByDate(client, question, at)) {
        const all = [...waiting, ...rows]
        const last = dateOf(all.at(-1) ?? {}, 'Period')
        // a document's records share one moment: those of the last one may go on with the next page
        waiting = all.filter((row) => dateOf(row, 'Period') === last)
        yield await salesOf(all.filter((row) => dateOf(row, 'Period') !== last))
      }
      yield await salesOf(waiting)
    },
    async standing(sales) {
      const rows: OnecRecord[] = []
      for (let at = 0; at < sales.length; at += KEYS_AT_ONCE) {
        const recorders = sales
          .slice(at, at + KEYS_AT_ONCE)
          .map(({ id, type }) => `Recorder eq cast(guid'${id}','${type}')`)
        const filter = `${question.filter} and (${recorders.join(' or ')})`
        for (let skip = 0; ;) {
          const { set, select, pageSize: top } = question
          const page = await client.rows({ set, select, filter, orderBy: ['Period', ...ORDER], top, skip })
          rows.push(...page)
          skip += page.length
          if (page.length < top) break
        }
      }
      return salesOf(rows)
    },
  }
}

/** Keys stand for keys: what an analytics key means is known first. */
async function wantNames(rows: readonly OnecRecord[], catalogs: Catalogs, { names }: OnecSettings): Promise<void> {
  const { register } = names
  const keys = (field: string | null) => rows.map((row) => referenceOf(row, field))
  const [items, partners] = [keys(register.item), keys(register.partner)]
  await catalogs.itemKeys.want(items)
  await catalogs.partnerKeys.want(partners)
  const things = items.map((key) => catalogs.itemKeys.get(key))
  const sides = partners.map((key) => catalogs.partnerKeys.get(key))
  await catalogs.items.want(things.map((thing) => thing?.item ?? null))
  await catalogs.features.want(things.map((thing) => thing?.feature ?? null))
  await catalogs.buyers.want(sides.map((side) => side?.partner ?? null))
  await catalogs.contractors.want(sides.map((side) => side?.contractor ?? null))
  await catalogs.managers.want(keys(register.manager))
  await catalogs.orders.want(keys(register.order))
}

export function registerFields({ names: { register } }: OnecSettings): string[] {
  const own = present(register.item, register.partner, register.manager, register.order, register.quantity)
  const orderType = register.order && !register.order.endsWith('_Key') ? [`${register.order}_Type`] : []
  const standard = ['Period', 'Recorder', 'Recorder_Type', 'LineNumber', 'Active']
  return [...standard, ...own, ...orderType, ...present(register.amount, register.reversal)]
}

/** Records of one document as one sale; corrections of costs move neither goods nor revenue and are left out. */
export function gathered(rows: readonly OnecRecord[], catalogs: Catalogs, settings: OnecSettings): Sale[] {
  const { register } = settings.names
  const sales = new Map<string, { at: string; type: string; lines: SaleRecord[] }>()
  for (const row of rows) {
    const id = referenceOf(row, 'Recorder')
    if (id === null || row['Active'] === false) continue
    if (isZero(row, register.quantity) && isZero(row, register.amount)) continue
    const at = dateOf(row, 'Period') ?? ''
    const type = typeOf(row, 'Recorder') ?? ''
    const sale = sales.get(id) ?? { at, type, lines: [] }
    sale.lines.push(recordOf(id, type, row, catalogs, settings))
    sales.set(id, sale)
  }
  return [...sales].map(([id, sale]) => ({ id, ...sale }))
}

const isZero = (row: OnecRecord, field: string | null): boolean => Number(textOf(row, field) ?? 0) === 0

function recordOf(id: string, type: string, row: OnecRecord, catalogs: Catalogs, settings: OnecSettings): SaleRecord {
  const { register } = settings.names
  const item = catalogs.itemKeys.get(referenceOf(row, register.item))
  const partner = catalogs.partnerKeys.get(referenceOf(row, register.partner))
  const product = catalogs.items.get(item?.item ?? null)
  const orderKey = referenceOf(row, register.order)
  const order = catalogs.orders.get(orderKey)
  return {
    sale_id: id,
    line: textOf(row, 'LineNumber') ?? '',
    date: dateOf(row, 'Period'),
    kind: register.returns.includes(type) ? 'return' : 'sale',
    order_id: orderKey,
    order_date: order?.date ?? null,
    buyer_key: partner?.partner ?? partner?.contractor ?? null,
    buyer: buyerText(partner?.partner ?? null, partner?.contractor ?? null, catalogs, settings),
    contractor: catalogs.contractors.get(partner?.contractor ?? null)?.name ?? null,
    product_id: product?.code ?? item?.item ?? null,
    product: product?.name ?? null,
    feature: catalogs.features.get(item?.feature ?? null)?.name ?? null,
    quantity: textOf(row, register.quantity),
    amount: textOf(row, register.amount),
    is_reversal: isTrue(row, register.reversal),
    address: order?.address ?? null,
    manager: catalogs.managers.get(referenceOf(row, register.manager))?.name ?? null,
  }
}
