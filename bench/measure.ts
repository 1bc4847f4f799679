import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

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

const PIECE = Buffer.alloc(4 * 1024 * 1024)

/**
 * Has the machine give the memory that a turn will take before its clock runs. A virtual machine pays for each page at its first
 * touch, several times what copying a page costs, and gives back what was free for a while: whichever turn comes later pays
 * for what the earlier one found ready.
 * @param folder where the turn writes
 */
export function touchMemory(megabytes: number, folder: string): void {
  const path = join(folder, 'touched.tmp')
  const file = openSync(path, 'wx')
  try {
    for (let written = 0; written < megabytes * 1024 * 1024; written += PIECE.length) writeSync(file, PIECE)
  } finally {
    closeSync(file)
    rmSync(path)
  }
}

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

/** Prints one line of what is not one ratio. */
export function printLine(line: Readonly<Record<string, unknown>> & { bench: string; ok: boolean }): void {
  const shown = Object.entries(line).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  ])
  console.log(JSON.stringify(Object.fromEntries(shown)))
}

/** Prints one line of a figure that may be so large. */
export const printWithin = (
  bench: string,
  value: number,
  limit: number,
  more: Readonly<Record<string, number>> = {},
): void => printLine({ bench, value, limit, ok: value <= limit, ...more })

const rounded = (value: number): number => Number(value.toPrecision(3))

/** How `bin/svodka.js` starts a server. */
export const asServed = {
  execArgv: ['--initial-old-space-size=64', '--heap-growing-percent=50', '--max-semi-space-size=4'],
  env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '16777216', MALLOC_TRIM_THRESHOLD_: '16777216' },
}
