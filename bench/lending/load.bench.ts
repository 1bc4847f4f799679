import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { startPostgresSandbox } from '../../src/sandbox/index.ts'
import { leastOf, print, printLine, spentOn, touchMemory, type Spent } from '../measure.ts'
import { TOUCHED_MEGABYTES, writeParts, type FeedSizes } from './load-files.ts'

/**
 * A loan book in JSON arrays, raw → core, against the raw engine's typed read and create of the same files in the same run;
 * landing (sha256, copy, fsync) is counted. Loading again, changes and a cumulative part are measured against the first load;
 * the first load against Python's `execute_values` upserts into PostgreSQL where Python and psycopg2 are there
 * (`SVODKA_PYTHON` names the interpreter). Each time is the best of a few rounds: the machine's other work can only add;
 * the memory that a turn takes has been touched before its clock runs.
 */
const LIMITS = { first: 2, again: 1, sameRows: 1, few: 0.15, cumulative: 1, python: 12, megabytes: 1024 }
const ROUNDS = Number(process.env['ROUNDS'] ?? 3)
const CLIENTS = Number(process.env['CLIENTS'] ?? 100_000)
const CHILD = fileURLToPath(new URL('./load-child.ts', import.meta.url))
const UPSERT = fileURLToPath(new URL('./upsert.py', import.meta.url))
const PYTHON = process.env['SVODKA_PYTHON'] ?? 'python3'
const PARTS = ['1', '1', '2', '3', '4']

interface Loaded extends Spent {
  added: number
  changed: number
  unchanged: number
  rejected: number
  error: string | null
  maximumMegabytes: number
}

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-loans-'))
try {
  const sizes = await writeParts(folder, CLIENTS)
  const baselines: Spent[] = []
  const rounds: Loaded[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    baselines.push(await baselineTime())
    rounds.push(loadParts(sizes))
  }
  const times = PARTS.map((_part, at) => leastOf(rounds.map((loaded) => loaded[at]!)))
  const [first, again, sameRows, few, cumulative] = times as [Spent, Spent, Spent, Spent, Spent]
  compare(`load ${sizes.rows} records`, first, leastOf(baselines), LIMITS.first)
  compare('load the same files again', again, first, LIMITS.again)
  compare('load the same rows in other bytes', sameRows, first, LIMITS.sameRows)
  compare(`load ${sizes.changedFew} changed rows`, few, first, LIMITS.few)
  compare(`load a cumulative part with ${sizes.changedOfAll} changed rows`, cumulative, first, LIMITS.cumulative)
  const megabytes = Math.max(...rounds.map((loaded) => loaded.at(-1)!.maximumMegabytes))
  printLine({
    bench: 'memory of all these loads',
    megabytes,
    limit: LIMITS.megabytes,
    ok: megabytes <= LIMITS.megabytes,
  })
  await againstPython(first.seconds)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function baselineTime(): Promise<Spent> {
  const file = join(folder, 'baseline.duckdb')
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  await connection.run(`set variable folder = '${folder}'`)
  touchMemory(TOUCHED_MEGABYTES, folder)
  const statements = readFileSync(new URL('./load-baseline.sql', import.meta.url), 'utf8')
  const spent = await spentOn(() => connection.run(statements))
  connection.closeSync()
  instance.closeSync()
  rmSync(file)
  return spent
}

/** The parts in a process of its own, in an empty warehouse; what it did is checked. */
function loadParts({ rows, changedFew, changedOfAll }: FeedSizes): Loaded[] {
  rmSync(join(folder, 'data'), { recursive: true, force: true })
  const { stdout, status } = spawnSync(process.execPath, [CHILD, folder, ...PARTS], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`the load ended with ${status}`)
  const loaded = stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Loaded)
  const did = loaded.map(({ added, changed, rejected, error }) => [added, changed, rejected, error])
  const expected = [rows, 0, 0, changedFew, changedOfAll].map((count, at) =>
    at === 0 ? [count, 0, 0, null] : [0, count, 0, null],
  )
  if (JSON.stringify(did) !== JSON.stringify(expected)) throw new Error(`loaded ${JSON.stringify(did)}`)
  return loaded
}

async function againstPython(first: number): Promise<void> {
  if (spawnSync(PYTHON, ['-c', 'import psycopg2']).status !== 0)
    return printLine({ bench: 'against Python upserts', note: `${PYTHON} has no psycopg2`, ok: true })
  mkdirSync(join(folder, 'postgres'))
  const server = await startPostgresSandbox({ folder: join(folder, 'postgres') })
  try {
    const { stdout } = spawnSync(PYTHON, [UPSERT, server.url, folder, '1'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { seconds } = JSON.parse(stdout) as { seconds: number }
    const times = seconds / first
    printLine({
      bench: 'against Python upserts',
      seconds: first,
      python: seconds,
      times,
      limit: LIMITS.python,
      ok: times >= LIMITS.python,
    })
  } finally {
    await server.close()
  }
}

/** The limit is of the seconds; the processor's time tells more where the machine has other work. */
function compare(bench: string, spent: Spent, { seconds: baseline, cpuSeconds }: Spent, limit: number): void {
  print(bench, { seconds: spent.seconds, baseline, limit }, { cpuRatio: spent.cpuSeconds / cpuSeconds })
}
