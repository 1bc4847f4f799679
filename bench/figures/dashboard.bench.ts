import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { defineWords, silentLog, type Query, type Row } from '../../src/base/index.ts'
import { createFigures } from '../../src/figures/index.ts'
import { OWNER, defineDimension, defineMetric, definePack, trusted } from '../../src/kit/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { median, secondsOf } from '../measure.ts'

/*
The tiles of a support dashboard over a million tickets, each beside the SQL that an analyst would write for it, both
through the warehouse's door, in turns, nothing remembered; the rows must be the same. The sum of the tiles' medians is
held to the limit. A tile that costs the engine a few milliseconds pays one or two more for the data's version, its
"as of" and the plan, so its own ratio may be higher.
*/
const LIMIT = 1.3
const TURNS = 31

const metric = {
  meaning: '',
  unit: 'count',
  better: 'neither',
  from: 'mart.support_tickets',
  at: 'created_at',
  sql: 'count(*)',
} as const
const metrics = [
  defineMetric({ ...metric, id: 'created' }),
  defineMetric({ ...metric, id: 'resolved', at: 'resolved_at' }),
  defineMetric({ ...metric, id: 'resolution_hours', at: 'resolved_at', sql: 'avg(resolution_hours)' }),
  defineMetric({ ...metric, id: 'line_share', shareOver: ['line'] }),
  defineMetric({ ...metric, id: 'backlog', until: 'resolved_at' }),
]
const dimensions = ['priority', 'line', 'category'].map((id) =>
  defineDimension({ id, meaning: '', columns: { 'mart.support_tickets': id } }),
)

const period = { from: '2023-01-01', to: '2023-12-31' }
const tiles: Readonly<Record<string, Query>> = {
  resolution: { metrics: ['resolution_hours'], by: ['priority'], grain: 'month', period },
  flow: {
    metrics: ['created', 'resolved'],
    where: [{ dimension: 'category', op: 'not in', values: ['category 7'] }],
    grain: 'week',
    period,
  },
  share: { metrics: ['line_share'], by: ['line'], grain: 'month', period },
  backlog: { metrics: ['backlog'], grain: 'day', period },
  categories: {
    metrics: ['created'],
    by: ['category'],
    where: [{ dimension: 'priority', op: 'in', values: ['high'] }],
    order: { by: 'created', descending: true },
    limit: 10,
    period: { from: '2023-12-02', to: '2023-12-31' },
  },
}

const here = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')

const pack = definePack({
  id: 'bench',
  settings: z.strictObject({}),
  entities: [],
  dimensions,
  metrics,
  analyses: [],
  reports: [],
  dashboards: [],
  models: new URL('file:///none/'),
  words: defineWords({ en: {}, ru: {} }),
})

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-figures-'))
const warehouse = await openWarehouse(
  { folder },
  {
    now: () => new Date(),
    sleep: async () => undefined,
    fetch: () => Promise.reject(new Error('there is no network here')),
    log: silentLog,
  },
)
const models = [
  { layer: 'mart' as const, name: 'support_tickets', text: here('support_tickets'), path: 'support_tickets.sql' },
]
await warehouse.prepare({ sources: [], entities: [], models, settingsTables: [] })
await warehouse.build()

const figures = createFigures({
  packs: [{ definition: pack({}).definition, settings: {} }],
  warehouse,
  timeZone: 'Europe/Moscow',
  currency: undefined,
  today: () => '2023-12-31',
  cacheBytes: 0,
})

const rounded = (value: number): number => Number(value.toPrecision(3))

/** The same cells in the same order; means may differ in their last digits. */
const cells = (rows: readonly Row[]): string =>
  JSON.stringify(rows.map((row) => Object.values(row).map((cell) => (typeof cell === 'number' ? rounded(cell) : cell))))

let [spent, baseline] = [0, 0]
const tileRatios: Record<string, number> = {}
for (const [name, query] of Object.entries(tiles)) {
  const bare = trusted(here(name))
  const ask = () => figures.query(query, { person: OWNER, locale: 'en' })
  if (cells((await ask()).rows) !== cells(await warehouse.rows(bare))) throw new Error(`${name}: the figures differ`)
  const asked: number[] = []
  const plain: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    plain.push(await secondsOf(() => warehouse.rows(bare)))
    asked.push(await secondsOf(ask))
  }
  spent += median(asked)
  baseline += median(plain)
  tileRatios[name] = rounded(median(asked) / median(plain))
}
const ratio = spent / baseline
console.log(
  JSON.stringify({
    bench: 'dashboard query',
    seconds: rounded(spent),
    baseline: rounded(baseline),
    ratio: rounded(ratio),
    limit: LIMIT,
    ok: ratio <= LIMIT,
    tiles: tileRatios,
  }),
)

await warehouse.close()
rmSync(folder, { recursive: true, force: true })
