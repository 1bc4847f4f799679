import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/** Every check of the house, one after another; all of them run, so that one look shows everything that is wrong. */
const CHECKS: readonly (readonly [name: string, command: string])[] = [
  ['format', 'oxfmt --check'],
  ['lint', 'oxlint --deny-warnings'],
  ['types', 'npm run --silent types'],
  ['architecture', 'npm run --silent architecture'],
  ['unused', 'knip'],
  ['secrets', 'secretlint "**/*"'],
  ['tests', 'npm test --silent'],
  ['long tests', 'npm run --silent test:long'],
]

const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } })
const chosen = CHECKS.filter(([name]) => !values.without.includes(name))
const failed = chosen.filter(([name, command]) => {
  const started = performance.now()
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
  return status !== 0
})
console.log(`checks: ${chosen.length - failed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length > 0 ? 1 : 0
