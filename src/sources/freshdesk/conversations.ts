import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { createClient, type FreshdeskRecord } from './client.ts'
import { pages } from './lists.ts'
import type { FreshdeskSettings } from './schema.ts'
import { readPass } from './tickets.ts'

/** What was written in each ticket that changed; one request a ticket. */
export async function* readConversations(request: ReadRequest<FreshdeskSettings>): AsyncGenerator<RecordPage> {
  const client = createClient(request.settings, request.http, request.signal)
  const before = request.after as Parameters<typeof readPass>[2]
  for await (const { records: tickets, done } of readPass(client, 'listed', before, request)) {
    for (const ticket of tickets) {
      if (ticket['id'] === null || ticket['id'] === undefined) continue
      const path = `tickets/${encodeURIComponent(String(ticket['id']))}/conversations`
      const records: FreshdeskRecord[] = []
      for await (const rows of pages(client, path)) records.push(...rows)
      yield { kind: 'page', records }
    }
    yield { kind: 'page', records: [], cursor: { ...done } }
  }
}
