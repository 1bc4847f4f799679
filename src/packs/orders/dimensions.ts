import { type Dimension, defineDimension } from '../../kit/index.ts'
import { CUSTOMER_PAGE } from './customer-page.ts'
import { segmentAt } from './rfm/segment-at.ts'
import { GRID, OTHERS } from './rfm/segments.ts'

const ofLine = (column: string): Dimension['columns'] => ({ 'mart.orders_lines': column })

export const buyer = defineDimension({
  id: 'buyer',
  meaning: 'Who buys, whatever legal entity pays.',
  columns: ofLine('buyer'),
  leadsTo: CUSTOMER_PAGE,
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
  meaning: 'Whether goods were sold or came back.',
  columns: ofLine('kind'),
  order: ['sale', 'return'],
})

export const customerType = defineDimension({
  id: 'customer_type',
  meaning: 'New: the first purchase of the buyer ever; repeat: every later one. Returns have none.',
  columns: ofLine('customer_type'),
  order: ['new', 'repeat'],
})

export const segment = defineDimension({
  id: 'segment',
  meaning: 'Segment of the buyer by RFM as of the last day of the period; none without a purchase in its window.',
  columns: ofLine('buyer_number'),
  order: [...new Set(GRID.map((rule) => rule.segment)), OTHERS],
  valuesAt: segmentAt,
})

export const dimensions = [buyer, contractor, product, feature, manager, region, kind, customerType, segment] as const
