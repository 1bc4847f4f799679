import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { errorText, type Locale, type MessageValues, type World } from '../base/index.ts'
import { explainedConnection, isBrokenOff, postgresAddress, postgresClient, type CheckResult } from '../kit/index.ts'
import { openState, type State, type StatePlace } from '../state/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { words } from './words.ts'

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

/** How far the clocks of two machines may be apart: well within a lease. */
const MOST_SECONDS_APART = 10

/** What `svodka check` says of the state: first where it is, and whether it answers. */
export async function checkState(
  workspace: Workspace,
  world: World,
  locale: Locale,
): Promise<[CheckResult, ...CheckResult[]]> {
  const say = (key: string, values: MessageValues) => words.say(locale, key, values)
  try {
    const place = await statePlace(workspace)
    const state = await openState(place, world)
    const clock = await state.clock().finally(() => state.close())
    if ('file' in place) return [{ ok: true, message: say('state.file', { file: place.file }) }]
    const { address, schema } = place.postgres
    const apart = clock === undefined ? 0 : Math.round(Math.abs(Date.parse(clock) - world.now().getTime()) / 1000)
    // a workspace that takes another day for today has no clock to compare
    const isApart = workspace.today === undefined && apart > MOST_SECONDS_APART
    const values = { ...address, schema, node: nodeOf(workspace), seconds: apart }
    const found = { ok: true, message: say('state.schema', values) }
    return isApart ? [found, { ok: false, message: say('state.clocks', values) }] : [found]
  } catch (error) {
    return [{ ok: false, message: errorText(error, locale) }]
  }
}

/**
 * What tells this workspace's folder from those of other nodes that share the state; undefined where none does. Of a node are what
 * is read into its warehouse and which settings are in force there.
 */
export function nodeOf({ folder, state }: Pick<Workspace, 'folder' | 'state'>): string | undefined {
  if (!state) return undefined
  const print = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 6)
  return `${hostname()}-${print}`
}
