import { afterEach, expect, test } from 'vitest'
import { sampleOrders, type SampleDocument } from '../../src/packs/orders/index.ts'
import { keyOf } from '../../src/sandbox/onec/values.ts'
import { openOnecWorkspace, type OnecWorkspace } from './workspace.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

const { documents } = sampleOrders({ customers: 40, silent: 4 })

/** What the warehouse should say of a document, by the way it comes. */
const expected = (document: SampleDocument, mode: 'odata' | 'http') => {
  const isKeyed = mode === 'odata'
  return document.lines.map((line) => ({
    sale_id: isKeyed ? keyOf('sale', document.id) : document.id,
    line: String(line.line),
    sold_at: document.date,
    order_id: document.order ? (isKeyed ? keyOf('order', document.order.id) : document.order.id) : null,
    ordered_at: document.order?.date ?? null,
    buyer: document.buyer,
    contractor: document.contractor,
    product_id: line.product_id,
    product: line.product,
    feature: line.feature || null,
    quantity: line.quantity,
    amount: line.amount,
    // the register knows no address but the order's
    address: document.order || !isKeyed ? document.address : null,
    kind: document.isReturn ? 'return' : 'sale',
    manager: isKeyed ? document.manager : null,
  }))
}

const inOrder = <Row extends { sale_id?: unknown; line?: unknown }>(rows: readonly Row[]) =>
  rows.toSorted((a, b) =>
    `${String(a.sale_id)}:${String(a.line)}`.localeCompare(`${String(b.sale_id)}:${String(b.line)}`),
  )

test.each(['odata', 'http'] as const)(
  'the sample shop comes through 1C line by line as it was made (%s)',
  async (mode) => {
    const workspace = await openOnecWorkspace(documents, {
      sandbox: { configuration: 'erp' },
      settings: { mode, pageSize: 100, http: { days: 62 } },
    })
    closing.push(workspace)

    const result = await workspace.sync()

    const lines = documents.flatMap((document) => expected(document, mode))
    expect(result.streams).toMatchObject([{ added: lines.length, rejected: 0, error: null }])
    expect(inOrder(await workspace.rows())).toEqual(inOrder(lines))
  },
)
