import type { Log, World } from '../../src/base/index.ts'
import { Secret } from '../../src/kit/index.ts'
import type { PublishTarget } from '../../src/publish/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'

const MEMORY_MEGABYTES = 400

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent }
export const world: World = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  fetch: globalThis.fetch,
  log: silent,
}

/** Payments as outside BI wants them: a table, and the same behind a view. */
const payments = (rows: number): string => `
select
  'c' || (range % 100000) as client_id,
  ['Иванова Анна Петровна', 'Петров Пётр', 'ООО «Ромашка»', 'Smith, John "Jr"'][1 + range % 4] as client_name,
  'l' || (range % 300000) as loan_id,
  (10000 + range % 90000)::decimal(18, 2) as amount,
  date '2020-01-01' + (range % 1200)::integer as issued_on,
  0.05 + (range % 40) / 100.0::double as annual_rate,
  'p' || range as payment_id,
  date '2020-02-01' + (range % 1200)::integer as paid_on,
  (100 + range % 9000 + 0.25)::decimal(18, 2) as paid_amount,
  (range % 7 = 0) as is_overdue,
  case when range % 7 = 0 then ['1–30', '31–60', '61–90'][1 + range % 3] end as bucket,
  timestamp '2024-01-01' + range * interval '1 second' as loaded_at
from settings.edition cross join range(${rows})`

export async function openPayments(folder: string, rows: number): Promise<Warehouse> {
  const warehouse = await openWarehouse({ folder, memoryLimitMegabytes: MEMORY_MEGABYTES }, world)
  const model = (name: string, header: string, select: string) => ({
    layer: 'mart' as const,
    name,
    path: `${name}.sql`,
    text: `/*\nOne row per payment.\n${header}\n*/\n${select}\n`,
  })
  await warehouse.prepare({
    sources: [],
    entities: [],
    models: [
      model('payments', 'grain: payment_id', payments(rows)),
      model('payments_view', 'kind: view', 'select * from mart.payments'),
    ],
    settingsTables: [{ name: 'edition', columns: { edition: 'integer' }, rows: [[1]] }],
  })
  return warehouse
}

export const targetOf = (url: string, mart: string): PublishTarget => ({
  id: 'bi',
  postgres: { url: new Secret(url), connectTimeoutSeconds: 15 },
  schema: mart.replace('mart.', 'bi_'),
  marts: [mart],
  readers: [],
  indexes: {},
})
