import { createServer, type Server } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { openDeskWorkspace } from '../desk-workspace.ts'

const FOLDER = new URL('../../../shared/data/freshdesk/', import.meta.url)
const isThere = existsSync(FOLDER)
const reason = isThere ? '' : ' (left out: the sample files are not beside this checkout, ../shared/data/freshdesk)'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** Serves each path from a file and every other list empty; the rows of one staging table after a sync. */
async function staged(paths: Record<string, string>, query: string, settings: Record<string, unknown> = {}) {
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk')
    const file = searchParams.has('filter') ? undefined : paths[pathname.replace('/api/v2/', '')]
    response.setHeader('content-type', 'application/json')
    response.end(file ? readFileSync(new URL(file, FOLDER)) : '[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => void server.close(() => resolve())))
  const { port } = server.address() as AddressInfo
  const workspace = await openDeskWorkspace([{ url: `http://127.0.0.1:${port}`, settings }])
  closing.push(workspace.close)
  const result = await workspace.sync()
  expect(result.streams.map(({ error }) => error).filter((error) => error !== null)).toEqual([])
  expect((await workspace.warehouse.rejected({})).rows).toEqual([])
  return workspace.rows(query)
}

const TICKETS = 'select * from staging.desk__support_ticket'

const V1_TICKET = {
  ticket_id: '1',
  category: 'Question',
  priority: '1',
  status: '2',
  channel: '2',
  group_id: null,
  agent_id: '5004272350',
  requester_id: '5004272351',
  first_responded_at: null,
  resolved_at: null,
  closed_at: null,
  is_spam: false,
  is_deleted: false,
}

describe.skipIf(!isThere)(`the sample files of Freshdesk through the connector into staging${reason}`, () => {
  test('all_tickets.json: a list of API v1, offsets moved to UTC', async () => {
    expect(await staged({ tickets: 'all_tickets.json' }, TICKETS)).toMatchObject([
      {
        ...V1_TICKET,
        subject: 'This is a sample ticket',
        created_at: '2014-12-31T02:27:09Z',
        updated_at: '2015-01-01T00:58:39Z',
        due_at: '2015-01-05T02:27:09Z',
        first_response_due_at: '2015-01-01T02:27:09Z',
      },
    ])
  })

  test('search_tickets.json: results of a search, two versions of one ticket, the newer wins', async () => {
    expect(await staged({ tickets: 'search_tickets.json' }, TICKETS)).toMatchObject([
      {
        ...V1_TICKET,
        subject: 'This is another ticket',
        created_at: '2020-01-01T06:21:45Z',
        updated_at: '2020-01-01T07:02:12Z',
        due_at: '2020-01-02T06:21:45Z',
        first_response_due_at: '2020-01-02T06:21:45Z',
      },
    ])
  })

  test('ticket_1.json: one ticket of API v2 instead of a list, with stats', async () => {
    expect(await staged({ tickets: 'ticket_1.json' }, TICKETS)).toMatchObject([
      {
        ticket_id: '1',
        subject: 'This is a sample ticket',
        category: 'Question',
        priority: '1',
        status: '2',
        channel: '2',
        group_id: null,
        agent_id: '6010396333',
        requester_id: '6012691534',
        created_at: '2016-05-18T04:36:04Z',
        updated_at: '2016-05-18T23:42:50Z',
        first_responded_at: '2020-06-17T20:23:43Z',
        resolved_at: '2020-07-24T15:35:21Z',
        closed_at: null,
        due_at: '2016-05-18T23:36:04Z',
        first_response_due_at: '2016-05-18T05:36:04Z',
        is_spam: false,
        is_deleted: false,
      },
    ])
  })

  test('ticket_with_stats.json: a closed ticket of a list with stats', async () => {
    expect(await staged({ tickets: 'ticket_with_stats.json' }, TICKETS)).toMatchObject([
      {
        ticket_id: '21',
        subject: 'Test',
        category: null,
        priority: '1',
        status: '5',
        channel: '10',
        group_id: null,
        agent_id: '67013469919',
        requester_id: '67042965499',
        created_at: '2022-11-16T15:59:28Z',
        updated_at: '2022-11-16T15:59:28Z',
        first_responded_at: null,
        resolved_at: '2022-11-16T15:59:28Z',
        closed_at: '2022-11-16T15:59:28Z',
        due_at: '2022-11-19T15:59:28Z',
        first_response_due_at: '2022-11-17T15:59:28Z',
        is_spam: false,
        is_deleted: false,
      },
    ])
  })

  test('agents.json and agent_1.json: names from inside contact', async () => {
    const query = 'select agent_id, name from staging.desk__support_agent order by agent_id'

    expect(await staged({ agents: 'agents.json' }, query)).toEqual([
      { agent_id: '1', name: 'Support' },
      { agent_id: '432', name: 'Clark Kent' },
    ])
    expect(await staged({ agents: 'agent_1.json' }, query)).toEqual([{ agent_id: '1', name: 'Rachel' }])
  })

  test('groups.json and group_1.json', async () => {
    const query = 'select group_id, name from staging.desk__support_group order by group_id'

    expect(await staged({ groups: 'groups.json' }, query)).toEqual([
      { group_id: '1', name: 'Entertainers' },
      { group_id: '2', name: 'Helpdesk' },
    ])
    expect(await staged({ groups: 'group_1.json' }, query)).toEqual([{ group_id: '1', name: 'Entertainers' }])
  })

  test('conversations.json: a note and a reply of the ticket, where the settings ask for them', async () => {
    const paths = { tickets: 'ticket_1.json', 'tickets/1/conversations': 'conversations.json' }
    const query = 'select * from staging.desk__support_message order by message_id'

    expect(await staged(paths, query, { conversations: true })).toMatchObject([
      {
        message_id: '1',
        ticket_id: '1',
        author_id: '1',
        channel: '2',
        is_incoming: false,
        is_private: true,
        text: 'This is a private note',
        created_at: '2016-05-19T05:36:12Z',
        updated_at: '2016-05-19T05:36:12Z',
      },
      {
        message_id: '2',
        ticket_id: '1',
        author_id: '1',
        channel: '0',
        is_incoming: false,
        is_private: false,
        text: 'This is a reply',
        created_at: '2016-05-19T05:36:14Z',
        updated_at: '2016-05-19T05:36:14Z',
      },
    ])
  })
})
