import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateLines, openBenchOrders } from './lines.ts'

/*
A night's twenty thousand lines, loaded and built into the marts: onto ten million lines, beside the same onto one million.
Processor time, the best of a few nights: the machine's other work can only add.
*/
const LIMIT = 1.5
const NIGHTS = 3
const MANY = Number(process.env['SVODKA_BENCH_LINES'] ?? 10_000_000)
const FEW = MANY / 10
const NIGHT = MANY / 500

const few = await night(FEW)
const many = await night(MANY)
const ratio = many.cpuSeconds / few.cpuSeconds
console.log(
  JSON.stringify({
    bench: `load and build ${NIGHT} lines onto ${MANY / 1e6}M lines, against ${FEW / 1e6}M`,
    seconds: rounded(many.cpuSeconds),
    baseline: rounded(few.cpuSeconds),
    ratio: rounded(ratio),
    limit: LIMIT,
    ok: ratio <= LIMIT,
    wallSeconds: rounded(many.seconds),
    baselineWallSeconds: rounded(few.seconds),
  }),
)

/** @returns the least of a few nights, after one that warms up */
async function night(lines: number): Promise<{ seconds: number; cpuSeconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-orders-'))
  try {
    const generated = await generateLines(join(folder, 'plain'), lines)
    const orders = await openBenchOrders(join(folder, 'data'), generated)
    const spent: { seconds: number; cpuSeconds: number }[] = []
    for (let count = 0; count <= NIGHTS; count++) {
      const { seconds, cpuSeconds, build } = await orders.deliver(await generated.night(NIGHT))
      const line = build.models.find(({ name }) => name === 'core.orders_line')
      if (line?.how !== 'increment') throw new Error(`core.orders_line was made ${line?.how}`)
      if (count > 0) spent.push({ seconds, cpuSeconds })
    }
    await orders.close()
    generated.close()
    return {
      seconds: Math.min(...spent.map(({ seconds }) => seconds)),
      cpuSeconds: Math.min(...spent.map(({ cpuSeconds }) => cpuSeconds)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
