import type { WarehouseDefinition } from '../../src/warehouse/index.ts'
import type { SettingsTable } from '../../src/kit/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import { openPackDesk, packWarehouse, type PackDesk, type PackDeskOptions } from '../pack-desk.ts'

const SOURCE = 'shop'

/** A line of a sale; what is left out is null. */
export interface Line {
  sale_id: string
  line?: string
  sold_at: string
  buyer: string | null
  amount: number | null
  kind?: string
  order_id?: string | null
  ordered_at?: string | null
  contractor?: string | null
  product_id?: string | null
  product?: string | null
  feature?: string | null
  quantity?: number | null
  address?: string | null
  manager?: string | null
}

export interface OrdersDeskOptions extends PackDeskOptions {
  settings?: Parameters<typeof orders>[0]
}

/** A desk that holds lines of sales. */
export interface OrdersDesk extends Omit<PackDesk, 'load'> {
  /** lands lines, as a source would, and brings the marts up to date */
  load(lines: readonly Line[]): ReturnType<PackDesk['load']>
}

export async function openOrdersDesk({ settings, ...options }: OrdersDeskOptions = {}): Promise<OrdersDesk> {
  const desk = await openPackDesk(orders(settings), SOURCE, { currency: 'RUB', ...options })
  return {
    ...desk,
    load: (lines) => desk.load({ 'orders.sale_line': lines.map((line) => ({ line: '1', kind: 'sale', ...line })) }),
  }
}

/** What the warehouse is told of the pack. */
export const ordersDefinition = (
  given: Parameters<typeof orders>[0] = {},
  {
    timeZone = 'Europe/Moscow',
    today = '2024-01-01',
    learned = [],
  }: { timeZone?: string; today?: string; learned?: readonly SettingsTable[] } = {},
): WarehouseDefinition => packWarehouse(orders(given), SOURCE, { timeZone, today, learned })
