// Behaves like the tap whose output was recorded: tells its catalog, and writes what the tap wrote for the stream that is
// selected, from the beginning or after the state that the recording ended with.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [recorded = '', day = '1', ...args] = process.argv.slice(2)
const given = (option: string): string | undefined => {
  const at = args.indexOf(option)
  return at === -1 ? undefined : readFileSync(args[at + 1] ?? '', 'utf8')
}
const recording = (name: string): string => readFileSync(join(recorded, name), 'utf8')

interface Entry {
  stream: string
  metadata: { breadcrumb: string[]; metadata: { selected?: boolean } }[]
}

if (!(JSON.parse(given('--config') ?? '{}') as { files?: unknown }).files) {
  process.stderr.write('CRITICAL files is a required property\n')
  process.exitCode = 1
} else if (args.includes('--discover')) process.stdout.write(recording('catalog.json'))
else {
  const { streams } = JSON.parse(given('--catalog') ?? '') as { streams: Entry[] }
  const state = given('--state')
  for (const { stream, metadata } of streams) {
    const isSelected = metadata.some((each) => each.breadcrumb.length === 0 && each.metadata.selected)
    if (isSelected) process.stdout.write(recording(`${stream}.${kindFor(stream, state)}.ndjson`))
  }
}

function kindFor(stream: string, state: string | undefined): 'first' | 'idle' | 'next' {
  if (state === undefined) return 'first'
  const last = recording(`${stream}.first.ndjson`)
    .split('\n')
    .findLast((line) => line.includes('"STATE"'))
  const known = JSON.stringify((JSON.parse(last ?? '{}') as { value?: unknown }).value)
  if (JSON.stringify(JSON.parse(state)) !== known) throw new Error(`no run from this state was recorded: ${state}`)
  return day === '1' ? 'idle' : 'next'
}
