import { z } from 'zod'

/** A set or a field of the base; null where the base has none, and nothing is read. */
type Name = string | null

/** What the base calls the things that are read. Fields are named as OData names them: `Контрагент_Key`. */
export interface Names {
  /** documents that sell, and documents that take back */
  sales: readonly string[]
  returns: readonly string[]
  /** tabular sections with lines; lines of the first are numbered plainly, of others as `Услуги:1` */
  sections: readonly string[]
  document: {
    buyer: Name
    contractor: Name
    manager: Name
    order: Name
    address: Name
    /** says whether the amounts of lines hold the tax; where it says no, `line.vat` is added */
    vatIncluded: Name
  }
  line: {
    item: Name
    feature: Name
    order: Name
    /** what is sold where no item is named */
    text: Name
    quantity: Name
    amount: Name
    vat: Name
  }
  register: {
    /** `…_RecordType`: its records one by one */
    set: Name
    item: Name
    partner: Name
    manager: Name
    order: Name
    quantity: Name
    amount: Name
    /** true in a record that takes another back */
    reversal: Name
    /** recorders whose records are returns */
    returns: readonly string[]
  }
  /** catalogs of analytics keys: what a key of the register stands for */
  itemKeys: AnalyticsKeys
  partnerKeys: AnalyticsKeys
  buyers: Name
  contractors: Name
  items: Name
  /** the field of an item that becomes product_id */
  itemCode: Name
  features: Name
  managers: Name
  /** documents of orders: their date, and their address where the sale has none */
  orders: Name
  orderAddress: Name
}

export interface AnalyticsKeys {
  set: Name
  item: Name
  feature: Name
  partner: Name
  contractor: Name
}

/** Names of 1C: letters, digits, underscores; nothing that could end a name inside an address. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u
const text = z.string().regex(NAME, { error: 'must be a name as in $metadata: Document_РеализацияТоваровУслуг' })
const name = text.nullable().optional()
const list = z.array(text).optional()
const keys = z.strictObject({ set: name, item: name, feature: name, partner: name, contractor: name }).optional()

/** What the settings say otherwise than the preset. */
export const namesSchema = z.strictObject({
  sales: list,
  returns: list,
  sections: list,
  document: z
    .strictObject({ buyer: name, contractor: name, manager: name, order: name, address: name, vatIncluded: name })
    .optional(),
  line: z
    .strictObject({ item: name, feature: name, order: name, text: name, quantity: name, amount: name, vat: name })
    .optional(),
  register: z
    .strictObject({
      set: name,
      item: name,
      partner: name,
      manager: name,
      order: name,
      quantity: name,
      amount: name,
      reversal: name,
      returns: list,
    })
    .optional(),
  itemKeys: keys,
  partnerKeys: keys,
  buyers: name,
  contractors: name,
  items: name,
  itemCode: name,
  features: name,
  managers: name,
  orders: name,
  orderAddress: name,
})

export type OwnNames = z.infer<typeof namesSchema>

/** The preset's names with those of the settings over them. */
export function namesWith(preset: Names, own: OwnNames): Names {
  const over = <T extends object>(base: T, given: object | undefined): T => ({ ...base, ...defined(given ?? {}) })
  return {
    ...over(preset, own),
    document: over(preset.document, own.document),
    line: over(preset.line, own.line),
    register: over(preset.register, own.register),
    itemKeys: over(preset.itemKeys, own.itemKeys),
    partnerKeys: over(preset.partnerKeys, own.partnerKeys),
  }
}

const defined = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
