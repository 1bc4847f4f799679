// A program that behaves like a Singer tap: it says its catalog, writes the lines of a script for the streams that are
// selected, and goes on after the state that it is given. Its script may also tell it to die, to hang or to talk nonsense.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import type { Step, TapScript } from './script.ts'

const { values } = parseArgs({
  options: {
    config: { type: 'string' },
    state: { type: 'string' },
    catalog: { type: 'string' },
    properties: { type: 'string' },
    discover: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const script = readJson(values.config ?? '') as TapScript
const catalogFile = values.catalog ?? values.properties
const catalog = catalogFile === undefined ? undefined : (readJson(catalogFile) as { streams: CatalogEntry[] })
const state = values.state === undefined ? undefined : readJson(values.state)

interface CatalogEntry {
  stream: string
  metadata: { breadcrumb: string[]; metadata: { selected?: boolean } }[]
}

if (script.log) {
  const folder = dirname(values.config ?? '')
  const modes = [folder, values.config ?? ''].map((path) => (statSync(path).mode & 0o777).toString(8))
  const told = { argv: process.argv.slice(2), pid: process.pid, folder, modes, state, catalog, env: { ...process.env } }
  appendFileSync(script.log, `${JSON.stringify(told)}\n`)
}
for (const line of script.says ?? []) process.stderr.write(`${line}\n`)

// a pipe takes what fits, and the rest when there is room again: nothing is left behind when the program dies
function write(text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

if (values.discover) {
  if (script.refuses) {
    process.stderr.write(`${script.refuses}\n`)
    process.exit(1)
  }
  write(
    typeof script.catalog === 'string' && existsSync(script.catalog)
      ? readFileSync(script.catalog, 'utf8')
      : JSON.stringify(script.catalog),
  )
} else if (!values.help) run()

function run(): void {
  const isSelected = (stream: string) =>
    catalog === undefined ||
    catalog.streams.some(
      (entry) =>
        entry.stream === stream &&
        entry.metadata.some((each) => each.breadcrumb.length === 0 && each.metadata.selected),
    )
  for (const step of stepsAfter(state)) {
    if (typeof step === 'string') write(`${step}\n`)
    else if ('do' in step) act(step)
    else if (!('stream' in step) || isSelected(step.stream)) write(`${JSON.stringify(step)}\n`)
  }
}

function stepsAfter(from: unknown): readonly Step[] {
  const steps = script.script ?? []
  if (from === undefined) return steps
  const at = steps.findLastIndex(
    (step) => typeof step === 'object' && 'value' in step && JSON.stringify(step.value) === JSON.stringify(from),
  )
  // as a tap does: each run tells the schemas anew
  const schemas = steps.filter((step) => typeof step === 'object' && 'schema' in step)
  return [...schemas, ...steps.slice(at + 1)]
}

function act(step: Extract<Step, { do: string }>): void {
  if (step.once !== undefined) {
    if (existsSync(step.once)) return
    writeFileSync(step.once, '')
  }
  if (step.do === 'exit') process.exit(step.code ?? 0)
  if (step.do === 'kill') process.kill(process.pid, 'SIGKILL')
  if (step.do === 'part') write(step.text ?? '')
  if (step.do === 'say') process.stderr.write(`${step.text}\n`)
  if (step.do === 'many')
    for (let id = 1; id <= (step.rows ?? 0); id++) {
      write(`${JSON.stringify({ type: 'RECORD', stream: step.stream, record: { id, note: step.text } })}\n`)
      if (id % (step.every ?? Infinity) === 0) write(`${JSON.stringify({ type: 'STATE', value: { id } })}\n`)
    }
  if (step.do === 'child') {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    process.stderr.write(`child ${child.pid}\n`)
  }
  if (step.do === 'hang') setInterval(() => {}, 1000)
}
