import type { Warehouse } from '../warehouse/index.ts'

const KEPT_TEXTS = 500

/**
 * Remembers what is found in the text of a select, for the latest texts of each warehouse: values are no part of a text, so a
 * dashboard's selects are parsed once.
 */
export function foundInText<T>(find: (text: string, warehouse: Warehouse) => Promise<T>) {
  const warehouses = new WeakMap<Warehouse, Map<string, T>>()
  return async (text: string, warehouse: Warehouse): Promise<T> => {
    const known = warehouses.get(warehouse) ?? new Map<string, T>()
    warehouses.set(warehouse, known)
    const found = known.get(text) ?? (await find(text, warehouse))
    known.delete(text)
    known.set(text, found)
    const oldest = known.keys().next()
    if (known.size > KEPT_TEXTS && !oldest.done) known.delete(oldest.value)
    return found
  }
}
