import { sampleOrders, sampleSaleLines } from '../../src/packs/orders/index.ts'
import { csvOf, openOwnWorkspace } from '../own-workspace.ts'

export const TILL_TOKEN = 'till-token-of-the-test'
/** One of the managers of the sample: what of the data is a seller's. */
export const SELLER = 'Гришин Павел'

const CONFIG = `import { defineWorkspace, secret } from 'svodka'
import { files, webhook } from 'svodka/sources'
import { orders } from 'svodka/packs'

const columns = ['sale_id', 'line', 'sold_at', 'order_id', 'ordered_at', 'buyer', 'contractor', 'product_id', 'product',
  'feature', 'quantity', 'amount', 'address', 'kind', 'manager']
const same = Object.fromEntries(columns.map((name) => [name, name]))

export default defineWorkspace({
  name: 'Лавка',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  today: '2024-01-01',
  sources: [
    files({ id: 'shop', streams: { 'orders.sale_line': { path: 'lines.csv', key: ['sale_id', 'line'], columns: same } } }),
    webhook({ id: 'till', token: secret('TILL_TOKEN'), streams: { 'orders.sale_line': { columns: same } } }),
  ],
  packs: [orders()],
  reports: [{ report: 'orders.rfm', at: '0 9 * * *', to: ['head'], files: ['md'], pictures: false }],
  recipients: { head: { folder: { path: 'reports', files: ['md'] }, locale: 'en' } },
  people: { pavel: { name: '${SELLER}', role: 'seller', own: { manager: ['${SELLER}'] } } },
})
`

export interface ServedApi {
  url: string
  /** what a request of its administrator carries */
  headers: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** A small shop with a source that is posted to, a schedule, a recipient and a seller among its people. */
export async function serveApi(): Promise<ServedApi> {
  const workspace = await openOwnWorkspace({
    'svodka.config.ts': CONFIG,
    'lines.csv': csvOf(sampleSaleLines(sampleOrders({ seed: 7, customers: 40 }))),
    '.env': `TILL_TOKEN=${TILL_TOKEN}\n`,
  })
  await workspace.read(['shop'])
  const { url, headers } = await workspace.serve()
  return { url, headers, close: workspace.close }
}
