/** What a measured stretch of work took; processor time of all threads does not grow with what else the machine does. */
export interface Spent {
  seconds: number
  cpuSeconds: number
}

export async function spentOn(work: () => Promise<unknown>): Promise<Spent> {
  const startedAt = performance.now()
  const started = process.cpuUsage()
  await work()
  return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: cpuSecondsSince(started) }
}

export function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** The least of several turns: other work of the machine can only add. */
export const leastOf = (turns: readonly Spent[]): Spent => ({
  seconds: Math.min(...turns.map(({ seconds }) => seconds)),
  cpuSeconds: Math.min(...turns.map(({ cpuSeconds }) => cpuSeconds)),
})

export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => (await spentOn(work)).seconds

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Prints one line for `npm run bench`. */
export function print(
  bench: string,
  figures: { seconds: number; baseline: number; limit: number },
  more: Readonly<Record<string, number>> = {},
): void {
  const ratio = figures.seconds / figures.baseline
  const line = {
    bench,
    seconds: rounded(figures.seconds),
    baseline: rounded(figures.baseline),
    ratio: rounded(ratio),
    limit: figures.limit,
    ok: ratio <= figures.limit,
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, rounded(value)])),
  }
  console.log(JSON.stringify(line))
}

const rounded = (value: number): number => Number(value.toPrecision(3))

/** How `bin/svodka.js` starts a server. */
export const asServed = {
  execArgv: ['--initial-old-space-size=64', '--heap-growing-percent=50'],
  env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '16777216', MALLOC_TRIM_THRESHOLD_: '16777216' },
}
