import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnalysisAnswer, Locale, Query } from '../../src/base/index.ts'
import { type Figures, createFigures } from '../../src/figures/index.ts'
import { OWNER, type Person, type SettingsTable, sql } from '../../src/kit/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import { learning } from '../../src/packs/orders/rfm/learning.ts'
import { type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'
import { landRows, worldAt } from '../pack-desk.ts'
import { ordersDefinition } from './orders-desk.ts'

/** A document of one line. A day stands for its noon in UTC; a return takes back what its sum says. */
export interface Document {
  buyer: string
  sold_at: string
  amount: number
  kind?: 'sale' | 'return'
  order_id?: string
  manager?: string
}

export interface RfmDeskOptions {
  rfm?: Readonly<Record<string, unknown>>
  timeZone?: string
  today?: string
  learned?: readonly SettingsTable[]
}

/** Documents in the pack's marts, and the door for figures over them. A manager sees the customers whose manager they are, whole. */
export interface RfmDesk {
  warehouse: Warehouse
  figures: Figures
  analyze(
    id: string,
    settings?: Readonly<Record<string, string>>,
    as?: Person,
    locale?: Locale,
  ): Promise<AnalysisAnswer>
  query(query: Query, as?: Person): ReturnType<Figures['query']>
  learn(): Promise<readonly SettingsTable[]>
  close(): Promise<void>
}

export const managerNamed = (name: string): Person => ({ id: name, name, role: 'manager' })

export async function openRfmDesk(documents: readonly Document[], options: RfmDeskOptions = {}): Promise<RfmDesk> {
  const { timeZone = 'UTC', today = '2024-01-01', learned = [] } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-rfm-'))
  const given = { rfm: options.rfm ?? {} }
  const { definition } = orders(given)
  const settings = definition.settings.parse(given)
  const warehouse = await openWarehouse({ folder }, worldAt(new Date(`${today}T06:00:00Z`)))
  await warehouse.prepare(ordersDefinition(given, { timeZone, today, learned }))
  await landRows(warehouse, 'shop', 'orders.sale_line', documents.map(lineOf), new Date('2024-01-01T00:00:00Z'))
  await warehouse.build()
  const figures = createFigures({
    packs: [{ definition, settings }],
    warehouse,
    timeZone,
    currency: undefined,
    today: () => today,
    visibleRows: (person, mart) => {
      if (person.role === 'owner' || mart === 'mart.orders_rfm_cuts') return 'all'
      return mart === 'mart.orders_customers'
        ? sql`manager = ${person.name}`
        : sql`buyer_number in (select buyer_number from mart.orders_customers where manager = ${person.name})`
    },
  })
  return {
    warehouse,
    figures,
    analyze: (id, texts = {}, person = OWNER, locale = 'en') => figures.analyze(id, texts, { person, locale }),
    query: (query, person = OWNER) => figures.query(query, { person, locale: 'en' }),
    learn: () => learning.learn({ marts: warehouse, settings, timeZone, today }),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A document's number follows from what it says, so that shuffled documents keep theirs. */
const lineOf = ({ sold_at, kind = 'sale', ...document }: Document) => ({
  sale_id: createHash('md5')
    .update(JSON.stringify([sold_at, kind, document]))
    .digest('hex'),
  line: '1',
  kind,
  sold_at: sold_at.length === 10 ? `${sold_at}T12:00:00Z` : sold_at,
  ...document,
})
