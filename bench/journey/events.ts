import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Figures } from '../../src/figures/index.ts'
import { journey, sampleJourneySettings } from '../../src/packs/journey/index.ts'
import type { BuildResult, Warehouse } from '../../src/warehouse/index.ts'
import { cpuSecondsSince } from '../measure.ts'
import { openBenchPack, streamOf } from '../pack.ts'

const ZONE = 'Europe/Moscow'
export const BENCH_TODAY = '2024-02-01'

/** Names of the events by their number in the plain tables, from 1; 7 is the purchase, 10 … 13 are experiments. */
export const EVENT_NAMES: readonly string[] = [
  ...sampleJourneySettings.funnel,
  sampleJourneySettings.processes[2]!.start,
  ...sampleJourneySettings.processes[2]!.end,
  ...sampleJourneySettings.experiments,
]
const PURCHASE = EVENT_NAMES.indexOf(sampleJourneySettings.purchase) + 1

/** The same events twice: as plain typed tables of the raw engine, and as files for a source to hand over. */
export interface GeneratedEvents {
  /** a connection to a database file with `event_by_user` and `event_by_time` (user_id bigint, event smallint, happened_at timestamp) */
  plain: DuckDBConnection
  /** events without purchases */
  eventsFile: string
  paymentsFile: string
  events: number
  close(): void
}

/** About ten events a user, 3 % of users in experiments; takes about half a minute for a million users. */
export async function generateEvents(folder: string, users: number): Promise<GeneratedEvents> {
  await mkdir(folder, { recursive: true })
  const instance = await DuckDBInstance.create(join(folder, 'plain.duckdb'))
  const plain = await instance.connect()
  for (const statement of readFileSync(new URL('./events.sql', import.meta.url), 'utf8').split(/;\n/)) {
    if (statement.trim() !== '') await plain.run(statement, statement.includes('$1') ? [users] : undefined)
  }
  const eventsFile = join(folder, 'events.parquet')
  const paymentsFile = join(folder, 'payments.parquet')
  const names = EVENT_NAMES.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')
  await plain.run(`copy (select user_id::varchar as user_id, [${names}][event] as event, happened_at
    from event_by_time where event <> ${PURCHASE}) to '${eventsFile}' (format parquet)`)
  await plain.run(`copy (select row_number() over ()::varchar as payment_id, user_id::varchar as user_id,
    happened_at as paid_at, 1000.00::decimal(18, 2) as amount
    from event_by_time where event = ${PURCHASE}) to '${paymentsFile}' (format parquet)`)
  const counted = await plain.runAndReadAll('select count(*)::integer from event_by_time')
  return {
    plain,
    eventsFile,
    paymentsFile,
    events: Number(counted.getRows()[0]?.[0]),
    close() {
      plain.closeSync()
      instance.closeSync()
    },
  }
}

export interface BenchJourney {
  warehouse: Warehouse
  figures: Figures
  build: BuildResult
  /** time of the processor, which does not depend on what else the machine does */
  loadCpuSeconds: number
  buildCpuSeconds: number
  /** copies a file of a stream into raw and loads it */
  land(stream: string, path: string): Promise<void>
  close(): Promise<void>
}

/** The generated events in a warehouse with the pack's marts built; nothing that is asked is remembered. */
export async function openBenchJourney(
  folder: string,
  generated: GeneratedEvents,
  memoryLimitMegabytes?: number,
): Promise<BenchJourney> {
  const { definition } = journey()
  const { warehouse, figures, land } = await openBenchPack(folder, {
    definition,
    given: sampleJourneySettings,
    source: 'sales',
    streams: definition.entities.map((entity) => streamOf(entity, 'parquet')),
    timeZone: ZONE,
    today: BENCH_TODAY,
    memoryLimitMegabytes,
  })
  const started = process.cpuUsage()
  await land('journey.event', generated.eventsFile)
  await land('journey.payment', generated.paymentsFile)
  const loadCpuSeconds = cpuSecondsSince(started)
  const loaded = process.cpuUsage()
  const build = await warehouse.build()
  const buildCpuSeconds = cpuSecondsSince(loaded)
  return { warehouse, figures, build, loadCpuSeconds, buildCpuSeconds, land, close: () => warehouse.close() }
}
