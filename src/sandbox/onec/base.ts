/** A sale or a return as a sandbox 1C holds it: plain data, without anything of the vendor's. */
export interface OnecSale {
  id: string
  number: string
  /** ISO 8601, UTC; the base shows it by its own clock */
  date: string
  order?: { id: string; date: string } | undefined
  buyer: string
  /** the legal entity; absent: the buyer */
  contractor?: string | null | undefined
  manager?: string | null | undefined
  address?: string | null | undefined
  isReturn: boolean
  lines: readonly OnecSaleLine[]
}

export interface OnecSaleLine {
  line: string | number
  product_id?: string | null | undefined
  product: string | null
  feature?: string | null | undefined
  quantity: number
  /** with the tax; always positive */
  amount: number
}

/** A sale with what 1C keeps about a document. */
export interface StoredSale {
  sale: OnecSale
  isPosted: boolean
  isDeleted: boolean
  /** counts the writes of the whole base */
  version: number
}

export type OnecConfiguration = 'erp' | 'accounting30'
