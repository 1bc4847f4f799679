import { SourceError } from '../../base/index.ts'
import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { createClient, type Client, type FreshdeskRecord } from './client.ts'
import { pages } from './lists.ts'
import type { FreshdeskSettings } from './schema.ts'
import { readPass } from './tickets.ts'

/** What was written in each ticket that changed; one request a ticket. */
export async function* readConversations(request: ReadRequest<FreshdeskSettings>): AsyncGenerator<RecordPage> {
  const client = createClient(request.settings, request.http, request.signal)
  const before = request.after as Parameters<typeof readPass>[2]
  for await (const { records: tickets, done } of readPass(client, 'listed', before, request)) {
    for (const ticket of tickets) {
      const id = ticket?.['id']
      if (id === null || id === undefined) continue
      const path = `tickets/${encodeURIComponent(String(id))}/conversations`
      yield { kind: 'page', records: await messagesOf(client, path) }
    }
    yield { kind: 'page', records: [], cursor: { ...done } }
  }
}

/** A ticket that was deleted for good since the list was read has none. */
async function messagesOf(client: Client, path: string): Promise<FreshdeskRecord[]> {
  const records: FreshdeskRecord[] = []
  try {
    for await (const rows of pages(client, path)) records.push(...rows)
  } catch (error) {
    if (!(error instanceof SourceError && error.code === 'not_found')) throw error
  }
  return records
}
