import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog, type World } from '../../src/base/index.ts'
import { type Figures, createFigures } from '../../src/figures/index.ts'
import { createIngest } from '../../src/ingest/index.ts'
import { OWNER, sql } from '../../src/kit/index.ts'
import { support } from '../../src/packs/support/index.ts'
import { files } from '../../src/sources/index.ts'
import { type Warehouse, openWarehouse } from '../../src/warehouse/index.ts'
import { supportModels } from './help-desk.ts'

/*
7 554 incidents of a car maker's help desk (BPI Challenge 2013), loaded as anybody would load a CSV.
What must come out was counted from the published log, not by this program.
*/

const CSV = fileURLToPath(new URL('../../../shared/data/incidents/incidents_2012.csv', import.meta.url))
const PERIOD = { from: '2010-01-01', to: '2012-12-31' }

const world: World = {
  now: () => new Date('2012-05-31T00:00:00Z'),
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
}

describe.skipIf(!existsSync(CSV))('incidents through the files source (skipped where ../shared/data is absent)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-incidents-'))
  let warehouse: Warehouse
  let figures: Figures
  const texts: string[] = []

  beforeAll(async () => {
    const source = files({
      id: 'incidents',
      streams: {
        'support.ticket': {
          path: CSV,
          key: ['ticket_id'],
          columns: {
            ticket_id: 'ticket_id',
            category: 'category',
            priority: 'priority',
            status: 'last_status',
            group_id: 'line',
            agent_id: 'team',
            created_at: 'created_at',
            updated_at: 'updated_at',
            // the published mean runs to the last event of every incident; eight have no resolution of their own
            resolved_at: 'updated_at',
          },
        },
      },
    })
    const pack = support({ lines: { line_1: ['line_1'], line_2: ['line_2'], development: ['line_3'] } })
    const settings = pack.definition.settings.parse(pack.settings)
    const sourceSettings = source.definition.settings.parse(source.settings)
    warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
    await warehouse.prepare({
      sources: [{ id: source.id, streams: source.definition.streams(sourceSettings) }],
      entities: pack.definition.entities,
      models: supportModels(),
      settingsTables: pack.definition.settingsTables!(settings, { timeZone: 'UTC', today: '2012-05-31' }),
    })
    const sources = [{ id: source.id, definition: source.definition, settings: sourceSettings }]
    await createIngest({ sources, warehouse, folder: dirname(CSV), world }).sync(
      { mode: 'new', locale: 'en' },
      (progress) => texts.push(progress.text),
    )
    figures = createFigures({
      packs: [{ definition: pack.definition, settings }],
      warehouse,
      timeZone: 'UTC',
      currency: undefined,
      today: () => '2012-05-31',
    })
  })
  afterAll(async () => {
    await warehouse.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const asker = { person: OWNER, locale: 'en' } as const

  test('all 7 554 rows arrive, none is rejected', async () => {
    const [row] = await warehouse.rows(sql`select count(*) as tickets from mart.support_tickets`)
    const { total } = await warehouse.rejected({})

    expect(row).toEqual({ tickets: 7554 })
    expect(total).toBe(0)
    expect(texts.join(' ')).not.toContain('rejected')
  })

  test('the mean time from the first to the last event is 12.0793 days, the median 7.549', async () => {
    const { rows } = await figures.query(
      { metrics: ['support.resolution_hours', 'support.resolution_hours_median'], period: PERIOD },
      asker,
    )

    expect(Number(rows[0]!['support.resolution_hours']) / 24).toBeCloseTo(12.0793, 4)
    expect(Number(rows[0]!['support.resolution_hours_median']) / 24).toBeCloseTo(7.549, 3)
  })

  test('line 1 alone handles 60.18 %', async () => {
    const { rows } = await figures.query({ metrics: ['support.line_share'], by: ['line'], period: PERIOD }, asker)
    const split = await figures.analyze('support.line-split', { from: PERIOD.from, to: PERIOD.to }, asker)

    const share = rows.find((row) => row['line'] === 'line_1')!['support.line_share']
    expect(Number(share)).toBeCloseTo(4546 / 7554, 10)
    expect(split.figures['line_1_pooled_percent']).toBeCloseTo(60.18, 2)
    expect(split.figures['line_2_tickets']).toBe(2464)
    expect(split.figures['development_tickets']).toBe(544)
  })

  test('impact falls into four priorities as published', async () => {
    const { rows } = await figures.query(
      { metrics: ['support.tickets_created'], by: ['priority'], period: PERIOD },
      asker,
    )

    const counts = Object.fromEntries(rows.map((row) => [row['priority'], row['support.tickets_created']]))
    expect(counts).toEqual({ medium: 4045, low: 3245, high: 261, major: 3 })
  })
})
