import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * Runs every benchmark, one after another on an otherwise idle machine. Each prints lines of JSON with its ratio to the
 * raw engine or a peer measured in the same run; a table of them all comes last. Exits 1 when a ratio is missed.
 * `npm run bench -- warehouse lending` runs those whose path holds one of the words; `--before COMMIT` runs each first as it
 * was at that commit, against the dependencies of today, and puts both in the table.
 */
interface Line extends Readonly<Record<string, unknown>> {
  bench: string
  ok: boolean
}

const USAGE = `npm run bench -- [words in paths of benchmarks] [--before COMMIT]

warehouse lending    runs only bench/warehouse and bench/lending
--before COMMIT      runs each first as it was at that commit, and puts both in the table`

const { values, positionals: words } = given()
const files = globSync('bench/**/*.bench.ts').filter(
  (path) => words.length === 0 || words.some((word) => path.includes(word)),
)
const former = values.before === undefined ? undefined : treeOf(values.before)
const missed: string[] = []
const all: Line[] = []
const before = new Map<string, Line>()
try {
  for (const file of files.toSorted()) {
    if (former !== undefined && existsSync(join(former, file))) {
      const { lines } = linesOf(file, former)
      for (const line of lines) before.set(line.bench, line)
    }
    const { text, lines, status } = linesOf(file, '.')
    process.stdout.write(text)
    all.push(...lines)
    missed.push(...lines.filter((line) => !line.ok).map((line) => line.bench))
    if (status !== 0 || lines.length === 0) missed.push(file)
  }
} finally {
  if (former !== undefined) git('worktree', 'remove', '--force', former)
}
console.log(`\n${tableOf(all)}\n`)
if (missed.length > 0) console.error(`missed: ${[...new Set(missed)].join(', ')}`)
process.exitCode = missed.length > 0 ? 1 : 0

function given() {
  const options = { before: { type: 'string' }, help: { type: 'boolean' } } as const
  try {
    const found = parseArgs({ options, allowPositionals: true })
    if (!found.values.help) return found
    console.log(USAGE)
    process.exit(0)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

function linesOf(file: string, cwd: string): { text: string; lines: Line[]; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', file], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  })
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
  return { text: stdout, lines, status }
}

/** The files of a commit, with its own page. */
function treeOf(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-before-'))
  rmSync(folder, { recursive: true })
  git('worktree', 'add', '--detach', folder, commit)
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  execFileSync('npm', ['run', 'prepare'], { cwd: folder, stdio: 'ignore' })
  return folder
}

function git(...args: string[]): void {
  execFileSync('git', args, { stdio: 'ignore' })
}

/** Markdown: what was measured, against what, and how far from its limit it is. */
function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ bench, ok, ratio, limit, seconds, baseline, megabytes, value, ...others }) => {
    const more = Object.entries(others)
      .filter(([, each]) => typeof each === 'number' || typeof each === 'string')
      .map(([name, each]) => `${name} ${String(each)}`)
    const was = former === undefined ? [] : [figureOf(before.get(bench))]
    const measured = [seconds, baseline, ratio ?? value, ...was, limit, megabytes]
    return [bench, ...measured, more.join(', '), ok ? '✓' : '✗']
  })
  const was = former === undefined ? [] : ['before']
  const head = ['measured', 'seconds', 'against', 'ratio', ...was, 'limit', 'MB', 'besides', '']
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '/')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** What a line is judged by. */
function figureOf(line: Line | undefined): unknown {
  return line?.['ratio'] ?? line?.['value'] ?? line?.['megabytes']
}
