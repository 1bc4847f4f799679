import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openState, type NewPart, type State } from '../../src/state/index.ts'
import { pinnedWorld } from '../pinned-world.ts'

const CHILD = fileURLToPath(new URL('outbox-child.ts', import.meta.url))
const STEPS_OF_A_PART = 4
const ROUNDS = process.env['SVODKA_FULL'] === '1' ? 24 : STEPS_OF_A_PART
const PARTS = ['text-1', 'picture-1', 'picture-2']
const LOST = { ru: 'программа прервалась', en: 'the program broke off' }

const folder = mkdtempSync(join(tmpdir(), 'svodka-outbox-'))
const file = join(folder, 'state.db')
const sentFile = join(folder, 'sent.txt')
const world = pinnedWorld('2024-01-01T06:00:00Z')
let state: State

beforeAll(async () => void (state = await openState({ file }, world)))

afterAll(async () => {
  await state.close()
  rmSync(folder, { recursive: true })
})

const partsOf = (recipient: string): NewPart[] =>
  PARTS.map((part, order) => ({
    report: 'support.morning',
    recipient,
    channel: 'telegram',
    edition: '2023-12-31',
    part,
    order,
    body: {},
    content: new Uint8Array([order]),
  }))

/** @returns whether the child was killed */
async function send(owner: string, dieAt: number): Promise<boolean> {
  const settings = [file, sentFile, owner, world.now().toISOString(), String(dieAt)]
  const child = spawn(process.execPath, [CHILD, ...settings], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('exit', (...ended) => resolve(ended)),
  )
  if (signal === null && code !== 0) throw new Error(`${owner} ended with ${code}`)
  return signal === 'SIGKILL'
}

const sentLines = () => (existsSync(sentFile) ? readFileSync(sentFile, 'utf8').trim().split('\n') : [])

test('two senders killed between any two steps: no part vanishes, none is sent twice, what is not known is called unknown', async () => {
  const people = Array.from({ length: 10 * ROUNDS }, (_, number) => `person-${number}`)
  const { added } = await state.outbox.add(people.flatMap(partsOf))
  let killed = 0
  for (let round = 0; round < ROUNDS; round++) {
    const deaths = [1 + round, STEPS_OF_A_PART * 3 + 1 + ((round + 2) % STEPS_OF_A_PART)]
    const ends = await Promise.all(deaths.map((dieAt, place) => send(`round-${round}-${place}`, dieAt)))
    killed += ends.filter(Boolean).length
    await world.sleep(61_000)
    await state.outbox.recover(LOST)
  }
  await Promise.all([send('last-one', 0), send('last-other', 0)])

  const rows = await state.outbox.list({ limit: 10_000 })
  const lines = sentLines()
  const unknown = rows.filter((row) => row.state === 'unknown')
  process.stdout.write(
    `${killed} senders killed: ${added} parts, ${lines.length} sent, each once; ${unknown.length} unknown, ` +
      `${unknown.filter((row) => lines.includes(row.id)).length} of them had arrived\n`,
  )
  expect(killed).toBe(2 * ROUNDS)
  expect(rows).toHaveLength(added)
  expect(new Set(lines).size).toBe(lines.length)
  expect(rows.filter((row) => row.state !== 'unknown' && row.state !== 'sent')).toEqual([])
  expect(rows.filter((row) => row.state === 'sent' && !lines.includes(row.id))).toEqual([])
  // of the four steps, two lie between the wire and the record of the answer
  expect(unknown).toHaveLength(killed / 2)
}, 300_000)
