import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainedConnection, isBrokenOff, postgresAddress, postgresClient, Secret } from '../../src/kit/index.ts'
import { startPostgresSandbox, type PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import type { PostgresPlace } from '../../src/state/index.ts'

let started: Promise<PostgresSandbox> | undefined
let used = 0

/** One PostgreSQL for all files of a worker that need no settings of their own; it ends with the worker. */
export const sharedPostgres = (): Promise<PostgresSandbox> => (started ??= start())

/** A name that no other test of this worker uses. */
export const ownName = (): string => `own_${process.pid}_${(used += 1)}`

async function start(): Promise<PostgresSandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-shared-pg-'))
  removedAfterwards(folder)
  return startPostgresSandbox({ folder, settings: { max_connections: '60' } })
}

/** A worker is ended without a word: who notices is another process, at whose other end nobody is any more. */
function removedAfterwards(folder: string): void {
  const script = `cat > /dev/null
    for try in $(seq 100); do [ -e "$0/data/postmaster.pid" ] || break; sleep 0.1; done
    rm -rf "$0"`
  const guard = spawn('sh', ['-c', script, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.unref()
  ;(guard.stdin as { unref?(): void } | null)?.unref?.()
}

/** A schema as the place of a state, as `app` makes it of the settings. */
export async function postgresPlace(
  url: string,
  { schema = 'svodka_state', connections = 5 }: { schema?: string; connections?: number } = {},
): Promise<{ postgres: PostgresPlace }> {
  const reached = postgresAddress({ connection: new Secret(url), connectTimeoutSeconds: 15 }, 'url')
  const { password: _, ...address } = reached
  const { host, port, database, user } = address
  return {
    postgres: {
      client: await postgresClient(reached, '.'),
      schema,
      connections,
      address: { host, port, database, user },
      explainedConnection: (told) => explainedConnection(told, address),
      isBrokenOff,
    },
  }
}
