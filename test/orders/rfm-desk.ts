import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnalysisAnswer, type Cell, type Locale, type World, silentLog } from '../../src/base/index.ts'
import { type Figures, createFigures } from '../../src/figures/index.ts'
import { OWNER, type PackDefinition, type Person, type SettingsTable, sql } from '../../src/kit/index.ts'
import { analyses } from '../../src/packs/orders/analyses/index.ts'
import { learning } from '../../src/packs/orders/rfm/learning.ts'
import { ordersSettings } from '../../src/packs/orders/settings.ts'
import { words } from '../../src/packs/orders/words.ts'
import { type Model, type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'

/** A document of sale or return, as `mart.orders_sales` has it; returns have amounts below zero. */
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

/** Documents in the marts that the analyses read, and the door for figures over them. A person named after a manager sees their customers. */
export interface RfmDesk {
  warehouse: Warehouse
  figures: Figures
  analyze(
    id: string,
    settings?: Readonly<Record<string, string>>,
    as?: Person,
    locale?: Locale,
  ): Promise<AnalysisAnswer>
  learn(): Promise<readonly SettingsTable[]>
  close(): Promise<void>
}

export const manager = (name: string): Person => ({ id: name, name, role: 'manager' })

const SALE = {
  name: 'rfm_sale',
  columns: {
    place: 'integer',
    buyer: 'string',
    sold_at: 'instant',
    amount: 'decimal',
    kind: 'string',
    order_id: 'string',
    manager: 'string',
  },
} as const

const cuts = new URL('../../src/packs/orders/models/mart/orders_rfm_cuts.sql', import.meta.url)

const MODELS: readonly Model[] = [
  model(
    'orders_sales',
    `select 'shop' as source, place::varchar as sale_id, sold_at, order_id, buyer,
      dense_rank() over (order by md5(buyer))::integer as buyer_number, manager, null::varchar as region, kind, amount,
      1 as lines from settings.rfm_sale`,
  ),
  model(
    'orders_customers',
    `select source, buyer, buyer_number, max(manager) as manager,
      min(sold_at) filter (where kind = 'sale') as first_purchase_at,
      max(sold_at) filter (where kind = 'sale') as last_purchase_at,
      count(*) filter (where kind = 'sale') as purchases,
      date_trunc('month', min(sold_at) filter (where kind = 'sale'))::date as cohort,
      case when count(*) filter (where kind = 'sale') > 2 then
        (date_diff('day', min(sold_at) filter (where kind = 'sale'), max(sold_at) filter (where kind = 'sale'))
          / (count(*) filter (where kind = 'sale') - 1))::double end as usual_interval_days
      from mart.orders_sales group by source, buyer, buyer_number`,
  ),
  { layer: 'mart', name: 'orders_rfm_cuts', text: readFileSync(cuts, 'utf8'), path: 'orders_rfm_cuts.sql' },
]

function model(name: string, text: string): Model {
  return { layer: 'mart', name, text: `/*\nRows of a test.\ngrain: row\n*/\n${text}`, path: `${name}.sql` }
}

export async function openRfmDesk(documents: readonly Document[], options: RfmDeskOptions = {}): Promise<RfmDesk> {
  const { timeZone = 'UTC', today = '2024-01-01', learned = [] } = options
  const folder = mkdtempSync(join(tmpdir(), 'svodka-rfm-'))
  const settings = ordersSettings.parse({ rfm: options.rfm ?? {} })
  const warehouse = await openWarehouse({ folder }, worldOn(today))
  await warehouse.prepare({
    sources: [],
    entities: [],
    models: MODELS,
    settingsTables: [
      { ...SALE, rows: documents.map(rowOf) },
      ...learning.tables.map((table) => learned.find(({ name }) => name === table.name) ?? { ...table, rows: [] }),
    ],
  })
  await warehouse.build()
  const figures = createFigures({
    packs: [{ definition: definition(), settings }],
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
    analyze: (id, given = {}, person = OWNER, locale = 'en') => figures.analyze(id, given, { person, locale }),
    learn: () => learning.learn({ marts: warehouse, settings, timeZone, today }),
    async close() {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const rowOf = ({ buyer, sold_at, amount, kind = 'sale', order_id, manager: name }: Document, at: number): Cell[] => [
  at,
  buyer,
  sold_at.length === 10 ? `${sold_at}T12:00:00Z` : sold_at,
  amount,
  kind,
  order_id ?? null,
  name ?? null,
]

const definition = (): PackDefinition<any> => ({
  id: 'orders',
  settings: ordersSettings,
  entities: [],
  dimensions: [],
  metrics: [],
  analyses,
  reports: [],
  dashboards: [],
  models: new URL('file:///none/'),
  words,
})

const worldOn = (today: string): World => ({
  now: () => new Date(`${today}T06:00:00Z`),
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
})
