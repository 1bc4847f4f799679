/** A line as it lands: what the base sent under our names; `staging/sale_line.sql` makes types of it. */
export interface SaleRecord {
  sale_id: string
  line: string
  /** without zone, as the base's clock showed it */
  date: string | null
  kind: string | null
  number?: string | null
  version?: string | null
  order_id?: string | null
  order_date?: string | null
  buyer_key?: string | null
  buyer: string | null
  contractor?: string | null
  product_id?: string | null
  product?: string | null
  feature?: string | null
  quantity?: string | null
  amount?: string | null
  /** added to the amount, where the amount does not hold it */
  vat?: string | null
  is_reversal?: boolean
  address?: string | null
  manager?: string | null
  /** the line was read earlier and is no more: the document was unposted, deleted, or lost the line */
  is_gone?: boolean
}

/** A sale or a return with all of its lines. */
export interface Sale {
  id: string
  /** without zone, `2024-01-31T23:59:59` */
  at: string
  /** the set of the document, or the type of the register's recorder */
  type: string
  lines: readonly SaleRecord[]
}

/** A way into the base, the same for documents, register and service. */
export interface SaleReader {
  /** whole sales from a moment of the base's clock on, oldest first */
  from(at: string): AsyncIterable<readonly Sale[]>
  /** those of these sales that still stand, wherever their date has moved to */
  standing(sales: readonly Pick<Sale, 'id' | 'type'>[]): Promise<readonly Sale[]>
}
