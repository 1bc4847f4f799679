import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { ownName, postgresPlace } from '../../test/postgres/shared.ts'
import { SvodkaError } from '../base/index.ts'
import { startPostgresSandbox, type PostgresSandbox } from '../sandbox/postgres/index.ts'
import type { State } from './contract.ts'
import { openState } from './state.ts'
import { holder } from './testing.ts'

const NOON = '2024-01-01T12:00:00.000Z'
const world = pinnedWorld(NOON)
const DUE = { job: 'sync', dueAt: NOON, trigger: 'schedule' } as const
const ENTRY = { at: NOON, who: 'anna', action: 'export', subject: null, detail: {}, address: null }

let folder: string
let server: PostgresSandbox
let schema: string
const opened: State[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-state-pg-'))
  server = await startPostgresSandbox({ folder })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => void (schema = ownName()))
afterEach(async () => {
  for (const state of opened.splice(0)) await state.close()
})

async function open(url = server.url): Promise<State> {
  const state = await openState(await postgresPlace(url, { schema }), world)
  opened.push(state)
  return state
}

/** What was said in both languages; never with a password. */
async function refusal(url: string, secret = server.password): Promise<string> {
  const error: unknown = await open(url).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SvodkaError)) throw new Error('was not refused')
  const said = [error.say('en'), error.say('ru')]
  for (const text of said) expect(text).not.toContain(secret)
  expect(said[1]).toMatch(/[а-я]{4}/i)
  return said[0] ?? ''
}

const as = (user: string, password: string): string => {
  const url = new URL(server.url)
  return Object.assign(url, { username: user, password }).href
}

describe('is refused with what to do', () => {
  test('at a closed port, with a wrong password, without the database', async () => {
    const closed = Object.assign(new URL(server.url), { port: '1' }).href
    const missing = Object.assign(new URL(server.url), { pathname: '/quest' }).href

    expect(await refusal(closed)).toMatch(
      /^The state in PostgreSQL \(schema own_\d+_\d+\) cannot be reached\. Nothing answers at 127\.0\.0\.1:1\. Check the address in \.env/,
    )
    expect(await refusal(as('svodka', 'wrong-horse'), 'wrong-horse')).toMatch(/refused the password of svodka\./)
    expect(await refusal(missing)).toMatch(/There is no database quest at/)
  })

  test('to a role that may not make its schema; what is said to be run lets it in', async () => {
    await server.run(`create role keeper login password 'kept'`)

    const said = await refusal(as('keeper', 'kept'), 'kept')
    await server.run(said.slice(said.indexOf('create schema')))

    const state = await open(as('keeper', 'kept'))
    expect(await state.jobs.claim(DUE, holder('one'))).toMatchObject({ job: 'sync' })
  })

  test('to a role that may look into the schema of another and not write there', async () => {
    await open()
    await server.run(`create role guest login password 'guest'; grant usage on schema ${schema} to guest`)

    expect(await refusal(as('guest', 'guest'), ':guest@')).toMatch(
      new RegExp(`^guest may not do this in the schema ${schema} of postgres at 127\\.0\\.0\\.1: permission denied`),
    )
  })

  test('where a newer program wrote', async () => {
    await open()
    await server.run(`insert into ${schema}.schema_version values (99, '2030-01-01')`)

    expect(await refusal(server.url)).toMatch(/was written by a newer Svodka \(state version 99, .*Update this program/)
  })
})

test('many that open a new schema at once find one state', async () => {
  const states = await Promise.all(Array.from({ length: 6 }, () => open()))

  const claims = await Promise.all(states.map((state, place) => state.jobs.claim(DUE, holder(`owner-${place}`))))

  expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
})

test('a character that PostgreSQL’s texts cannot hold is kept as a mark, not refused', async () => {
  const state = await open()

  await state.audit.record({ ...ENTRY, subject: 'a\0b' })

  expect(await state.audit.list({ limit: 1 })).toMatchObject([{ subject: 'a\uFFFDb' }])
})

test('who ends a run and who takes it over do not pass each other, even where one of them stops between two steps', async () => {
  const between = await openBetween(server.port)
  const [one, other] = [await open(), await open(between.url)]
  const run = await one.jobs.claim(DUE, holder('one', 1))
  world.set('2024-01-01T12:01:00.000Z')
  const held = between.holdAt('update "job_run"')

  const taking = other.jobs.claim(DUE, holder('other'))
  await held.isHeld
  let isOver = false
  const ending = one.jobs.finish(run?.id ?? '', 'one', { state: 'done', detail: null }).then(
    () => 'done',
    (error: SvodkaError) => error.code,
  )
  void ending.then(() => (isOver = true))
  while (!isOver && !(await waitsForItsTurn())) continue
  held.release()

  expect([await ending, (await taking)?.owner]).toEqual(['run_not_ours', 'other'])
  await between.close()
})

const waitsForItsTurn = async (): Promise<boolean> =>
  (await server.run(`select 1 from pg_stat_activity where wait_event = 'advisory'`)).length > 0

describe('a server that is started again', () => {
  test('is found again by the next question and the next change', async () => {
    const state = await open()
    await state.audit.record(ENTRY)

    await server.close()
    server = await startPostgresSandbox({ folder, port: server.port })

    expect(await state.audit.list({ limit: 5 })).toHaveLength(1)
    await state.audit.record(ENTRY)
    expect(await state.jobs.claim(DUE, holder('one'))).toMatchObject({ attempt: 1 })
  })

  test('is waited for by what is asked meanwhile, and each is done once', async () => {
    const state = await open()
    const { port } = server
    await server.close()

    const asked = Promise.all([
      state.audit.record(ENTRY),
      state.jobs.claim(DUE, holder('one')),
      state.jobs.lastDue('other'),
    ])
    server = await startPostgresSandbox({ folder, port })

    expect((await asked)[1]).toMatchObject({ attempt: 1 })
    expect(await state.audit.list({ limit: 5 })).toHaveLength(1)
    expect(await state.jobs.history({ limit: 5 })).toHaveLength(1)
  })
})

describe('a connection that is cut', () => {
  let between: Between
  beforeEach(async () => void (between = await openBetween(server.port)))
  afterEach(() => between.close())

  test('while a change is under way: it is begun anew, and recorded once', async () => {
    const state = await open(between.url)
    between.cutAt('insert into "audit"', { isSent: false })

    await state.audit.record(ENTRY)

    expect([between.cuts(), (await state.audit.list({ limit: 5 })).length]).toEqual([1, 1])
  })

  test('before a transaction got its turn: it is begun anew', async () => {
    const state = await open(between.url)
    between.cutAt('pg_advisory_xact_lock', { isSent: true })

    expect(await state.jobs.claim(DUE, holder('one'))).toMatchObject({ attempt: 1 })
    expect(between.cuts()).toBe(1)
  })

  test('in the middle of a transaction: nothing of it was done, and whoever asked is told to ask again', async () => {
    const state = await open(between.url)
    between.cutAt('insert into "job_run"', { isSent: true })

    await expect(state.jobs.claim(DUE, holder('one'))).rejects.toMatchObject({ code: 'pg.lost', recovery: 'retry' })
    expect(await state.jobs.claim(DUE, holder('other'))).toMatchObject({ owner: 'other', attempt: 1 })
  })

  test('as a commit was sent: nobody says that nothing was recorded', async () => {
    const state = await open(between.url)
    between.cutAt('commit', { isSent: true })

    await expect(state.audit.record(ENTRY)).rejects.toMatchObject({ code: 'pg.unclear' })
    expect((await state.audit.list({ limit: 5 })).length).toBeLessThanOrEqual(1)
  })
})

interface Between {
  url: string
  /** cuts the next connection that says this; whether the server still hears it */
  cutAt(said: string, how: { isSent: boolean }): void
  cuts(): number
  /** keeps back what the next connection that says this has to say */
  holdAt(said: string): { isHeld: Promise<void>; release(): void }
  close(): Promise<void>
}

/** Somebody between program and server, who cuts connections. */
async function openBetween(port: number): Promise<Between> {
  const sockets = new Set<Socket>()
  let cut: { said: string; isSent: boolean } | undefined
  let count = 0
  let hold: { said: string; tell(): void; isOver: Promise<void> } | undefined
  const middle: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    far.pipe(near)
    near.on('data', (bytes: Buffer) => {
      if (hold && bytes.includes(hold.said)) {
        const { tell, isOver } = hold
        hold = undefined
        void isOver.then(() => far.write(bytes))
        return tell()
      }
      if (!cut || !bytes.includes(cut.said)) return void far.write(bytes)
      const { isSent } = cut
      cut = undefined
      count += 1
      near.destroy()
      if (isSent) far.end(bytes)
      else far.destroy()
    })
    near.on('close', () => far.end())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => middle.once('listening', resolve))
  const address = middle.address() as { port: number }
  return {
    url: Object.assign(new URL(server.url), { port: String(address.port) }).href,
    cutAt: (said, { isSent }) => void (cut = { said, isSent }),
    cuts: () => count,
    holdAt(said) {
      const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      hold = { said, tell: held.resolve, isOver: over.promise }
      return { isHeld: held.promise, release: over.resolve }
    },
    async close() {
      for (const state of opened.splice(0)) await state.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => middle.close(resolve))
    },
  }
}
