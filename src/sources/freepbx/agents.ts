import { identifier, sql, type DeliveredContent, type ReadRequest } from '../../kit/index.ts'
import type { FreepbxSettings } from './schema.ts'
import { openSession } from './session.ts'

/** Names of operators, all of them each time: from the table `users`, and stronger, from the settings. */
export async function* readAgents(request: ReadRequest<FreepbxSettings>): AsyncGenerator<DeliveredContent> {
  const names = new Map([...(await namesOfUsers(request)), ...Object.entries(request.settings.agents)])
  const records = [...names].toSorted().map(([extension, name]) => JSON.stringify({ extension, name }))
  yield { kind: 'content', name: 'users', content: textOf(records.map((record) => `${record}\n`).join('')) }
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text)
}

async function namesOfUsers({
  settings: { database },
  folder,
  signal,
}: ReadRequest<FreepbxSettings>): Promise<readonly (readonly [string, string])[]> {
  if (!database || database.configuration === null) return []
  const session = await openSession(database, folder, signal)
  try {
    const rows = await session.rows(
      sql`select extension, name from ${identifier(database.configuration, 'users')} where name <> ''`,
      `${database.configuration}.users`,
    )
    return rows.map((row) => [String(row['extension']), String(row['name'])] as const)
  } finally {
    await session.close()
  }
}
