import { readFileSync } from 'node:fs'
import { trusted, type Stream } from '../../kit/index.ts'
import type { OnecSettings } from './schema.ts'

const RECORD = {
  sale_id: 'varchar',
  line: 'varchar',
  date: 'varchar',
  kind: 'varchar',
  number: 'varchar',
  version: 'varchar',
  order_id: 'varchar',
  order_date: 'varchar',
  buyer_key: 'varchar',
  buyer: 'varchar',
  contractor: 'varchar',
  product_id: 'varchar',
  product: 'varchar',
  feature: 'varchar',
  quantity: 'varchar',
  amount: 'varchar',
  vat: 'varchar',
  is_reversal: 'boolean',
  address: 'varchar',
  manager: 'varchar',
  is_gone: 'boolean',
}

/** A stream of sale lines, and the set that it reads where it reads documents. */
interface SaleStream {
  name: string
  set: string
  kind: 'sale' | 'return'
}

const numbered = (name: string, at: number): string => (at === 0 ? name : `${name}_${at + 1}`)

/** One stream a set of documents: each has its own place to go on from. */
export const saleStreams = ({ names }: OnecSettings): readonly SaleStream[] => [
  ...names.sales.map((set, at): SaleStream => ({ name: numbered('sales', at), set, kind: 'sale' })),
  ...names.returns.map((set, at): SaleStream => ({ name: numbered('returns', at), set, kind: 'return' })),
]

/** Every stream gives rows of one shape; what differs is whence they come. */
export function streams(settings: OnecSettings): readonly Stream[] {
  const isFlat = settings.mode === 'http'
  const isOne = isFlat || settings.way === 'register'
  const feeds = [
    { entity: 'orders.sale_line', staging: trusted(staging(isFlat ? 'flat_line' : 'sale_line', settings)) },
  ]
  const names = isOne ? ['sales'] : saleStreams(settings).map(({ name }) => name)
  return names.map((name) => ({ name, format: 'ndjson', record: RECORD, feeds }))
}

const staging = (name: string, { timeZone }: OnecSettings): string =>
  readFileSync(new URL(`staging/${name}.sql`, import.meta.url), 'utf8').replace(
    "'Europe/Moscow' as zone",
    `'${timeZone.replaceAll("'", "''")}' as zone`,
  )
