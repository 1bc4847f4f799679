import { type Dimension, defineDimension } from '../../kit/index.ts'

const ofLine = (column: string): Dimension['columns'] => ({ 'mart.orders_lines': column })

export const buyer = defineDimension({
  id: 'buyer',
  meaning: 'Who buys, whatever legal entity pays.',
  columns: ofLine('buyer'),
})

export const contractor = defineDimension({
  id: 'contractor',
  meaning: 'Legal entity of the buyer.',
  columns: ofLine('contractor'),
})

export const product = defineDimension({
  id: 'product',
  meaning: 'Name of the product.',
  columns: ofLine('product'),
})

export const feature = defineDimension({
  id: 'feature',
  meaning: 'Kind of the product: colour, size.',
  columns: ofLine('feature'),
})

export const manager = defineDimension({
  id: 'manager',
  meaning: 'Who looked after the customer at the sale.',
  columns: ofLine('manager'),
})

export const region = defineDimension({
  id: 'region',
  meaning: 'Where the goods go, read from the address.',
  columns: ofLine('region'),
})

export const kind = defineDimension({
  id: 'kind',
  meaning: 'Sale or return.',
  columns: ofLine('kind'),
  order: ['sale', 'return'],
})

export const customerType = defineDimension({
  id: 'customer_type',
  meaning: 'New: the first purchase of the buyer ever; repeat: every later one. Returns have none.',
  columns: ofLine('customer_type'),
  order: ['new', 'repeat'],
})

export const dimensions = [buyer, contractor, product, feature, manager, region, kind, customerType] as const
