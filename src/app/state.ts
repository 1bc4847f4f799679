import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { World } from '../base/index.ts'
import { explainedConnection, isBrokenOff, postgresAddress, postgresClient } from '../kit/index.ts'
import { openState, type State, type StatePlace } from '../state/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** Where the settings put the workspace's state: a file of its folder, unless they name a PostgreSQL. */
export async function statePlace({ folder, dataFolder, state }: Workspace): Promise<StatePlace> {
  if (!state) return { file: join(dataFolder, 'state.db') }
  const { url: connection, schema, connections, ...rest } = state.postgres
  const { password, ...address } = postgresAddress({ connection, ...rest }, 'url')
  const { host, port, database, user } = address
  return {
    postgres: {
      client: await postgresClient({ ...address, password }, folder),
      schema,
      connections,
      address: { host, port, database, user },
      explainedConnection: (told) => explainedConnection(told, address),
      isBrokenOff,
    },
  }
}

/** The workspace's own state. */
export const openOwnState = async (workspace: Workspace, world: World): Promise<State> =>
  openState(await statePlace(workspace), world)

/**
 * What tells this data folder from those of other nodes that share the state; undefined where none does. Of a node are what is
 * read into its warehouse and which settings are in force there.
 */
export function nodeOf({ dataFolder, state }: Pick<Workspace, 'dataFolder' | 'state'>): string | undefined {
  if (!state) return undefined
  const print = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 6)
  return `${hostname()}-${print}`
}
