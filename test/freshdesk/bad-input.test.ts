import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startFreshdeskSandbox, type Fault, type SandboxDesk, type SandboxRequest } from '../../src/sandbox/index.ts'
import type { SyncResult } from '../../src/ingest/index.ts'
import { NOW, openDeskWorkspace, type DeskWorkspace } from '../desk-workspace.ts'
import { deskTicket, iso, smallDesk } from '../small-desk.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

interface Start {
  desk?: SandboxDesk
  faults?: readonly Fault[]
  apiKey?: string
  settings?: Record<string, unknown>
  timeoutSeconds?: number
}

async function start({
  desk = smallDesk(250),
  faults = [],
  apiKey = 'sample-key',
  settings = {},
  timeoutSeconds = 20,
}: Start) {
  let workspace: DeskWorkspace | undefined
  const sandbox = await startFreshdeskSandbox(
    desk,
    { rateLimits: 'off' },
    () => workspace?.world.now() ?? new Date(NOW),
  )
  sandbox.faults.add(...faults)
  closing.push(() => sandbox.close())
  workspace = await openDeskWorkspace([{ url: sandbox.url, apiKey, settings }], { timeoutSeconds })
  closing.push(workspace.close)
  const count = async () =>
    (await workspace.rows('select count(*)::int as n from staging.desk__support_ticket'))[0]?.['n']
  return { sandbox, workspace, count }
}

const toTickets = ({ path }: SandboxRequest) => path === '/api/v2/tickets'
const toAgents = ({ path }: SandboxRequest) => path === '/api/v2/agents'
const stream = (result: SyncResult, name: string) => result.streams.find((each) => each.stream === name)

/** Changes one ticket of the answer. */
const withTicket = (id: number, change: (ticket: Record<string, unknown>) => Record<string, unknown>): Fault => ({
  when: toTickets,
  fault: {
    kind: 'body',
    change: (body) =>
      (body as Record<string, unknown>[]).map((ticket) => (ticket['id'] === id ? change(ticket) : ticket)),
  },
})

test('a wrong key is refused in a sentence that says where to take the right one, and nothing more is asked', async () => {
  const { workspace, sandbox } = await start({ apiKey: 'wrong-key' })

  const english = await workspace.sync()
  const asked = sandbox.requests.length
  const russian = await workspace.sync({ locale: 'ru' })

  expect(english.isComplete).toBe(false)
  expect(english.streams[0]?.error).toMatch(
    /^Freshdesk refused the API key \(401\) at 127\.0\.0\.1:\d+\. Take the key from your Freshdesk profile/,
  )
  expect(english.streams[3]?.error).toMatch(
    /^Not read, because the source stopped earlier: Freshdesk refused the API key/,
  )
  expect(russian.streams[0]?.error).toMatch(/^Freshdesk не принял ключ API \(401\)/)
  expect(asked).toBe(1)
})

test('what the key’s owner may not read is left out, the rest comes', async () => {
  const body = { code: 'access_denied', message: 'You are not authorized to perform this action.' }
  const { workspace, count } = await start({
    faults: [{ when: toAgents, fault: { kind: 'status', status: 403, body } }],
  })

  const result = await workspace.sync()

  expect(stream(result, 'agents')?.error).toMatch(
    /^Freshdesk does not let the key’s owner read \/api\/v2\/agents \(403\)/,
  )
  expect(await count()).toBe(250)
})

test('a suspended account is told as such and stops the source', async () => {
  const body = { code: 'account_suspended', message: 'Your account has been suspended.' }
  const { workspace, sandbox } = await start({ faults: [{ fault: { kind: 'status', status: 403, body } }] })

  const result = await workspace.sync()

  expect(result.streams[0]?.error).toContain('suspended the account or locked its password (403, account_suspended)')
  expect(sandbox.requests).toHaveLength(1)
})

test('a wrong domain is told as such', async () => {
  const { workspace } = await start({ faults: [{ fault: { kind: 'status', status: 404 } }] })

  const result = await workspace.sync()

  expect(result.streams[0]?.error).toMatch(
    /^There is no Freshdesk at 127\.0\.0\.1:\d+\/api\/v2\/ticket_fields \(404\)\. Check domain/,
  )
})

test('half a page, then a reset, is asked for again: all tickets come once', async () => {
  const faults: Fault[] = [{ when: toTickets, times: 3, fault: { kind: 'reset' } }]
  const { workspace } = await start({ faults })

  const result = await workspace.sync()

  expect(stream(result, 'tickets')).toMatchObject({ added: 250, changed: 0, error: null })
})

test('a connection that breaks for good keeps what had come, and the next run goes on from there', async () => {
  const { workspace, sandbox, count } = await start({
    faults: [
      {
        when: (request) => toTickets(request) && request.query.get('updated_since') !== '2010-01-01T00:00:00Z',
        fault: { kind: 'reset' },
      },
    ],
  })

  const broken = await workspace.sync()
  const kept = await count()
  sandbox.faults.clear()
  const asked = sandbox.requests.length
  await workspace.sync()

  expect(stream(broken, 'tickets')?.error).toMatch(/^Freshdesk broke off in the middle of an answer/)
  expect(stream(broken, 'ratings')).toMatchObject({ added: 3, error: null })
  expect(kept).toBe(100)
  expect(await count()).toBe(250)
  expect(sandbox.requests.slice(asked).find(toTickets)?.query.get('updated_since')).toBe('2023-01-01T01:25:00Z')
})

test('HTML instead of JSON is told, the other lists come', async () => {
  const { workspace, count } = await start({ faults: [{ when: toAgents, fault: { kind: 'html' } }] })

  const result = await workspace.sync()

  expect(stream(result, 'agents')?.error).toMatch(/^Freshdesk answered with something that is not JSON \(text\/html/)
  expect(await count()).toBe(250)
})

test('no answer at all is told, the other lists come', async () => {
  const { workspace, count } = await start({
    faults: [{ when: toAgents, fault: { kind: 'hang' } }],
    timeoutSeconds: 0.2,
  })

  const result = await workspace.sync()

  expect(stream(result, 'agents')?.error).toMatch(/^Freshdesk did not answer within 0\.2 s/)
  expect(await count()).toBe(250)
})

test('JSON that is no list is told', async () => {
  const { workspace } = await start({
    faults: [{ when: toAgents, fault: { kind: 'body', change: () => ({ message: 'hello' }) } }],
  })

  const result = await workspace.sync()

  expect(stream(result, 'agents')?.error).toMatch(
    /^Freshdesk answered \/api\/v2\/agents with JSON that is no list of records/,
  )
})

test('a ticket with null everywhere is rejected with its record and reason; the others load', async () => {
  const nothing = (ticket: Record<string, unknown>) => Object.fromEntries(Object.keys(ticket).map((key) => [key, null]))
  const { workspace, count } = await start({ faults: [withTicket(17, nothing)] })

  const result = await workspace.sync()
  const { rows, total } = await workspace.warehouse.rejected({ source: 'desk' })

  expect(stream(result, 'tickets')).toMatchObject({ added: 249, rejected: 1, error: null })
  expect(await count()).toBe(249)
  expect(total).toBe(1)
  expect(rows[0]).toMatchObject({
    stream: 'tickets',
    entity: 'support.ticket',
    reason: expect.stringContaining('ticket_id is empty'),
  })
  expect(JSON.parse(rows[0]?.record ?? '')).toMatchObject({ id: null, stats: null })
})

test('null in a list costs itself: it is rejected, and the others load', async () => {
  const { workspace, count } = await start({
    desk: smallDesk(30),
    faults: [{ fault: { kind: 'body', change: (body) => (Array.isArray(body) ? [null, ...body] : body) } }],
    settings: { conversations: true },
  })

  const result = await workspace.sync()

  expect(result.streams.map(({ error }) => error)).toEqual(result.streams.map(() => null))
  // once in each of the three lists of tickets
  expect(stream(result, 'tickets')).toMatchObject({ added: 30, rejected: 3 })
  expect(await count()).toBe(30)
})

test('a body that is nested without end is told as no JSON, and the other lists come', async () => {
  const depth = 30_000
  const text = `[{"id":1,"contact":${'['.repeat(depth)}${']'.repeat(depth)}}]`
  const { workspace, count } = await start({
    desk: smallDesk(30),
    faults: [{ when: toAgents, fault: { kind: 'status', status: 200, text } }],
  })

  const result = await workspace.sync()

  expect(stream(result, 'agents')?.error).toMatch(/^Freshdesk answered with something that is not JSON/)
  expect(await count()).toBe(30)
})

test('a status, priority and channel that nobody knows load as their codes', async () => {
  const { workspace } = await start({
    faults: [withTicket(5, (ticket) => ({ ...ticket, status: 4711, priority: 9, source: 77 }))],
  })

  const result = await workspace.sync()

  expect(stream(result, 'tickets')).toMatchObject({ added: 250, rejected: 0 })
  expect(
    await workspace.rows("select status, priority, channel from staging.desk__support_ticket where ticket_id = '5'"),
  ).toEqual([{ status: '4711', priority: '9', channel: '77' }])
})

test('dates with an offset are moved to UTC, inside stats too', async () => {
  const shifted = (ticket: Record<string, unknown>) => ({
    ...ticket,
    created_at: '2022-12-31T23:30:00+05:30',
    stats: { ...(ticket['stats'] as object), resolved_at: '2023-01-01T03:00:00+0300' },
  })
  const { workspace } = await start({ faults: [withTicket(5, shifted)] })

  await workspace.sync()

  expect(
    await workspace.rows("select created_at, resolved_at from staging.desk__support_ticket where ticket_id = '5'"),
  ).toEqual([{ created_at: '2022-12-31T18:00:00Z', resolved_at: '2023-01-01T00:00:00Z' }])
})

test('a date that is none rejects its ticket with the reason', async () => {
  const { workspace } = await start({ faults: [withTicket(5, (ticket) => ({ ...ticket, created_at: '31.02.2023' }))] })

  const result = await workspace.sync()

  expect(stream(result, 'tickets')).toMatchObject({ added: 249, rejected: 1 })
  expect((await workspace.warehouse.rejected({})).rows[0]?.reason).toBe('created_at: "31.02.2023" is not a time')
})

test('a clock of this machine that goes back a year loses nothing', async () => {
  const { workspace, sandbox, count } = await start({})
  await workspace.sync()
  workspace.world.set('2022-06-01T00:00:00Z')
  await workspace.sync()
  sandbox.put(deskTicket(900, { updated_at: '2023-11-01T00:00:00Z' }))

  const result = await workspace.sync()

  expect(stream(result, 'tickets')).toMatchObject({ added: 1, error: null })
  expect(await count()).toBe(251)
})

test('a vendor’s clock that jumped ahead and came back hides no later ticket', async () => {
  const { workspace, sandbox, count } = await start({
    desk: smallDesk([deskTicket(1), deskTicket(2, { updated_at: '2031-01-01T00:00:00Z' })]),
  })
  await workspace.sync()
  sandbox.put(deskTicket(3, { updated_at: '2024-01-01T00:10:00Z' }))
  workspace.world.set('2024-01-01T01:00:00Z')

  await workspace.sync()

  expect(await count()).toBe(3)
})

test('a ticket stamped a little before the last one seen is caught by the overlap', async () => {
  const { workspace, sandbox, count } = await start({})
  await workspace.sync()
  const newest = Date.parse('2023-01-01T04:10:00Z')
  sandbox.put(deskTicket(900, { updated_at: iso(newest - 10 * 60_000) }))

  await workspace.sync()

  expect(await count()).toBe(251)
})

test('a storm of 429 is waited out, and what came is not asked for again', async () => {
  const { workspace, sandbox, count } = await start({
    faults: [{ when: toTickets, times: 12, fault: { kind: 'status', status: 429, retryAfterSeconds: 60 } }],
  })

  const result = await workspace.sync()

  expect(result.isComplete).toBe(true)
  expect(await count()).toBe(250)
  expect(result.seconds).toBe(12 * 60)
  expect(sandbox.requests.filter(toTickets)).toHaveLength(12 + 5)
  expect(workspace.progress.find(({ kind }) => kind === 'wait')?.text).toBe(
    'desk: Freshdesk asks to wait 60 s (too many requests)',
  )
})

test('a storm of 429 that does not end is told; the other lists come', async () => {
  const { workspace } = await start({
    faults: [{ when: toTickets, fault: { kind: 'status', status: 429, retryAfterSeconds: 60 } }],
  })

  const result = await workspace.sync()

  expect(stream(result, 'tickets')?.error).toMatch(
    /^Freshdesk goes on refusing requests as too many \(429\) after 900 s of waiting/,
  )
  expect(stream(result, 'ratings')).toMatchObject({ added: 3, error: null })
})

test('page 301, if it is ever asked for, is explained and what came before is kept', async () => {
  const crowd = Array.from({ length: 320 }, (_, at) => deskTicket(at + 1, { updated_at: '2023-05-01T00:00:00Z' }))
  const { workspace, count } = await start({ desk: smallDesk(crowd), settings: { pageSize: 1, lastPage: 400 } })

  const result = await workspace.sync()

  expect(stream(result, 'tickets')?.error).toMatch(
    /^Freshdesk did not accept the question \/api\/v2\/tickets \(400\): page: You cannot access tickets beyond/,
  )
  expect(await count()).toBe(300)
})

test('the same page again and again ends in a sentence, not in an endless loop; later all come', async () => {
  let first: unknown
  const { workspace, sandbox, count } = await start({
    desk: smallDesk(1000),
    faults: [{ when: toTickets, fault: { kind: 'body', change: (body) => (first ??= body) } }],
  })

  const result = await workspace.sync()
  const asked = sandbox.requests.length
  const kept = await count()
  sandbox.faults.clear()
  await workspace.sync()

  expect(stream(result, 'tickets')?.error).toMatch(
    /^Freshdesk gives the same page of \/api\/v2\/tickets again and again \(page 2\)/,
  )
  expect(asked).toBeLessThan(20)
  expect(kept).toBe(100)
  expect(await count()).toBe(1000)
})

test('an empty page with a link to the next does not end the reading, endless ones do', async () => {
  const empty: Fault = { when: toTickets, times: 1, fault: { kind: 'body', change: () => [] } }
  const once = await start({ faults: [empty] })
  const endless = await start({ faults: [{ ...empty, times: 1000 }] })

  await once.workspace.sync()
  await once.workspace.sync({ mode: 'refetch' })
  const result = await endless.workspace.sync()

  expect(await once.count()).toBe(250)
  expect(stream(result, 'tickets')?.error).toMatch(
    /^Freshdesk gives the same page of \/api\/v2\/tickets again and again/,
  )
  expect(endless.sandbox.requests.length).toBeLessThan(40)
})

test('a source that is down leaves the other running', async () => {
  const up = await startFreshdeskSandbox(smallDesk(120), { rateLimits: 'off' }, () => new Date(NOW))
  closing.push(() => up.close())
  const down = await startFreshdeskSandbox(smallDesk(1), {}, () => new Date(NOW))
  await down.close()
  const workspace = await openDeskWorkspace([
    { id: 'down', url: down.url },
    { id: 'up', url: up.url },
  ])
  closing.push(workspace.close)

  const result = await workspace.sync()

  expect(result.isComplete).toBe(false)
  expect(result.streams.filter(({ source }) => source === 'up').every(({ error }) => error === null)).toBe(true)
  expect(
    result.streams
      .filter(({ source }) => source === 'down')
      .every(({ error }) => error?.includes('Freshdesk cannot be reached')),
  ).toBe(true)
  expect(await workspace.rows('select count(*)::int as n from staging.up__support_ticket')).toEqual([{ n: 120 }])
})

test('the key is in no log line, message, result or file', async () => {
  const { workspace } = await start({ apiKey: 'open-sesame', faults: [{ when: toAgents, fault: { kind: 'html' } }] })

  const result = await workspace.sync()
  const checked = await workspace.ingest.check('desk', 'en')

  const coded = Buffer.from('open-sesame:X').toString('base64')
  const files = readdirSync(workspace.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(ndjson|part|json)$/.test(name),
  )
  const everything =
    JSON.stringify([result, checked, workspace.progress, workspace.world.lines]) +
    files.map((name) => readFileSync(join(workspace.folder, name), 'utf8')).join('')
  expect(everything).not.toContain('open-sesame')
  expect(everything).not.toContain(coded)
  expect(checked).toMatchObject([{ ok: false, message: expect.stringContaining('refused the API key (401)') }])
})

test('every log line of a run carries its id and source', async () => {
  const { workspace } = await start({})

  const { runId } = await workspace.sync()

  const own = workspace.world.lines.filter(({ event }) => event.startsWith('source.') || event === 'sync.loaded')
  expect(own.length).toBeGreaterThan(5)
  expect(own.every(({ fields }) => fields['runId'] === runId && fields['source'] === 'desk')).toBe(true)
})

test('check says what the key’s owner may read', async () => {
  const { workspace } = await start({ faults: [{ when: toAgents, fault: { kind: 'status', status: 403 } }] })

  const lines = await workspace.ingest.check('desk', 'en')

  expect(lines.map(({ ok }) => ok)).toEqual([true, false])
  expect(lines[0]?.message).toMatch(/^Freshdesk at 127\.0\.0\.1:\d+ accepts the key; tickets can be read$/)
  expect(lines[1]?.message).toMatch(/^agents cannot be read: Freshdesk does not let/)
})
