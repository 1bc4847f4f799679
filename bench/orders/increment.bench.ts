import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leastOf, print, type Spent } from '../measure.ts'
import { generateLines, openBenchOrders } from './lines.ts'

/*
A night's twenty thousand lines, loaded and built into the marts: onto ten million lines, beside the same onto one million.
The best of a few nights: the machine's other work, and the engine's checkpoints every few nights, can only add. SVODKA_BENCH_FOLDER is where `rfm.bench.ts` keeps marts.
*/
const LIMIT = 1.5
const NIGHTS = 6
const MANY = Number(process.env['SVODKA_BENCH_LINES'] ?? 10_000_000)
const FEW = MANY / 10
const NIGHT = MANY / 500

const few = await night(FEW)
const many = await night(MANY)
print(
  `orders: load and build ${NIGHT} lines onto ${MANY / 1e6}M lines, against ${FEW / 1e6}M`,
  { seconds: many.seconds, baseline: few.seconds, limit: LIMIT },
  { cpuSeconds: many.cpuSeconds, baselineCpuSeconds: few.cpuSeconds },
)

/** @returns the least of a few nights, after one that warms up */
async function night(lines: number): Promise<Spent> {
  const kept = process.env['SVODKA_BENCH_FOLDER']
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'svodka-bench-orders-'))
  const data = join(folder, `nights-${lines}`)
  try {
    const generated = await generateLines(join(folder, `plain-${lines}`), lines)
    // kept marts stay as they are for other benchmarks
    const made = join(folder, `data-${lines}`)
    if (existsSync(made)) cpSync(made, data, { recursive: true })
    const orders = await openBenchOrders(data, generated)
    const spent: Spent[] = []
    for (let count = 0; count <= NIGHTS; count++) {
      const delivered = await orders.deliver(await generated.night(NIGHT))
      for (const model of ['core.orders_line', 'mart.orders_sales']) {
        const how = delivered.build.models.find(({ name }) => name === model)?.how
        if (how !== 'increment') throw new Error(`${model} was made ${how}`)
      }
      if (count > 0) spent.push(delivered)
    }
    await orders.close()
    generated.close()
    return leastOf(spent)
  } finally {
    rmSync(kept === undefined ? folder : data, { recursive: true, force: true })
  }
}
