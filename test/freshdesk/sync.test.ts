import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startFreshdeskSandbox, type FreshdeskSandboxOptions, type SandboxDesk } from '../../src/sandbox/index.ts'
import { NOW, openDeskWorkspace, type DeskWorkspace } from '../desk-workspace.ts'
import { deskTicket, iso, smallDesk } from '../small-desk.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function start(
  desk: SandboxDesk,
  options: FreshdeskSandboxOptions & { settings?: Record<string, unknown> } = {},
) {
  const { settings = {}, ...sandboxOptions } = options
  let workspace: DeskWorkspace | undefined
  const sandbox = await startFreshdeskSandbox(
    desk,
    { rateLimits: 'off', ...sandboxOptions },
    () => workspace?.world.now() ?? new Date(NOW),
  )
  closing.push(() => sandbox.close())
  workspace = await openDeskWorkspace([{ url: sandbox.url, settings }])
  closing.push(workspace.close)
  return { sandbox, workspace }
}

const TICKETS = 'select * from staging.desk__support_ticket order by ticket_id::bigint'
const COUNT = 'select count(*)::int as tickets from staging.desk__support_ticket'

const rawFiles = ({ warehouse }: DeskWorkspace): string[] =>
  readdirSync(warehouse.rawFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(ndjson|part)$/.test(name),
  )

test('a desk comes whole: tickets with their times, groups, agents, ratings as scores, names of codes', async () => {
  const { workspace } = await start(smallDesk(250))

  const result = await workspace.sync()

  expect(result.streams.map(({ stream, added, error }) => [stream, added, error])).toEqual([
    ['ticket_fields', 4 + 5 + 9, null],
    ['groups', 2, null],
    ['agents', 1, null],
    ['tickets', 250, null],
    ['ratings', 3, null],
  ])
  expect(result.isComplete).toBe(true)
  expect((await workspace.rows(TICKETS))[1]).toMatchObject({
    ticket_id: '2',
    subject: 'Обращение 2',
    category: 'Question',
    priority: '3',
    status: '4',
    channel: '1',
    group_id: '10',
    agent_id: '100',
    requester_id: '5000000002',
    created_at: '2022-12-31T23:02:00Z',
    updated_at: '2023-01-01T00:02:00Z',
    first_responded_at: '2022-12-31T23:32:00Z',
    resolved_at: '2023-01-01T00:02:00Z',
    closed_at: null,
    due_at: '2023-01-02T00:02:00Z',
    first_response_due_at: '2023-01-01T01:02:00Z',
    is_spam: false,
    is_deleted: false,
  })
  expect(
    await workspace.rows('select rating_id, ticket_id, score from staging.desk__support_rating order by 1'),
  ).toEqual([
    { rating_id: '1', ticket_id: '1', score: 1 },
    { rating_id: '2', ticket_id: '2', score: -1 },
    { rating_id: '3', ticket_id: '3', score: 0 },
  ])
  expect(await workspace.rows("select name from staging.desk__support_status where code = '12'")).toEqual([
    { name: 'Ждём поставщика' },
  ])
  expect(await workspace.rows("select name from staging.desk__support_channel where code = '9'")).toEqual([
    { name: 'Feedback Widget' },
  ])
  expect(await workspace.warehouse.asOf()).toMatchObject({ desk: NOW })
})

test('the next run brings only what changed, and an idle one lands no file', async () => {
  const { workspace, sandbox } = await start(smallDesk(250))
  await workspace.sync()
  const landed = rawFiles(workspace).length
  workspace.world.set('2024-01-01T01:00:00Z')

  const idle = await workspace.sync()
  const landedIdle = rawFiles(workspace).length
  sandbox.put(deskTicket(7, { status: 5, updated_at: '2024-01-01T00:30:00Z' }))
  sandbox.put(deskTicket(999, { updated_at: '2024-01-01T00:31:00Z' }))
  const busy = await workspace.sync()

  const tickets = (result: typeof idle) => result.streams.find(({ stream }) => stream === 'tickets')
  expect(tickets(idle)).toMatchObject({ added: 0, changed: 0, unchanged: 0, asOf: '2024-01-01T01:00:00.000Z' })
  expect(landedIdle).toBe(landed)
  expect(tickets(busy)).toMatchObject({ added: 1, changed: 1, unchanged: 0 })
  expect(await workspace.warehouse.asOf()).toMatchObject({ desk: '2024-01-01T01:00:00Z' })
})

test('35 000 tickets come through a limit of 20 lists a minute, none lost and none twice', async () => {
  const { workspace, sandbox } = await start(smallDesk(35_000), {
    rateLimits: { perMinute: 200, ticketListPerMinute: 20 },
  })

  const result = await workspace.sync()

  expect(result.streams.find(({ stream }) => stream === 'tickets')).toMatchObject({
    added: 35_000,
    changed: 0,
    rejected: 0,
    error: null,
  })
  expect(await workspace.rows(COUNT)).toEqual([{ tickets: 35_000 }])
  expect(result.seconds).toBeGreaterThan(15 * 60)
  expect(sandbox.requests.every(({ query }) => Number(query.get('page')) <= 300)).toBe(true)
})

test.each([true, false])(
  'tickets changed in a few crowded seconds, more than a page in each, all come (updated_since inclusive: %s)',
  async (isUpdatedSinceInclusive) => {
    const tickets = Array.from({ length: 620 }, (_, at) =>
      deskTicket(at + 1, { updated_at: iso(Date.parse('2023-05-01T00:00:00Z') + Math.floor(at / 130) * 1000) }),
    )
    const { workspace, sandbox } = await start(smallDesk(tickets), {
      isUpdatedSinceInclusive,
      settings: { pageSize: 20 },
    })

    await workspace.sync()

    expect(await workspace.rows(COUNT)).toEqual([{ tickets: 620 }])
    expect(sandbox.requests.some(({ query }) => Number(query.get('page')) > 3)).toBe(true)
  },
)

test('more tickets in one second than Freshdesk shows is said; all others come, and reading ends', async () => {
  const crowd = Array.from({ length: 450 }, (_, at) => deskTicket(at + 1, { updated_at: '2023-05-01T00:00:00Z' }))
  const others = Array.from({ length: 50 }, (_, at) =>
    deskTicket(1000 + at, { updated_at: iso(Date.parse('2023-06-01T00:00:00Z') + at * 60_000) }),
  )
  const { workspace } = await start(smallDesk([...crowd, ...others]), { settings: { lastPage: 3 } })

  const result = await workspace.sync()

  expect(result.streams.find(({ stream }) => stream === 'tickets')?.error).toMatch(
    /^More than 300 tickets changed within the second 2023-05-01T00:00:00/,
  )
  expect(
    await workspace.rows('select count(*)::int as n from staging.desk__support_ticket where ticket_id::int >= 1000'),
  ).toEqual([{ n: 50 }])
})

test('tickets that change while pages are read are neither lost nor doubled', async () => {
  const { workspace, sandbox } = await start(smallDesk(1000), { settings: { pageSize: 50 } })
  let changed = 0
  sandbox.faults.add({
    when: ({ path }) => path.endsWith('/tickets') && changed < 15,
    fault: {
      kind: 'body',
      change: (body) => {
        changed += 1
        sandbox.put(
          deskTicket(changed, {
            subject: 'changed',
            updated_at: iso(Date.parse('2023-12-01T00:00:00Z') + changed * 1000),
          }),
        )
        return body
      },
    },
  })

  await workspace.sync()

  expect(await workspace.rows(COUNT)).toEqual([{ tickets: 1000 }])
  expect(
    await workspace.rows("select count(*)::int as n from staging.desk__support_ticket where subject = 'changed'"),
  ).toEqual([{ n: 15 }])
})

test('a ticket that slips between two pages of one crowded second is read after all', async () => {
  const crowd = Array.from({ length: 250 }, (_, at) => deskTicket(at + 1, { updated_at: '2023-05-01T00:00:00Z' }))
  const { workspace, sandbox } = await start(smallDesk(crowd), { settings: { pageSize: 50 } })
  sandbox.faults.add({
    when: ({ query }) => query.get('page') === '2',
    times: 1,
    fault: {
      kind: 'body',
      change: (body) => {
        for (const id of [1, 2, 3]) sandbox.put(deskTicket(id, { updated_at: '2023-06-01T00:00:00Z' }))
        return body
      },
    },
  })

  await workspace.sync()

  expect(await workspace.rows(COUNT)).toEqual([{ tickets: 250 }])
  expect(
    await workspace.rows(
      "select count(*)::int as n from staging.desk__support_ticket where updated_at >= '2023-06-01'",
    ),
  ).toEqual([{ n: 3 }])
})

test('tickets that left for spam or the bin are marked', async () => {
  const { workspace, sandbox } = await start(smallDesk([deskTicket(1), deskTicket(2), deskTicket(3)]))
  await workspace.sync()
  sandbox.put(deskTicket(1, { spam: true, updated_at: '2023-12-31T00:00:00Z' }))
  sandbox.put(deskTicket(2, { deleted: true }))

  await workspace.sync({ mode: 'refetch' })

  expect(
    await workspace.rows('select ticket_id, is_spam, is_deleted from staging.desk__support_ticket order by 1'),
  ).toEqual([
    { ticket_id: '1', is_spam: true, is_deleted: false },
    { ticket_id: '2', is_spam: false, is_deleted: true },
    { ticket_id: '3', is_spam: false, is_deleted: false },
  ])
})

test('full builds the same rows again from what was received, asking nobody', async () => {
  const { workspace, sandbox } = await start(smallDesk(250))
  await workspace.sync()
  const before = await workspace.rows(TICKETS)
  const asked = sandbox.requests.length

  const result = await workspace.sync({ mode: 'full' })

  expect(result).toMatchObject({ isComplete: true, streams: [] })
  expect(sandbox.requests).toHaveLength(asked)
  expect(await workspace.rows(TICKETS)).toEqual(before)
})

test('refetch asks from the beginning and changes nothing that is the same', async () => {
  const { workspace, sandbox } = await start(smallDesk(250))
  await workspace.sync()
  const asked = sandbox.requests.length

  const result = await workspace.sync({ mode: 'refetch' })

  expect(sandbox.requests.length).toBeGreaterThanOrEqual(2 * asked)
  expect(result.streams.find(({ stream }) => stream === 'tickets')).toMatchObject({
    added: 0,
    changed: 0,
    unchanged: 250,
  })
})

test('without link headers the end is a page that is not full', async () => {
  const { workspace } = await start(smallDesk(200), { hasLinkHeader: false })

  await workspace.sync()

  expect(await workspace.rows(COUNT)).toEqual([{ tickets: 200 }])
})

test('what a killed run left is dropped, what was loaded is not', async () => {
  const { workspace } = await start(smallDesk(5))
  await workspace.sync()
  const { writeFileSync } = await import('node:fs')
  const kept = rawFiles(workspace)
  writeFileSync(join(workspace.warehouse.rawFolder, 'desk/tickets/20230101T000000000Z-1.ndjson.part'), '{"id":')
  writeFileSync(join(workspace.warehouse.rawFolder, 'desk/tickets/20230101T000000000Z-2.ndjson'), '{"id":1}\n')

  await workspace.sync()

  expect(rawFiles(workspace).toSorted()).toEqual(kept.toSorted())
})
