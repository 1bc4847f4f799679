import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Query, Row } from '../../src/base/index.ts'
import { type Figures, createFigures } from '../../src/figures/index.ts'
import { createIngest } from '../../src/ingest/index.ts'
import { OWNER, sql } from '../../src/kit/index.ts'
import { lending } from '../../src/packs/lending/index.ts'
import { files } from '../../src/sources/index.ts'
import { type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { lendingModels } from './lending-desk.ts'

/*
2 466 invoices with due and settled dates (an IBM sample), read as loans that are paid back at once. What must come out stands in
the rows themselves (`DaysLate`) and was counted from them, not by this program.
*/

const CSV = fileURLToPath(new URL('../../../shared/data/receivables/invoices.csv', import.meta.url))
const TODAY = '2014-12-31'
const world = pinnedWorld(`${TODAY}T09:00:00Z`)

describe.skipIf(!existsSync(CSV))('invoices as loans (skipped where ../shared/data is absent)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-receivables-'))
  let warehouse: Warehouse
  let figures: Figures

  beforeAll(async () => {
    const source = files({
      id: 'invoices',
      streams: {
        'lending.loan': {
          path: CSV,
          columns: {
            loan_id: 'invoiceNumber',
            client_id: 'customerID',
            amount: 'InvoiceAmount',
            issued_on: sql`strptime(InvoiceDate, '%m/%d/%Y')::date`,
            due_on: sql`strptime(DueDate, '%m/%d/%Y')::date`,
          },
        },
        'lending.payment': {
          path: CSV,
          columns: {
            payment_id: 'invoiceNumber',
            loan_id: 'invoiceNumber',
            paid_on: sql`strptime(SettledDate, '%m/%d/%Y')::date`,
            amount: 'InvoiceAmount',
          },
        },
      },
    })
    const pack = lending({ schedule: 'single' })
    const settings = pack.definition.settings.parse(pack.settings)
    const sourceSettings = source.definition.settings.parse(source.settings)
    warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
    await warehouse.prepare({
      sources: [{ id: source.id, streams: source.definition.streams(sourceSettings) }],
      entities: pack.definition.entities,
      models: lendingModels(),
      settingsTables: pack.definition.settingsTables!(settings, { timeZone: 'UTC', today: TODAY }),
    })
    const sources = [{ id: source.id, definition: source.definition, settings: sourceSettings }]
    await createIngest({ sources, warehouse, folder: dirname(CSV), world }).sync(
      { mode: 'new', locale: 'en' },
      () => {},
    )
    figures = createFigures({
      packs: [{ definition: pack.definition, settings }],
      warehouse,
      timeZone: 'UTC',
      currency: 'USD',
      today: () => TODAY,
    })
  })
  afterAll(async () => {
    await warehouse?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const rowOf = async (query: Query): Promise<Row | undefined> =>
    (await figures.query(query, { person: OWNER, locale: 'en' })).rows[0]

  test('877 of 2 466 were ever overdue, 35.564 %', async () => {
    const row = await rowOf({
      metrics: ['lending.loans', 'lending.issued_amount', 'lending.ever_overdue_loans', 'lending.ever_overdue_share'],
    })

    expect(row).toMatchObject({
      'lending.loans': 2466,
      'lending.issued_amount': 147_703.18,
      'lending.ever_overdue_loans': 877,
    })
    expect(Number(row?.['lending.ever_overdue_share'])).toBeCloseTo(0.35564, 5)
  })

  test('late invoices are worth 53 960.78, 3.44242 days late on average over all', async () => {
    const [row] = await warehouse.rows(sql`
      select sum(amount) filter (where is_ever_overdue) as late_amount, avg(max_days_past_due) as days from mart.lending_loans`)

    expect(row?.['late_amount']).toBe(53_960.78)
    expect(Number(row?.['days'])).toBeCloseTo(3.44242, 5)
  })

  test('on 31 December 2012 99 were open, 5 725.06 in all, of which 13 were overdue, 788.74', async () => {
    const row = await rowOf({
      metrics: [
        'lending.active_loans',
        'lending.outstanding',
        'lending.overdue_amount',
        'lending.overdue_share',
        'lending.overdue_amount_share',
      ],
      period: { from: '2012-12-01', to: '2012-12-31' },
    })

    expect(row).toEqual({
      'lending.active_loans': 99,
      'lending.outstanding': 5725.06,
      'lending.overdue_amount': 788.74,
      'lending.overdue_share': 13 / 99,
      'lending.overdue_amount_share': 788.74 / 5725.06,
    })
  })
})
