import { afterEach, expect, test } from 'vitest'
import { deskTicket, smallDesk } from '../../../test/small-desk.ts'
import { startFreshdeskSandbox, type FreshdeskSandbox, type FreshdeskSandboxOptions } from './index.ts'

const NOW = '2023-01-20T00:00:00Z'
const KEY = { authorization: `Basic ${Buffer.from('sample-key:X').toString('base64')}` }

const opened: FreshdeskSandbox[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()))
})

async function start(
  desk = smallDesk(250),
  options: FreshdeskSandboxOptions = { rateLimits: 'off' },
  now = () => new Date(NOW),
) {
  const sandbox = await startFreshdeskSandbox(desk, options, now)
  opened.push(sandbox)
  const ask = async (path: string, headers: Record<string, string> = KEY) => {
    const response = await fetch(`${sandbox.url}/api/v2/${path}`, { headers })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { sandbox, ask }
}

test('without the key nothing is shown', async () => {
  const { ask } = await start()

  const without = await ask('tickets', {})
  const wrong = await ask('tickets', { authorization: `Basic ${btoa('other:X')}` })

  expect([without.status, wrong.status]).toEqual([401, 401])
  expect(without.body).toMatchObject({ code: 'invalid_credentials' })
})

test('without updated_since only tickets made in the last 30 days come', async () => {
  const old = deskTicket(1, { created_at: '2022-12-20T00:00:00Z' })
  const { ask } = await start(smallDesk([old, deskTicket(2)]))

  const recent = await ask('tickets')
  const all = await ask('tickets?updated_since=2000-01-01')

  expect(recent.body.map((ticket: { id: number }) => ticket.id)).toEqual([2])
  expect(all.body).toHaveLength(2)
})

test('a page is 30 rows, 100 at most, with a link to the next', async () => {
  const { ask, sandbox } = await start()

  const first = await ask('tickets')
  const large = await ask('tickets?per_page=100&page=3')
  const tooLarge = await ask('tickets?per_page=101')

  expect(first.body).toHaveLength(30)
  expect(first.headers.get('link')).toBe(`<${sandbox.url}/api/v2/tickets?page=2>; rel="next"`)
  expect(large.body).toHaveLength(50)
  expect(large.headers.get('link')).toBeNull()
  expect(tooLarge).toMatchObject({ status: 400, body: { errors: [{ field: 'per_page', code: 'invalid_value' }] } })
})

test('page 301 of the tickets is refused', async () => {
  const { ask } = await start()

  const last = await ask('tickets?page=300')
  const beyond = await ask('tickets?page=301')

  expect(last).toMatchObject({ status: 200, body: [] })
  expect(beyond).toMatchObject({ status: 400, body: { description: 'Validation failed', errors: [{ field: 'page' }] } })
})

test('tickets come in the order that was asked for, from the instant that was asked for', async () => {
  const { ask } = await start()

  const ascending = await ask(
    'tickets?updated_since=2023-01-01T04:00:00Z&order_by=updated_at&order_type=asc&per_page=100',
  )
  const descending = await ask('tickets?order_by=updated_at')

  expect(ascending.body.map((ticket: { id: number }) => ticket.id)).toEqual([
    240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250,
  ])
  expect(descending.body[0].id).toBe(250)
})

test('include costs credits, stats come only when asked for, empty fields are null', async () => {
  const { ask } = await start(smallDesk(1), {})

  const plain = await ask('tickets')
  const withStats = await ask('tickets?include=stats')
  const withBoth = await ask('tickets?include=stats,requester')

  const used = [plain, withStats, withBoth].map(({ headers }) => headers.get('x-ratelimit-used-currentrequest'))
  expect(used).toEqual(['1', '3', '5'])
  expect(withBoth.headers.get('x-ratelimit-remaining')).toBe('191')
  expect(plain.body[0]).not.toHaveProperty('stats')
  expect(withStats.body[0].stats).toHaveProperty('reopened_at', null)
  expect(plain.body[0]).toMatchObject({ type: null, product_id: null })
})

test('the tickets list has its own lower limit, until the minute is over', async () => {
  let now = Date.parse(NOW)
  const { ask } = await start(
    smallDesk(1),
    { rateLimits: { perMinute: 100, ticketListPerMinute: 2 } },
    () => new Date(now),
  )

  const statuses = [await ask('tickets'), await ask('tickets'), await ask('tickets')].map(({ status }) => status)
  const other = await ask('groups')
  now += 15_000
  const refused = await ask('tickets')
  now += 45_000
  const later = await ask('tickets')

  expect(statuses).toEqual([200, 200, 429])
  expect(other.status).toBe(200)
  expect(refused.headers.get('retry-after')).toBe('45')
  expect(later.status).toBe(200)
})

test('spam and deleted tickets are hidden unless asked for', async () => {
  const { ask } = await start(
    smallDesk([deskTicket(1), deskTicket(2, { spam: true }), deskTicket(3, { deleted: true })]),
  )

  const ids = async (query: string) => (await ask(`tickets${query}`)).body.map((ticket: { id: number }) => ticket.id)

  expect(await ids('')).toEqual([1])
  expect(await ids('?filter=spam')).toEqual([2])
  expect(await ids('?filter=deleted')).toEqual([3])
})

test('a ticket that changes moves to the end, and pages shift under whoever reads them', async () => {
  const { ask, sandbox } = await start(smallDesk(6))
  const query = 'tickets?updated_since=2000-01-01&order_by=updated_at&order_type=asc&per_page=3'

  const first = await ask(`${query}&page=1`)
  sandbox.put(deskTicket(2, { updated_at: '2023-01-10T00:00:00Z' }))
  const second = await ask(`${query}&page=2`)

  expect(first.body.map((ticket: { id: number }) => ticket.id)).toEqual([1, 2, 3])
  expect(second.body.map((ticket: { id: number }) => ticket.id)).toEqual([5, 6, 2])
})

test('other lists and single records are served', async () => {
  const { ask } = await start(smallDesk(3))

  expect((await ask('groups')).body).toHaveLength(2)
  expect((await ask('agents')).body[0].contact).toMatchObject({ name: 'Анна Ежова' })
  expect((await ask('surveys/satisfaction_ratings?created_since=2023-01-01T01:00:00Z')).body).toHaveLength(2)
  expect((await ask('ticket_fields')).body).toContainEqual(expect.objectContaining({ type: 'default_status' }))
  expect((await ask('tickets/2')).body).toMatchObject({ id: 2, description_text: 'Обращение 2' })
  expect(await ask('tickets/999')).toMatchObject({ status: 404, body: undefined })
})

test('faults strike the requests they are meant for, as often as they are told', async () => {
  const { ask, sandbox } = await start(smallDesk(3))
  sandbox.faults.add(
    { when: ({ path }) => path.endsWith('/groups'), times: 1, fault: { kind: 'status', status: 500 } },
    { when: ({ path }) => path.endsWith('/agents'), fault: { kind: 'reset' } },
  )

  expect((await ask('groups')).status).toBe(500)
  expect((await ask('groups')).status).toBe(200)
  await expect(ask('agents')).rejects.toThrow('terminated')
  expect((await ask('tickets')).status).toBe(200)
})
