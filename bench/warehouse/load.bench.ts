import { mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Warehouse } from '../../src/warehouse/index.ts'
import { print, secondsOf, touchMemory } from '../measure.ts'
import { deliver, openDesk } from './desk.ts'
import { writeTickets } from './tickets.ts'

/**
 * NDJSON of tickets → mart, against the raw engine's typed `read_json` + `create table as` of the same file in the same
 * run. Landing (sha256 and copy), load and build are counted. Each ratio is the best of a few runs on both sides:
 * the machine's other work can only add. The memory that a turn takes has been touched before its clock runs.
 */
const LIMITS = { first: 2, broken: 3.2, again: 0.3, changed: 0.06, changedOfMany: 0.5 }
const ROUNDS = 3
const MILLION = 1_000_000
const CHANGED = 1000
/** of what a turn reads, copies and writes, and somewhat over */
const TOUCHED_MEGABYTES = 2000

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-'))
try {
  const tickets = join(folder, 'tickets.ndjson')
  writeTickets({ path: tickets, from: 1, count: MILLION })
  const baseline = await best(ROUNDS, () => baselineSeconds(tickets))
  await benchMillion(tickets, baseline)
  await benchBroken(baseline)
  rmSync(tickets)
  await benchMany(baseline)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function best(rounds: number, measure: (round: number) => Promise<number>): Promise<number> {
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) seconds.push(await measure(round))
  return Math.min(...seconds)
}

async function baselineSeconds(path: string): Promise<number> {
  const file = join(folder, 'baseline.duckdb')
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const statements = readFileSync(new URL('./baseline.sql', import.meta.url), 'utf8')
  touchMemory(TOUCHED_MEGABYTES, folder)
  const seconds = await secondsOf(() => connection.run(statements, [path]))
  connection.closeSync()
  instance.closeSync()
  rmSync(file)
  return seconds
}

async function benchMillion(tickets: string, baseline: number): Promise<void> {
  const changes = Array.from({ length: ROUNDS }, (_, round) => changedTickets(round, MILLION))
  let again = Number.POSITIVE_INFINITY
  let touched = Number.POSITIVE_INFINITY
  let changed = Number.POSITIVE_INFINITY
  const first = await best(ROUNDS, async (round) => {
    const data = join(folder, `desk-${round}`)
    const warehouse = await openDesk(data)
    const seconds = await timed(warehouse, tickets)
    again = Math.min(again, await timed(warehouse, tickets))
    utimesSync(tickets, new Date(), new Date())
    touched = Math.min(touched, await timed(warehouse, tickets))
    for (const path of round === 0 ? changes : []) changed = Math.min(changed, await timed(warehouse, path))
    await warehouse.close()
    rmSync(data, { recursive: true })
    return seconds
  })
  print('load 1M tickets', { seconds: first, baseline, limit: LIMITS.first })
  print('load 1M tickets, same file again', { seconds: again, baseline, limit: LIMITS.again })
  print('load 1M tickets, same content at another time', { seconds: touched, baseline, limit: LIMITS.again })
  print('load 1 000 changed of 1M tickets', { seconds: changed, baseline, limit: LIMITS.changed })
}

async function benchBroken(baseline: number): Promise<void> {
  const path = join(folder, 'broken.ndjson')
  writeTickets({ path, from: 1, count: MILLION, brokenEvery: MILLION / 10 })
  const seconds = await best(ROUNDS, async (round) => {
    const data = join(folder, `broken-${round}`)
    const warehouse = await openDesk(data)
    const loaded = await timed(warehouse, path)
    const { total } = await warehouse.rejected({})
    if (total !== 10) throw new Error(`10 broken rows expected, ${total} rejected`)
    await warehouse.close()
    rmSync(data, { recursive: true })
    return loaded
  })
  rmSync(path)
  print('load 1M tickets, 10 of them broken', { seconds: seconds, baseline, limit: LIMITS.broken })
}

async function benchMany(baseline: number): Promise<void> {
  const data = join(folder, 'many')
  const warehouse = await openDesk(data)
  for (let million = 0; million < 10; million++) {
    const path = join(folder, 'part.ndjson')
    writeTickets({ path, from: 1 + million * MILLION, count: MILLION })
    await deliver(warehouse, path)
    rmSync(path)
  }
  const seconds = await best(ROUNDS, (round) => timed(warehouse, changedTickets(round, 10 * MILLION)))
  await warehouse.close()
  print('load 1 000 changed of 10M tickets', { seconds: seconds, baseline, limit: LIMITS.changedOfMany })
}

async function timed(warehouse: Warehouse, path: string): Promise<number> {
  touchMemory(TOUCHED_MEGABYTES, folder)
  const { seconds } = await deliver(warehouse, path)
  return seconds
}

/** 1 000 tickets scattered over all of them, later versions. */
function changedTickets(round: number, of: number): string {
  const path = join(folder, `changed-${of}-${round}.ndjson`)
  writeTickets({ path, from: 1 + round, count: CHANGED, step: of / CHANGED, revision: round + 1 })
  return path
}
