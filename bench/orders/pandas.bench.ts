import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OWNER } from '../../src/kit/index.ts'
import { print, secondsOf } from '../measure.ts'
import { BENCH_TODAY, generateLines, openBenchOrders } from './lines.ts'

/*
The night's segments as the program makes them, beside the script that a shop would have instead (`rfm_pandas.py`): whole processes,
from start to the printed segments. The script reads a CSV of all lines every night, because it keeps nothing; the program asks
its marts. What bringing a night's lines into the marts costs stands in `increment.bench.ts`.
A CSV has all columns of a line, as 1C gives them. `tuned` is how many times the same script takes without its lambdas and other columns.
The script scores ties in the order of rows and does not know of orders that came back whole, so only sums can agree.
SVODKA_BENCH_PYTHON is a python with pandas, `python3` unless told.
*/
const LINES = Number(process.env['SVODKA_BENCH_LINES'] ?? 3_000_000)
const LEAST_TIMES = 20
const TURNS = 2
const PYTHON = process.env['SVODKA_BENCH_PYTHON'] ?? 'python3'
const SCRIPT = fileURLToPath(new URL('./rfm_pandas.py', import.meta.url))

const [folderOfChild, fileOfChild] = process.argv.slice(2)
if (folderOfChild !== undefined && fileOfChild !== undefined) await printSegments(folderOfChild, fileOfChild)
else if (spawnSync(PYTHON, ['-c', 'import pandas']).status === 0) await compare()
else console.log(JSON.stringify({ bench: 'orders rfm beside pandas', ok: true, left_out: `${PYTHON} has no pandas` }))

async function printSegments(folder: string, file: string): Promise<void> {
  const { figures, close } = await openBenchOrders(folder, { file })
  const answer = await figures.analyze('orders.rfm', { window_days: 'all' }, { person: OWNER, locale: 'en' })
  for (const { segment, customers, orders, revenue } of answer.tables['segments']!.rows)
    console.log([segment, customers, orders, revenue].join())
  await close()
}

async function compare(): Promise<void> {
  const kept = process.env['SVODKA_BENCH_FOLDER']
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'svodka-bench-pandas-'))
  const data = join(folder, `data-${LINES}`)
  try {
    const generated = await generateLines(join(folder, `plain-${LINES}`), LINES)
    const csv = join(folder, 'lines.csv')
    await generated.plain.run(`copy (select * from read_parquet('${generated.file}'))
      to '${csv}' (format csv, header)`)
    generated.close()
    await (await openBenchOrders(data, generated)).close()

    const run = (command: string, ...parameters: readonly string[]): string =>
      execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    const ours = () => run(process.execPath, fileURLToPath(import.meta.url), data, generated.file)
    const theirs = (...how: readonly string[]) => run(PYTHON, SCRIPT, csv, BENCH_TODAY, ...how)
    if (sumsOf(ours()) !== sumsOf(theirs('tuned'))) throw new Error('the sums differ')
    const least = async (work: () => string) => {
      const turns: number[] = []
      for (let turn = 0; turn < TURNS; turn++) turns.push(await secondsOf(async () => work()))
      return Math.min(...turns)
    }
    const [seconds, pandas, tuned] = [
      await least(ours),
      await least(() => theirs()),
      await least(() => theirs('tuned')),
    ]
    print(
      `orders rfm beside pandas, whole processes, ${LINES} lines`,
      { seconds, baseline: pandas, limit: 1 / LEAST_TIMES },
      { times: pandas / seconds, tuned: tuned / seconds },
    )
    rmSync(csv)
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** Customers and money of all segments. */
function sumsOf(text: string): string {
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .filter(([, customers]) => Number.isFinite(Number(customers)))
  const sum = (at: number) => rows.reduce((all, row) => all + Math.round(Number(row[at]) * 100), 0)
  return [sum(1), sum(3)].join()
}
