import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFreshdeskSandbox, type FreshdeskSandbox } from '../../src/sandbox/index.ts'
import type { DeskWorkspace } from '../desk-workspace.ts'
import { deskTicket, smallDesk } from '../small-desk.ts'
import { openCrashDesk } from './desk.ts'

const KILLS = process.env['SVODKA_FULL'] === '1' ? 50 : 4
const CHILD = fileURLToPath(new URL('sync-child.ts', import.meta.url))
const ENTITIES = ['agent', 'channel', 'group', 'priority', 'rating', 'status', 'ticket']

let sandbox: FreshdeskSandbox
let root: string
let base: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'svodka-crash-'))
  base = join(root, 'base')
  sandbox = await startFreshdeskSandbox(smallDesk(300), { rateLimits: 'off' }, () => new Date('2024-01-02T00:00:00Z'))
  const first = await openCrashDesk(base, sandbox.url)
  await first.sync()
  await first.warehouse.close()
  for (let number = 1; number <= 600; number++) {
    if (number % 2 === 0)
      sandbox.put(deskTicket(number, { status: 5, updated_at: deskTicket(1000 + number).updated_at }))
  }
  for (let id = 4; id < 60; id++) {
    sandbox.addRating({
      id,
      ticket_id: id,
      agent_id: 100,
      group_id: 10,
      user_id: 1,
      rating: 101,
      created_at: '2023-06-01T00:00:00Z',
    })
  }
})

afterAll(async () => {
  await sandbox.close()
  rmSync(root, { recursive: true, force: true })
})

/** Kills once the child has asked for so many pages, and a moment later: a time alone would mostly miss on a busy machine. */
interface Moment {
  requests: number
  milliseconds: number
}

/** Runs the child, and kills it. @returns whether it ended its sync first */
async function runChild(folder: string, moment?: Moment): Promise<boolean> {
  const child = spawn(process.execPath, [CHILD, folder, sandbox.url], { stdio: ['ignore', 'pipe', 'inherit'] })
  let hasEnded = false
  let asked = 0
  const isItsMoment = () => {
    asked += 1
    if (asked === moment?.requests) setTimeout(() => child.kill('SIGKILL'), moment.milliseconds)
    return false
  }
  sandbox.faults.clear()
  sandbox.faults.add({ when: isItsMoment, fault: { kind: 'hang' } })
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('ended')) hasEnded = true
  })
  await new Promise((resolve) => child.once('exit', resolve))
  sandbox.faults.clear()
  return hasEnded
}

/** Everything that the workspace says: rows, their history, the mart, what was rejected. */
async function contents({ rows }: DeskWorkspace): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const entity of ENTITIES) {
    found[entity] = await rows(`select * from core.support_${entity} order by all`)
    found[`${entity} history`] = await rows(
      `select * exclude (_batch) from core.support_${entity}_history order by all`,
    )
  }
  found['mart'] = await rows('select * from mart.ticket_states order by all')
  found['rejected'] = await rows('select count(*)::int as n from raw.rejected')
  return found
}

/** Every file in raw is named by exactly one batch, with its hash; nothing half-written is left. */
async function expectRawToMatchItsManifest({ rows, warehouse }: DeskWorkspace): Promise<void> {
  const files = readdirSync(warehouse.rawFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(warehouse.rawFolder.length + 1))
  const batches = (await rows('select file, sha256 from raw.batch order by file')) as { file: string; sha256: string }[]
  expect(batches.map(({ file }) => file)).toEqual(files.toSorted())
  for (const { file, sha256 } of batches) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(warehouse.rawFolder, file)))
        .digest('hex'),
    ).toBe(sha256)
  }
}

test(`a sync killed at ${KILLS} random moments, then run again, ends with the rows of an undisturbed one`, async () => {
  const undisturbed = join(root, 'undisturbed')
  cpSync(base, undisturbed, { recursive: true })
  const asked = sandbox.requests.length
  expect(await runChild(undisturbed)).toBe(true)
  const requests = sandbox.requests.length - asked
  const workspace = await openCrashDesk(undisturbed, sandbox.url)
  const expected = await contents(workspace)
  await workspace.warehouse.close()
  expect(expected['ticket']).toHaveLength(450)
  expect(expected['ticket history']).toHaveLength(150)

  let killed = 0
  let afterCommits = 0
  for (let round = 0; killed < KILLS && round < 2 * KILLS; round++) {
    const folder = join(root, `round-${round}`)
    cpSync(base, folder, { recursive: true })
    const part = ((killed % KILLS) + Math.random()) / KILLS
    const moment = { requests: 1 + Math.floor(part * requests), milliseconds: Math.random() * 120 }
    const isKilled = !(await runChild(folder, moment))
    const again = await openCrashDesk(folder, sandbox.url)
    const [survived] = await again.rows("select count(*)::int as n from core.support_ticket where status = '5'")
    if (isKilled) killed += 1
    if (isKilled && Number(survived?.['n']) > 0) afterCommits += 1
    const result = await again.sync()
    expect(result.isComplete).toBe(true)
    expect(await contents(again)).toEqual(expected)
    await expectRawToMatchItsManifest(again)
    await again.close()
  }
  process.stdout.write(
    `${killed} syncs of ${requests} requests killed in the middle, ${afterCommits} of them after some commits; rows equal in all\n`,
  )
  expect(killed).toBe(KILLS)
}, 1_200_000)
