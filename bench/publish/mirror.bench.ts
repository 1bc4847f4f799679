import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { trusted } from '../../src/kit/index.ts'
import { publish } from '../../src/publish/index.ts'
import { startPostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import type { Warehouse } from '../../src/warehouse/index.ts'
import { printLine, secondsOf } from '../measure.ts'
import { openPayments, targetOf, world } from './warehouse.ts'

/**
 * A mart of three million payments → PostgreSQL, all that a publication does (written by the warehouse, copied, counted for the
 * planner, shown to readers), against a bare `copy … from stdin` of the same rows, already written, into the same server, in
 * turn in the same run. The machine's other work can only add: each side's best of a few rounds.
 */
const ROWS = Number(process.env['SVODKA_BENCH_ROWS'] ?? 3_000_000)
const ROUNDS = 3
/** at least 80 % of the speed */
const LIMIT = 1 / 0.8
const MEMORY_MEGABYTES = 1000
const COLUMNS = `client_id text, client_name text, loan_id text, amount numeric(18,2), issued_on date,
  annual_rate double precision, payment_id text, paid_on date, paid_amount numeric(18,2), is_overdue boolean, bucket text,
  loaded_at timestamptz`

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-'))
const data = join(folder, 'data')
const csv = join(folder, 'payments.csv')
const database = await startPostgresSandbox({ folder: join(folder, 'postgres') })
try {
  const warehouse = await openPayments(data, ROWS)
  await writeCsv(warehouse)
  const best = { bare: Infinity, 'mart.payments': Infinity, 'mart.payments_view': Infinity }
  for (let round = 0; round < ROUNDS; round++) {
    best.bare = Math.min(best.bare, await secondsOf(copyBare))
    for (const mart of ['mart.payments', 'mart.payments_view'] as const)
      best[mart] = Math.min(best[mart], await secondsOf(() => mirror(mart, warehouse)))
  }
  await warehouse.close()
  const name = `mirror ${ROWS / 1_000_000}M rows to PostgreSQL`
  for (const [mart, of] of [
    ['mart.payments', 'a table'],
    ['mart.payments_view', 'a view'],
  ] as const) {
    const ratio = best[mart] / best.bare
    printLine({
      bench: `${name}, ${of}`,
      seconds: best[mart],
      baseline: best.bare,
      ratio,
      limit: LIMIT,
      ok: ratio <= LIMIT,
    })
  }
  const megabytes = memory()
  printLine({ bench: `${name}, memory`, megabytes, limit: MEMORY_MEGABYTES, ok: megabytes <= MEMORY_MEGABYTES })
} finally {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}

async function writeCsv(warehouse: Warehouse): Promise<void> {
  const file = csv.replaceAll("'", "''")
  await warehouse.rows(trusted(`copy (select * from mart.payments) to '${file}' (format csv, header false)`))
}

async function copyBare(): Promise<void> {
  const client = new Client(database.url)
  await client.connect()
  await client.query(`set timezone = 'UTC'; drop table if exists bare; begin; create table bare (${COLUMNS})`)
  const into = client.query(copyFrom('copy bare from stdin (format csv)'))
  await pipeline(createReadStream(csv, { highWaterMark: 1 << 18 }), into)
  await client.query('commit')
  await client.end()
  if (into.rowCount !== ROWS) throw new Error(`${into.rowCount} rows came`)
}

async function mirror(mart: string, warehouse: Warehouse): Promise<void> {
  const { signal } = new AbortController()
  const { marts } = await publish(targetOf(database.url, mart), { warehouse, folder, signal }, world)
  if (marts[0]?.rows !== ROWS) throw new Error(`${marts[0]?.rows} rows came`)
}

function memory(): number {
  const child = fileURLToPath(new URL('mirror-child.ts', import.meta.url))
  return Number(execFileSync(process.execPath, [child, database.url, data, String(ROWS)], { encoding: 'utf8' }))
}
