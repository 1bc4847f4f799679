import { addDays } from '../../base/index.ts'
import type { Client } from './client.ts'
import { Lookup, type LookupQuestion } from './lookup.ts'
import type { AnalyticsKeys } from './names.ts'
import type { OnecSettings } from './schema.ts'
import { dateOf, referenceOf, textOf } from './values.ts'

/** An element of a catalog by what is needed of it. */
export interface Element {
  name: string | null
  code: string | null
}

export interface Order {
  date: string | null
  address: string | null
}

/** What an analytics key of a register stands for. */
export interface Analytics {
  item: string | null
  feature: string | null
  partner: string | null
  contractor: string | null
}

/** Everything that sales refer to by key, in memory. */
export interface Catalogs {
  buyers: Lookup<Element>
  contractors: Lookup<Element>
  items: Lookup<Element>
  features: Lookup<Element>
  managers: Lookup<Element>
  orders: Lookup<Order>
  itemKeys: Lookup<Analytics>
  partnerKeys: Lookup<Analytics>
}

/** Orders of a year before the first sale are read with it; older ones by their keys. */
const ORDER_DAYS = 366

/**
 * Reads catalogs whole: `$expand` is slow on large sets, and one question a key slower still.
 * @param from the moment from which sales will be read
 */
export async function readCatalogs(client: Client, settings: OnecSettings, from: string): Promise<Catalogs> {
  const { names, way, pageSize, mostNames } = settings
  const read = <Row>(question: Omit<LookupQuestion<Row>, 'pageSize' | 'mostNames'>): Promise<Lookup<Row>> =>
    new Lookup(client, { ...question, pageSize, mostNames }).readWhole()
  const elements = (set: string | null, code: string | null) =>
    read<Element>({
      set,
      select: ['Ref_Key', 'Description', ...present(code)],
      rowOf: (row) => ({ name: textOf(row, 'Description'), code: textOf(row, code) }),
    })
  const orders = (set: string | null) =>
    read<Order>({
      set,
      select: ['Ref_Key', 'Date', ...present(names.orderAddress)],
      filter: `Date ge datetime'${addDays(from.slice(0, 10), -ORDER_DAYS)}T00:00:00'`,
      rowOf: (row) => ({ date: dateOf(row, 'Date'), address: textOf(row, names.orderAddress) }),
    })
  const analytics = ({ set, item, feature, partner, contractor }: AnalyticsKeys) =>
    read<Analytics>({
      set: way === 'register' ? set : null,
      rowOf: (row) => ({
        item: referenceOf(row, item),
        feature: referenceOf(row, feature),
        partner: referenceOf(row, partner),
        contractor: referenceOf(row, contractor),
      }),
    })
  const buyers = await elements(names.buyers, 'Code')
  return {
    buyers,
    contractors: names.contractors === names.buyers ? buyers : await elements(names.contractors, 'Code'),
    items: await elements(names.items, names.itemCode),
    features: await elements(names.features, null),
    managers: await elements(names.managers, null),
    orders: await orders(names.orders),
    itemKeys: await analytics(names.itemKeys),
    partnerKeys: await analytics(names.partnerKeys),
  }
}

export const present = (...fields: readonly (string | null)[]): string[] => fields.filter((field) => field !== null)
