import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

/**
 * Runs every benchmark, one after another on an otherwise idle machine. Each prints lines of JSON with its ratio to the
 * raw engine or a peer measured in the same run; a table of them all comes last. Exits 1 when a ratio is missed.
 * `npm run bench -- warehouse` runs those whose path holds the word.
 */
interface Line extends Readonly<Record<string, unknown>> {
  bench: string
  ok: boolean
}

const [word = ''] = process.argv.slice(2)
const missed: string[] = []
const all: Line[] = []
for (const file of globSync('bench/**/*.bench.ts')
  .toSorted()
  .filter((path) => path.includes(word))) {
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  })
  process.stdout.write(stdout)
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
  all.push(...lines)
  missed.push(...lines.filter((line) => !line.ok).map((line) => line.bench))
  if (status !== 0 || lines.length === 0) missed.push(file)
}
console.log(`\n${tableOf(all)}\n`)
if (missed.length > 0) console.error(`missed: ${[...new Set(missed)].join(', ')}`)
process.exitCode = missed.length > 0 ? 1 : 0

/** Markdown: what was measured, against what, and how far from its limit it is. */
function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ bench, ok, ratio, limit, seconds, baseline, megabytes, ...others }) => {
    const more = Object.entries(others)
      .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
      .map(([name, value]) => `${name} ${String(value)}`)
    return [bench, seconds, baseline, ratio, limit, megabytes, more.join(', '), ok ? '✓' : '✗']
  })
  const head = ['measured', 'seconds', 'against', 'ratio', 'limit', 'MB', 'besides', '']
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '/')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
