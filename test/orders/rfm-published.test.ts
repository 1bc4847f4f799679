import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnalysisAnswer, type World, silentLog } from '../../src/base/index.ts'
import { createFigures } from '../../src/figures/index.ts'
import { createIngest } from '../../src/ingest/index.ts'
import { OWNER, sql } from '../../src/kit/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import { files } from '../../src/sources/index.ts'
import { type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'
import { ordersDefinition } from './orders-desk.ts'

/*
4 906 orders of 995 customers (the R package rfm, MIT), loaded as anybody would load a CSV. The segments are those that
the package's guide publishes; every customer's figures and scores were counted by the package's own method, not by this program.
*/

const FOLDER = fileURLToPath(new URL('../../../shared/data/rfm/', import.meta.url))
const CSV = join(FOLDER, 'orders.csv')
const TODAY = '2007-01-01'

/** The rules of the package's guide, in its order. */
const GUIDE = [
  { segment: 'Champions', r: [5, 5], f: [5, 5], m: [5, 5] },
  { segment: 'Potential Loyalist', r: [3, 5], f: [3, 5], m: [2, 5] },
  { segment: 'Loyal Customers', r: [2, 4], f: [2, 4], m: [2, 4] },
  { segment: 'Promising', r: [3, 4], f: [1, 3], m: [3, 5] },
  { segment: 'New Customers', r: [4, 5], f: [1, 3], m: [1, 5] },
  { segment: "Can't Lose Them", r: [1, 2], f: [3, 4], m: [4, 5] },
  { segment: 'At Risk', r: [1, 2], f: [2, 5], m: [4, 5] },
  { segment: 'Need Attention', r: [1, 3], f: [3, 5], m: [3, 5] },
  { segment: 'About To Sleep', r: [2, 3], f: [1, 3], m: [1, 4] },
  { segment: 'Lost', r: [1, 1], f: [1, 5], m: [1, 5] },
]

const world: World = {
  now: () => new Date(`${TODAY}T06:00:00Z`),
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
}

const table = (name: string): string[][] =>
  readFileSync(join(FOLDER, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => [...line.matchAll(/"([^"]*)"|[^",]+/g)].map((found) => found[1] ?? found[0]))

describe.skipIf(!existsSync(CSV))(
  'orders of the R package through the files source (skipped without ../shared/data)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'svodka-rfm-published-'))
    let warehouse: Warehouse
    let answer: AnalysisAnswer

    beforeAll(async () => {
      const source = files({
        id: 'shop',
        streams: {
          'orders.sale_line': {
            path: CSV,
            key: ['sale_id', 'line'],
            columns: {
              // an order is a row of the file, which has no number for it
              sale_id: sql`_line::varchar`,
              line: sql`'1'`,
              sold_at: 'order_date',
              buyer: 'customer_id',
              amount: 'revenue',
              kind: sql`'sale'`,
            },
          },
        },
      })
      const given = { rfm: { scoring: 'quantiles-plus-one', windowDays: null, rules: GUIDE } }
      const { definition } = orders(given)
      const sourceSettings = source.definition.settings.parse(source.settings)
      warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
      await warehouse.prepare({
        ...ordersDefinition(given, { timeZone: 'UTC', today: TODAY }),
        sources: [{ id: source.id, streams: source.definition.streams(sourceSettings) }],
      })
      await createIngest({
        sources: [{ id: source.id, definition: source.definition, settings: sourceSettings }],
        warehouse,
        folder: dirname(CSV),
        world,
      }).sync({ mode: 'new', locale: 'en' }, () => undefined)
      const figures = createFigures({
        packs: [{ definition, settings: definition.settings.parse(given) }],
        warehouse,
        timeZone: 'UTC',
        currency: undefined,
        today: () => TODAY,
      })
      answer = await figures.analyze(
        'orders.rfm',
        { date: '2006-12-31', limit: '1000' },
        { person: OWNER, locale: 'en' },
      )
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    })

    test('every segment has the published customers, orders and revenue', () => {
      const counted = answer.tables['segments']!.rows.flatMap(({ segment, customers, orders: count, revenue }) =>
        customers === 0 ? [] : [[segment, customers, count, revenue].join()],
      )

      const published = table('expected_segments.csv').map((row) => row.slice(0, 4).join())
      expect(counted.toSorted()).toEqual(published.toSorted())
    })

    test('every customer has the recency, frequency, sum and scores of the package', () => {
      const counted = answer.tables['customers']!.rows.map((row) =>
        [row['buyer'], row['recency_days'], row['orders'], row['revenue'], row['r'], row['f'], row['m']].join(),
      )

      const expected = table('expected_customers.csv').map((row) => row.slice(0, 7).join())
      expect(counted).toHaveLength(995)
      expect(counted.toSorted()).toEqual(expected.toSorted())
    })

    test('the answer says by what it was counted', () => {
      expect(answer.statement).toBe(
        'Up to December 31, 2006, 995 customers bought. The largest segment is “Potential Loyalist”: 342 (34.4%). ' +
          'Most of the revenue, 44.1%, comes from “Potential Loyalist” (342 customers).',
      )
      expect(answer.notes!.join(' ')).toMatch(/policy net.*type 7\) plus 1.*rules of the settings/)
    })
  },
)
