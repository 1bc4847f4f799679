import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordOf, schemaOf, stateOf, type Step } from './script.ts'
import { isAlive, openSingerWorkspace, runsOf, scripted, type Settings } from './workspace.ts'

const KILLS = process.env['SVODKA_FULL'] === '1' ? 50 : 3
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
const ROWS = 24
const EACH = 4

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'svodka-singer-kill-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** When to kill: when the child has said so many lines, and a moment later. */
interface Moment {
  lines: number
  milliseconds: number
}

/** Runs the child, and kills it. @returns the lines that it said */
async function runChild(folder: string, settings: Settings, moment?: Moment): Promise<string[]> {
  const file = join(root, 'settings.json')
  writeFileSync(file, JSON.stringify(settings))
  const child = spawn(process.execPath, [CHILD, folder, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    if (lines.length === moment?.lines) setTimeout(() => child.kill('SIGKILL'), moment.milliseconds)
  })
  await once(child, 'close')
  return lines
}

/** Every tap of a log has ended, and its files are gone: at once, or within the grace that a guard gives. */
async function expectNothingLeft(log: string): Promise<void> {
  const runs = existsSync(log) ? runsOf(log) : []
  await expect
    .poll(() => runs.filter(({ pid, folder }) => isAlive(pid) || existsSync(folder)), { timeout: 20_000, interval: 50 })
    .toEqual([])
}

const script = (): Step[] => [
  schemaOf('notes', ['id', 'note']),
  ...Array.from({ length: ROWS }, (_, at): Step[] => [
    recordOf('notes', { id: at + 1, note: `note ${at + 1}` }),
    ...((at + 1) % EACH === 0 ? [stateOf({ id: at + 1 })] : []),
  ]).flat(),
]

const columns = { note_id: 'id', text: 'note' }
const settingsWith = (log: string, steps: readonly Step[] = script()): Settings =>
  scripted({ log, script: steps }, { catalog: 'none', streams: { 'shop.note': { stream: 'notes', columns } } })

test(`a sync killed at ${KILLS} moments ends with every row once, and leaves no tap and no secrets behind`, async () => {
  const whole = await runChild(join(root, 'whole'), settingsWith(join(root, 'whole.ndjson')))
  const least: number[] = []

  for (let round = 0; round < KILLS; round++) {
    const folder = join(root, `round-${round}`)
    const log = join(root, `round-${round}.ndjson`)
    const moment = {
      lines: 1 + Math.floor((whole.length - 2) * ((round + Math.random()) / KILLS)),
      milliseconds: Math.random() * 20,
    }
    await runChild(folder, settingsWith(log), moment)
    await expectNothingLeft(log)
    const workspace = await openSingerWorkspace({ folder })
    await workspace.sync(settingsWith(log))

    expect(await workspace.rows('select note_id, text from core.shop_note order by note_id')).toEqual(
      Array.from({ length: ROWS }, (_, at) => ({ note_id: at + 1, text: `note ${at + 1}` })),
    )
    expect(await workspace.rows('select count(*)::int as n from core.shop_note_history')).toEqual([{ n: 0 }])
    expect((await workspace.warehouse.cursor('tap', 'shop.note'))?.['state']).toBe(JSON.stringify({ id: ROWS }))
    await workspace.close()
    least.push(Number((runsOf(log).at(-1)?.state as { id?: number } | undefined)?.id ?? 0))
  }

  // some were killed in the middle, and went on from there
  expect(least.filter((id) => id > 0 && id < ROWS).length).toBeGreaterThan(0)
}, 600_000)

test('a tap that waits when the program is killed ends with it, and so does what it started', async () => {
  const log = join(root, 'waits.ndjson')
  const steps: Step[] = [...script(), { do: 'child' }, { do: 'hang' }]
  const settings = settingsWith(log, steps)

  // began, then a line for each state; the tap hangs after the last one
  await runChild(join(root, 'waits'), settings, { lines: 1 + ROWS / EACH, milliseconds: 0 })

  expect(runsOf(log)).toHaveLength(1)
  await expectNothingLeft(log)
})
