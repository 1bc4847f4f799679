// Records what a real tap writes, for replay.ts: SVODKA_SINGER_TAP=…/tap-spreadsheets node test/singer/record.ts
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { selecting, type Catalog } from '../../src/sources/singer/catalog.ts'
import { putFiles, realTap, RECORDED, tapConfig } from './real.ts'

const program = realTap ?? ''
if (!program) throw new Error('SVODKA_SINGER_TAP names no tap')
const folder = '/tmp/svodka-recorded'
const files = join(folder, 'in')
rmSync(folder, { recursive: true, force: true })
mkdirSync(files, { recursive: true })
const put = (name: string, value: unknown) => {
  writeFileSync(join(folder, name), JSON.stringify(value))
  return join(folder, name)
}
const run = (...args: string[]): string =>
  execFileSync(program, ['--config', join(folder, 'config.json'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

putFiles(files, 1)
put('config.json', tapConfig(files))
const catalogText = run('--discover')
writeFileSync(join(RECORDED, 'catalog.json'), catalogText)
const states = new Map<string, string>()
for (const [recording, day] of [
  ['first', 1],
  ['idle', 1],
  ['next', 2],
] as const) {
  putFiles(files, day)
  for (const stream of ['lines', 'buyers']) {
    const catalog = selecting(JSON.parse(catalogText) as Catalog, stream, { stream, needs: [] }, false)
    const state = states.get(stream)
    const given = state === undefined ? [] : ['--state', put('state.json', JSON.parse(state))]
    const lines = run('--catalog', put('catalog.json', catalog), ...given)
    writeFileSync(join(RECORDED, `${stream}.${recording}.ndjson`), lines)
    const last = lines.split('\n').findLast((line) => line.includes('"STATE"'))
    if (recording === 'first' && last)
      states.set(stream, JSON.stringify((JSON.parse(last) as { value: unknown }).value))
  }
}
