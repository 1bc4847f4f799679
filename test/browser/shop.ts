import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSvodka } from '../../src/app/index.ts'
import { sampleOrders, sampleSaleLines } from '../../src/packs/orders/index.ts'
import { signInFirst } from '../sign-in.ts'

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
  const folder = mkdtempSync(join(tmpdir(), 'svodka-shop-'))
  const sample = sampleOrders({ seed: 7, customers: 120 })
  const rows = sampleSaleLines(sample)
  const names = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[]
  const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.map(cell).join(','))
  writeFileSync(join(folder, 'lines.csv'), `${lines.join('\n')}\n`)
  writeFileSync(join(folder, 'svodka.config.ts'), CONFIG)
  const svodka = await openSvodka(folder, {})
  const { isComplete, streams } = await svodka.sync({ mode: 'new', locale: 'ru' }, () => {})
  if (!isComplete) throw new Error(`The sample did not load: ${JSON.stringify(streams)}`)
  const { url, firstLink } = await svodka.serve()
  const { headers } = await signInFirst(url, firstLink)
  return {
    url,
    headers,
    buyer: busiest(sample.documents.map(({ buyer }) => buyer)),
    async close() {
      await svodka.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function busiest(buyers: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const buyer of buyers) counts.set(buyer, (counts.get(buyer) ?? 0) + 1)
  return [...counts].toSorted(([one, less], [other, more]) => more - less || (one < other ? -1 : 1))[0]?.[0] ?? ''
}
