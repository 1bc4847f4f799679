// Tries every parser at the edge with input that chance makes of right input, each in a process of its own, and tells what was
// found with the seed that shows it again:
//   node test/fuzz/run.ts --seconds 600 --seed night --only json
//   node test/fuzz/run.ts --again 'files: json' 'night/files: json/17' 3
import { fork } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { TARGETS } from './targets/index.ts'
import type { Told } from './child.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: process.env['FUZZ_SECONDS'] ?? '60' },
    seed: { type: 'string', default: 'svodka' },
    only: { type: 'string', default: '' },
    again: { type: 'boolean', default: false },
  },
})

/** Nothing is heard for so long: it hangs. */
const SILENT_SECONDS = 120
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

interface Tally {
  inputs: number
  sessions: number
  megabytes: number
  findings: Map<string, { count: number; where: string; text: string }>
}

function runChild(args: readonly string[], tally: Tally): Promise<void> {
  const note = join(tmpdir(), `svodka-fuzz-${process.pid}.note`)
  const child = fork(CHILD, [...args, note], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  let last = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (last = (last + text).slice(-2000)))
  const kill = () => child.kill('SIGKILL')
  let timer = setTimeout(kill, SILENT_SECONDS * 1000)
  child.on('message', (told: Told) => {
    clearTimeout(timer)
    timer = setTimeout(kill, SILENT_SECONDS * 1000)
    tally.inputs += told.inputs
    tally.megabytes = Math.max(tally.megabytes, told.megabytes)
    if (told.isSessionOver) tally.sessions += 1
    if (told.finding) note_(tally, told.finding, told.where)
  })
  return new Promise((resolve) =>
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      if (code !== 0) note_(tally, `the process died: ${signal ?? code} ${last}`, readFileSync(note, 'utf8'))
      rmSync(note, { force: true })
      resolve()
    }),
  )
}

/** Findings of one kind are one: numbers and quoted texts aside. */
function note_({ findings }: Tally, text: string, where: string): void {
  const kind = text.replace(/\d+/g, '0').slice(0, 90)
  const known = findings.get(kind)
  if (known) known.count += 1
  else findings.set(kind, { count: 1, where, text })
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const newTally = (): Tally => ({ inputs: 0, sessions: 0, megabytes: 0, findings: new Map() })

if (values.again) {
  const [name = '', session = '', attempt = ''] = positionals
  const tally = newTally()
  await runChild(['again', name, session, attempt], tally)
  for (const { text } of tally.findings.values()) say(text)
  process.exitCode = tally.findings.size > 0 ? 1 : 0
} else {
  const chosen = TARGETS.filter(({ name }) => name.includes(values.only))
  const seconds = Number(values.seconds) / chosen.length
  let found = 0
  say(`parser | inputs | sessions | memory | found`)
  for (const { name, missing } of chosen) {
    if (missing !== undefined) {
      say(`${name} | – | – | – | left out: ${missing}`)
      continue
    }
    const tally = newTally()
    await runChild(['seconds', name, values.seed, String(seconds)], tally)
    say(`${name} | ${tally.inputs} | ${tally.sessions} | ${tally.megabytes} MB | ${tally.findings.size}`)
    for (const { count, where, text } of tally.findings.values())
      say(`  ✗ ${count} × ${text}\n    node test/fuzz/run.ts --again ${where}`)
    found += tally.findings.size
  }
  process.exitCode = found > 0 ? 1 : 0
}
