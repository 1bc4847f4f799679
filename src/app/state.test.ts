import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { ownName, sharedPostgres } from '../../test/postgres/shared.ts'
import type { PostgresSandbox } from '../sandbox/postgres/index.ts'
import { silentWatch } from '../server/index.ts'
import { openWorkspace, type Workspace } from '../workspace/index.ts'
import { rememberApplied } from './applied.ts'
import { openDesk, type DeskParts } from './desk.ts'
import { makeJobs } from './jobs.ts'
import { planOf } from './plan.ts'
import { checkState, nodeOf, statePlace } from './state.ts'

const NOW = '2024-01-01T06:00:00.000Z'
const TODAY = '2024-01-01'
const world = pinnedWorld(NOW)
const entry = (name: string) => new URL(`../${name}/index.ts`, import.meta.url).href
const schema = ownName()

let folder: string
let database: PostgresSandbox
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-app-state-'))
  database = await sharedPostgres()
})
afterAll(async () => {
  await database.run(`drop schema if exists ${schema} cascade`)
  rmSync(folder, { recursive: true })
})

/** A workspace of its own whose state is as these settings say. */
async function workspaceWith(name: string, state: string, url = database.url): Promise<Workspace> {
  const own = join(folder, name)
  mkdirSync(join(own, 'data'), { recursive: true })
  writeFileSync(join(own, 'ca.pem'), 'a certificate')
  writeFileSync(
    join(own, 'svodka.config.ts'),
    `import { defineWorkspace, secret } from '${entry('kit')}'
import { support } from '${entry('packs')}'
export default defineWorkspace({
  name: 'A', timeZone: 'Europe/Moscow', locale: 'en', sources: [],
  packs: [support({ lines: { line_1: ['Support'], line_2: ['Experts'], development: ['Dev'] } })],
  sync: [{ at: '0 * * * *' }, { at: '30 6 * * *' }],
  reports: [{ report: 'support.morning', at: '45 8 * * *', to: ['head'] }],
  recipients: { head: { folder: 'reports' } },
  ${state}
})
`,
  )
  return openWorkspace(own, { STATE_URL: url })
}

const shared = (name: string) =>
  workspaceWith(name, `state: { postgres: { url: secret('STATE_URL'), schema: '${schema}' } },`)

test('without the setting the state is a file of the data folder, and there are no nodes', async () => {
  const workspace = await workspaceWith('alone', '')

  expect(await statePlace(workspace)).toEqual({ file: join(workspace.dataFolder, 'state.db') })
  expect(nodeOf(workspace)).toBeUndefined()
  expect(await checkState(workspace, world, 'en')).toEqual([
    { ok: true, message: expect.stringMatching(/^in the file .*state\.db, for this machine alone$/) },
  ])
})

test('elsewhere it is asked for with a checked certificate unless the settings say otherwise; the authority is a file of the workspace', async () => {
  const url = ['postgresql://keeper', 'p%40ss@db.example.com/svodka'].join(':')
  const place = async (name: string, more: string) =>
    statePlace(await workspaceWith(name, `state: { postgres: { url: secret('STATE_URL')${more} } },`, url))

  expect(await place('verified', '')).toMatchObject({
    postgres: {
      client: { host: 'db.example.com', password: 'p@ss', ssl: { rejectUnauthorized: true } },
      schema: 'svodka_state',
      connections: 5,
      address: { host: 'db.example.com', port: 5432, database: 'svodka', user: 'keeper' },
    },
  })
  expect(await place('trusted', `, tls: { ca: 'ca.pem' }, connections: 9`)).toMatchObject({
    postgres: { client: { ssl: { ca: 'a certificate' } }, connections: 9 },
  })
  expect(await place('lax', `, tls: 'require'`)).toMatchObject({
    postgres: { client: { ssl: { rejectUnauthorized: false } } },
  })
})

test('nodes that share a state take the due times of reports together, and of reading each its own', async () => {
  const parts = {} as Parameters<typeof makeJobs>[1]
  const [one, other] = [await shared('one'), await shared('other')]

  const [ones, others] = [makeJobs(one, parts), makeJobs(other, parts)].map((jobs) => jobs.map(({ id }) => id))

  expect(ones).toEqual([`sync@${nodeOf(one)}`, `sync:2@${nodeOf(one)}`, 'report:support.morning'])
  expect(ones?.filter((id) => others?.includes(id))).toEqual(['report:support.morning'])
})

test('a node reads its sources before it takes part in the schedules', async () => {
  const workspace = await shared('one')
  const reading = Promise.withResolvers<void>()
  const isRead = Promise.withResolvers<void>()
  const sync = async () => {
    reading.resolve()
    await isRead.promise
    return { runId: 'x', streams: [], seconds: 0, isComplete: true }
  }
  const parts = { workspace, world, sync, today: () => TODAY, watch: silentWatch, seesAll: () => true }
  const desk = await openDesk({ ...parts, ...({} as Pick<DeskParts, 'warehouse' | 'figures'>) })
  const seen = async () => (await database.run(`select id from ${schema}.job`)).length

  await desk.start({ hasBot: false })
  await reading.promise
  const before = await seen()
  isRead.resolve()

  await expect.poll(seen).toBe(3)
  expect(before).toBe(0)
  await desk.close()
})

test('which settings are in force is each node’s own; no secret is kept with them', async () => {
  const [one, other] = [await shared('one'), await shared('other')]
  const warehouse = { modelReads: () => ({}) }
  for (const subject of ['data', 'desk'] as const)
    await rememberApplied(subject, { workspace: one, day: TODAY, warehouse }, world)

  expect((await planOf(one, TODAY, new Date(NOW))).changes).toEqual([])
  expect((await planOf(other, TODAY, new Date(NOW))).appliedAt).toEqual({ data: null, desk: null })
  const [row] = await database.run(`select string_agg(settings, ' ') as kept from ${schema}.applied_settings`)
  expect(String(row?.['kept'])).toContain(`"state.postgres.schema":"${schema}"`)
  expect(String(row?.['kept'])).not.toContain(database.password)
})

test('check names the place and the node, and says when the clocks are apart or nobody answers', async () => {
  const workspace = await shared('one')
  const away = await workspaceWith(
    'away',
    `state: { postgres: { url: secret('STATE_URL') } },`,
    ['postgresql://svodka', 'hush@127.0.0.1:1/svodka'].join(':'),
  )
  // the database's clock is the machine's
  const real = { ...world, now: () => new Date() }

  expect(await checkState(workspace, real, 'en')).toEqual([
    {
      ok: true,
      message: `in PostgreSQL at 127.0.0.1, schema ${schema} of postgres; this node is called ${nodeOf(workspace)}`,
    },
  ])
  expect(await checkState(workspace, world, 'ru')).toEqual([
    { ok: true, message: expect.stringContaining('этот узел называется') },
    { ok: false, message: expect.stringMatching(/^часы этой машины и PostgreSQL на 127\.0\.0\.1 расходятся на/) },
  ])
  const [told] = await checkState(away, world, 'en')
  expect(told).toEqual({
    ok: false,
    message: expect.stringMatching(/cannot be reached\. Nothing answers at 127\.0\.0\.1:1\./),
  })
  expect(told.message).not.toContain('hush')
})
