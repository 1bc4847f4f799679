import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

/**
 * Runs every benchmark, one after another on an otherwise idle machine. Each prints lines of JSON with its ratio to the
 * raw engine or a peer measured in the same run; exits 1 when a ratio is missed.
 * `npm run bench -- warehouse` runs those whose path holds the word.
 */
interface Line {
  bench: string
  ok: boolean
}

const [word = ''] = process.argv.slice(2)
const missed: string[] = []
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
  missed.push(...lines.filter((line) => !line.ok).map((line) => line.bench))
  if (status !== 0 || lines.length === 0) missed.push(file)
}
if (missed.length > 0) console.error(`missed: ${[...new Set(missed)].join(', ')}`)
process.exitCode = missed.length > 0 ? 1 : 0
