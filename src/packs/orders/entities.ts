import { defineEntity } from '../../kit/index.ts'

/** No line sells more, in pieces or in money; sums of what says so do not fit. */
const MOST = 1_000_000_000_000

export const saleLine = defineEntity({
  id: 'orders.sale_line',
  meaning: 'A line of a document by which goods left the company or came back: of a sale or of a return.',
  key: ['sale_id', 'line'],
  columns: {
    sale_id: { type: 'string', required: true, meaning: 'number of the document (1C: Реализация)' },
    line: { type: 'string', required: true, meaning: 'number of the line within the document' },
    sold_at: { type: 'instant', required: true, meaning: 'when the goods were sold or taken back' },
    order_id: {
      type: 'string',
      meaning: 'order of the customer that the document fulfils; of a return, the order it came from',
    },
    ordered_at: { type: 'instant', meaning: 'when it was ordered' },
    buyer: { type: 'string', required: true, meaning: 'who buys, whatever legal entity pays' },
    contractor: { type: 'string', meaning: 'legal entity of the buyer' },
    product_id: { type: 'string', meaning: 'number of the product (its id on the site)' },
    product: { type: 'string', meaning: 'name of the product' },
    feature: { type: 'string', meaning: 'which of its kinds: colour, size' },
    quantity: {
      type: 'double',
      least: -MOST,
      most: MOST,
      meaning: 'how many; the sign of a return’s quantity does not matter',
    },
    amount: {
      type: 'decimal',
      required: true,
      least: -MOST,
      most: MOST,
      meaning: 'sum of the line; the kind decides its sign',
    },
    address: { type: 'string', meaning: 'where it is delivered to' },
    kind: { type: 'string', required: true, meaning: 'sale or return' },
    manager: { type: 'string', meaning: 'who looks after the customer' },
  },
})

export const entities = [saleLine] as const
