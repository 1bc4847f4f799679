import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/index.ts'
import { openState, type OutboxRow, type State } from '../../src/state/index.ts'
import { adminChat, chatOf, morningDocument, RECIPIENTS, REQUEST, TOKEN, worldAt } from './delivery-morning.ts'

const KILLS = process.env['SVODKA_FULL'] === '1' ? 100 : 4
const CHILD = fileURLToPath(new URL('delivery-child.ts', import.meta.url))
const PARTS = ['text-1', 'picture-1', 'picture-2']
/** a killed process loses nothing that it gave to the kernel, so a disk in memory tells the same, sooner */
const MEMORY_DISK = '/dev/shm'
/** each start of the program lies later than the lease of the one before it */
const STARTS = ['2023-12-31T05:45:00Z', '2023-12-31T05:55:00Z', '2023-12-31T06:05:00Z', '2023-12-31T06:15:00Z'] as const

let sandbox: TelegramSandbox
let root: string
let titles: string[]

beforeAll(async () => {
  titles = (await morningDocument()).blocks.flatMap((block) => (block.kind === 'chart' ? [block.title] : []))
  root = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'svodka-crash-'))
  sandbox = await startTelegramSandbox({ token: TOKEN, limits: 'off' }, () => new Date(STARTS[0]))
})
afterAll(async () => {
  await sandbox.close()
  rmSync(root, { recursive: true, force: true })
})

interface Moment {
  step: number
  milliseconds: number
}

/** One life of the program. @returns the steps that it took; undefined when it was killed */
async function live(round: number, start: string, moment?: Moment): Promise<number | undefined> {
  const given = [fileOf(round), sandbox.url, round, start, moment?.step ?? 0, moment?.milliseconds ?? 0]
  const child = spawn(process.execPath, [CHILD, ...given.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)))
  if (signal === null && said === '') throw new Error('The child failed; see above')
  return signal === 'SIGKILL' ? undefined : Number(said)
}

const fileOf = (round: number): string => join(root, `state-${round}.db`)

async function withState<T>(round: number, look: (state: State) => Promise<T>): Promise<T> {
  const state = await openState({ file: fileOf(round) }, worldAt(STARTS[0]))
  return look(state).finally(() => state.close())
}

const rowsOf = (round: number): Promise<readonly OutboxRow[]> =>
  withState(round, ({ outbox }) => outbox.list({ report: REQUEST.report, limit: 1000 }))

/** Parts that had been put on the wire and whose answer was not recorded. */
const onTheWire = async (round: number): Promise<string[]> =>
  (await rowsOf(round)).filter(({ state, isOnWire }) => state === 'sending' && isOnWire).map(nameOf)

const nameOf = ({ recipient, part }: Pick<OutboxRow, 'recipient' | 'part'>): string => `${recipient} ${part}`

/** How often each part stands in the chat of its recipient. */
function received(round: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [index, recipient] of REQUEST.to.entries()) {
    const seen = new Map<string, number>()
    for (const { photo, text } of sandbox.messages(chatOf(round, index))) {
      const kind = photo ? text : 'text-1'
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
    }
    for (const [kind, times] of seen) {
      const part = kind === 'text-1' ? kind : `picture-${titles.indexOf(kind) + 1}`
      counts.set(nameOf({ recipient, part }), times)
    }
  }
  return counts
}

interface Tally {
  kills: number
  unknown: number
  /** unknown parts that did arrive */
  arrived: number
  doubled: number
  lost: number
  notices: number
}

/** What one round ended with, after its last, undisturbed life. */
async function expectNothingLostOrDoubled(round: number, lost: readonly string[], tally: Tally): Promise<void> {
  const rows = await rowsOf(round)
  const arrived = received(round)
  const all = REQUEST.to.flatMap((recipient) => PARTS.map((part) => nameOf({ recipient, part })))
  expect(rows.map(nameOf).toSorted()).toEqual(all.toSorted())
  const unknown = rows.filter(({ state }) => state === 'unknown').map(nameOf)
  expect(unknown.toSorted()).toEqual([...new Set(lost)].toSorted())
  expect(rows.filter(({ state }) => state !== 'unknown' && state !== 'sent')).toEqual([])
  const doubled = all.filter((name) => (arrived.get(name) ?? 0) > 1)
  const missing = all.filter((name) => !arrived.has(name) && !unknown.includes(name))
  tally.unknown += unknown.length
  tally.arrived += unknown.filter((name) => arrived.has(name)).length
  tally.doubled += doubled.length
  tally.lost += missing.length
  expect({ round, doubled, missing }).toEqual({ round, doubled: [], missing: [] })
  await expectAdministratorToKnow(round, unknown, tally)
}

/** Each unknown part is named in a notice, and no notice came twice; one that was itself cut off on the wire may not have come. */
async function expectAdministratorToKnow(round: number, unknown: readonly string[], tally: Tally): Promise<void> {
  const notices = sandbox.messages(adminChat(round)).map(({ text }) => text)
  const put = await withState(round, ({ outbox }) => outbox.list({ report: 'notice', limit: 100 }))
  const told = put.map(({ body }) => String(body['text']))
  tally.notices += notices.length
  expect(new Set(notices).size).toBe(notices.length)
  expect(put.every(({ state }) => state === 'sent' || state === 'unknown')).toBe(true)
  expect(put.length > 0).toBe(unknown.length > 0)
  for (const name of unknown) {
    const [recipient = '', part = ''] = name.split(' ')
    expect(told.some((text) => new RegExp(`^${recipient}, telegram: .*${part}`, 'm').test(text))).toBe(true)
  }
}

function addChats(round: number): void {
  for (let index = 0; index < RECIPIENTS; index++) {
    sandbox.addChat({ id: chatOf(round, index), type: 'private', name: `r${index}` })
  }
  sandbox.addChat({ id: adminChat(round), type: 'private', name: 'admin' })
}

test('two processes that send the same morning at once send each part once', async () => {
  const round = 500
  addChats(round)

  await Promise.all([live(round, STARTS[0]), live(round, STARTS[0])])
  await live(round, STARTS[1])

  const rows = await rowsOf(round)
  expect(rows.filter(({ state }) => state !== 'sent').map(({ cause }) => cause?.en)).toEqual([])
  expect([...received(round).values()]).toEqual(Array.from({ length: RECIPIENTS * PARTS.length }, () => 1))
})

test(`a morning killed at ${KILLS} random moments, then started again, neither loses nor doubles a part`, async () => {
  addChats(0)
  const steps = (await live(0, STARTS[0])) ?? 0
  const tally: Tally = { kills: 0, unknown: 0, arrived: 0, doubled: 0, lost: 0, notices: 0 }
  await expectNothingLostOrDoubled(0, [], tally)

  for (let round = 1; tally.kills < KILLS; round++) {
    addChats(round)
    const lost: string[] = []
    // the program is cut off once to three times, and then comes to its end
    const cuts = round % STARTS.length || 1
    for (const [life, start] of STARTS.entries()) {
      const part = ((tally.kills % KILLS) + Math.random()) / KILLS
      const moment = { step: 1 + Math.floor(part * steps), milliseconds: Math.random() < 0.5 ? 0 : Math.random() * 10 }
      if ((await live(round, start, life < cuts ? moment : undefined)) !== undefined) break
      tally.kills += 1
      lost.push(...(await onTheWire(round)))
    }
    await expectNothingLostOrDoubled(round, lost, tally)
  }
  process.stdout.write(
    `${tally.kills} kills over ${steps} steps of a morning with ${RECIPIENTS} recipients: ${tally.unknown} parts unknown ` +
      `(${tally.arrived} of them had arrived), ${tally.notices} notices, ${tally.doubled} doubled, ${tally.lost} lost\n`,
  )
  expect(sandbox.violations).toEqual([])
}, 3_600_000)
