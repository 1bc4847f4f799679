import { sampleOrders, sampleSaleLines } from '../../src/packs/orders/index.ts'
import { csvOf, openOwnWorkspace } from '../own-workspace.ts'

export interface ServedShop {
  url: string
  /** what a request of its administrator carries */
  headers: Readonly<Record<string, string>>
  /** a buyer of many purchases */
  buyer: string
  close(): Promise<void>
}

const CONFIG = `import { defineWorkspace } from 'svodka'
import { files } from 'svodka/sources'
import { orders } from 'svodka/packs'

const columns = ['sale_id', 'line', 'sold_at', 'order_id', 'ordered_at', 'buyer', 'contractor', 'product_id', 'product',
  'feature', 'quantity', 'amount', 'address', 'kind', 'manager']

export default defineWorkspace({
  name: 'Лавка',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  today: '2024-01-01',
  sources: [
    files({
      id: 'shop',
      streams: {
        'orders.sale_line': {
          path: 'lines.csv',
          key: ['sale_id', 'line'],
          columns: Object.fromEntries(columns.map((name) => [name, name])),
        },
      },
    }),
  ],
  packs: [orders()],
})
`

/** A small shop of sample lines in a file, read, built and served as anybody's own would be. */
export async function serveShop(): Promise<ServedShop> {
  const sample = sampleOrders({ seed: 7, customers: 120 })
  const workspace = await openOwnWorkspace({
    'svodka.config.ts': CONFIG,
    'lines.csv': csvOf(sampleSaleLines(sample)),
  })
  await workspace.read()
  const { url, headers } = await workspace.serve()
  return { url, headers, buyer: busiest(sample.documents.map(({ buyer }) => buyer)), close: workspace.close }
}

function busiest(buyers: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const buyer of buyers) counts.set(buyer, (counts.get(buyer) ?? 0) + 1)
  return [...counts].toSorted(([one, less], [other, more]) => more - less || (one < other ? -1 : 1))[0]?.[0] ?? ''
}
