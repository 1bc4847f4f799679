import { buyerText } from './buyers.ts'
import { present, type Catalogs } from './catalogs.ts'
import type { Client } from './client.ts'
import { KEYS_AT_ONCE } from './lookup.ts'
import type { Sale, SaleReader, SaleRecord } from './sales.ts'
import type { OnecSettings } from './schema.ts'
import { dateOf, referenceOf, sectionOf, textOf, type OnecRecord } from './values.ts'
import { readByDate } from './windows.ts'

/** Drafts and documents marked for deletion stand in the set as well. */
const STANDS = 'Posted eq true and DeletionMark eq false'

/** Lines of documents, each document with its tabular sections. */
export function documentReader(
  client: Client,
  catalogs: Catalogs,
  set: string,
  kind: 'sale' | 'return',
  settings: OnecSettings,
): SaleReader {
  const select = fieldsOf(settings)
  const salesOf = async (rows: readonly OnecRecord[]) => {
    await wantNames(rows, catalogs, settings)
    return rows.map((row) => documentSale(row, { set, kind, catalogs, settings }))
  }
  return {
    async *from(at) {
      const question = {
        set,
        select,
        filter: STANDS,
        date: 'Date',
        orderBy: ['Ref_Key'],
        keyOf: (row: OnecRecord) => textOf(row, 'Ref_Key') ?? '',
        pageSize: settings.pageSize,
      }
      for await (const rows of readByDate(client, question, at)) yield await salesOf(rows)
    },
    async standing(sales) {
      const found: Sale[] = []
      for (let at = 0; at < sales.length; at += KEYS_AT_ONCE) {
        const keys = sales.slice(at, at + KEYS_AT_ONCE).map(({ id }) => `Ref_Key eq guid'${id}'`)
        const filter = `${STANDS} and (${keys.join(' or ')})`
        const rows = await client.rows({ set, select, filter, orderBy: ['Ref_Key'], top: KEYS_AT_ONCE, skip: 0 })
        found.push(...(await salesOf(rows)))
      }
      return found
    },
  }
}

async function wantNames(rows: readonly OnecRecord[], catalogs: Catalogs, { names }: OnecSettings): Promise<void> {
  const { document, line } = names
  const lines = rows.flatMap((row) => names.sections.flatMap((section) => sectionOf(row, section)))
  const keys = (from: readonly OnecRecord[], field: string | null) => from.map((row) => referenceOf(row, field))
  await catalogs.buyers.want(keys(rows, document.buyer))
  await catalogs.contractors.want(keys(rows, document.contractor))
  await catalogs.managers.want(keys(rows, document.manager))
  await catalogs.items.want(keys(lines, line.item))
  await catalogs.features.want(keys(lines, line.feature))
  await catalogs.orders.want([...keys(rows, document.order), ...keys(lines, line.order)])
}

/** Fields are named one by one: lists of properties change with every update of a configuration. */
export function fieldsOf({ names: { document, line, sections } }: OnecSettings): string[] {
  const { buyer, contractor, manager, order, address, vatIncluded } = document
  const header = ['Ref_Key', 'DataVersion', 'Number', 'Date', 'Posted', 'DeletionMark']
  const own = present(buyer, contractor, manager, order, address, vatIncluded)
  return [...new Set([...header, ...own, ...sections.flatMap((section) => lineFields(section, line, sections[0]))])]
}

/** A section of services has a text instead of a feature. */
const lineFields = (section: string, line: OnecSettings['names']['line'], first: string | undefined): string[] => {
  const own = section === first ? present(line.feature, line.order) : present(line.text)
  return ['LineNumber', ...present(line.item, line.quantity, line.amount, line.vat), ...own].map(
    (field) => `${section}/${field}`,
  )
}

interface Around {
  set: string
  kind: 'sale' | 'return'
  catalogs: Catalogs
  settings: OnecSettings
}

/** A document with its sections as a sale with its lines. */
export function documentSale(row: OnecRecord, around: Around): Sale {
  const { names } = around.settings
  const header = headerOf(row, around)
  const lines = names.sections.flatMap((section, index) =>
    sectionOf(row, section).map((line) => lineOf(line, index === 0 ? '' : `${section}:`, header, row, around)),
  )
  return { id: header.sale_id, at: dateOf(row, 'Date') ?? '', type: around.set, lines }
}

function headerOf(row: OnecRecord, { kind, catalogs, settings }: Around) {
  const { document } = settings.names
  const buyer = referenceOf(row, document.buyer)
  const contractor = referenceOf(row, document.contractor)
  return {
    sale_id: textOf(row, 'Ref_Key') ?? '',
    date: dateOf(row, 'Date'),
    kind,
    number: textOf(row, 'Number'),
    version: textOf(row, 'DataVersion'),
    buyer_key: buyer,
    buyer: buyerText(buyer, contractor, catalogs, settings),
    contractor: catalogs.contractors.get(contractor)?.name ?? null,
    manager: catalogs.managers.get(referenceOf(row, document.manager))?.name ?? null,
    address: textOf(row, document.address),
  }
}

function lineOf(
  line: OnecRecord,
  prefix: string,
  header: ReturnType<typeof headerOf>,
  row: OnecRecord,
  { catalogs, settings: { names } }: Around,
): SaleRecord {
  const item = referenceOf(line, names.line.item)
  const orderKey = referenceOf(line, names.line.order) ?? referenceOf(row, names.document.order)
  const order = catalogs.orders.get(orderKey)
  const isVatApart = names.document.vatIncluded !== null && row[names.document.vatIncluded] === false
  const found = catalogs.items.get(item)
  return {
    ...header,
    line: `${prefix}${textOf(line, 'LineNumber') ?? ''}`,
    order_id: orderKey,
    order_date: order?.date ?? null,
    product_id: found?.code ?? item,
    product: found?.name ?? textOf(line, names.line.text),
    feature: catalogs.features.get(referenceOf(line, names.line.feature))?.name ?? null,
    quantity: textOf(line, names.line.quantity),
    amount: textOf(line, names.line.amount),
    vat: isVatApart ? textOf(line, names.line.vat) : null,
    address: header.address ?? order?.address ?? null,
  }
}
