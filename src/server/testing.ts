import { dirname, join } from 'node:path'
import { createAccess, type Access, type NewSession } from '../access/index.ts'
import { silentLog, type Ability, type World } from '../base/index.ts'
import { OWNER } from '../kit/index.ts'
import { openState } from '../state/index.ts'
import type { Doors, Program } from './contract.ts'
import { silentWatch } from './metrics/index.ts'
import { startServer, type RunningServer, type ServerOptions } from './server.ts'

const OFFICE = { address: '203.0.113.7', agent: 'Firefox' }
const PASSWORD = 'twelve quiet herons'

export interface OpenTestDoors {
  doors: Doors
  access: Access
  /** somebody new who came in, with what a request of theirs carries */
  joined(login: string, role: string): Promise<{ session: NewSession; headers(url: string): Record<string, string> }>
  /** what a request by a token of somebody new carries */
  byToken(login: string, role: string, scope: readonly Ability[]): Promise<Record<string, string>>
  close(): Promise<void>
}

const JSON_HEADERS = { 'content-type': 'application/json' }

/** For tests: the doors of a workspace over a state in a folder. */
export async function testDoors(
  folder: string,
  world: World,
  more: Partial<Parameters<typeof createAccess>[0]> = {},
): Promise<OpenTestDoors> {
  const state = await openState({ file: join(folder, 'state.db') }, world)
  const access = createAccess({ state, roles: {}, people: {}, packs: [], audience: 'Лавка', ...more }, world)
  const add = (login: string, role: string) => access.people.add({ login, name: `${login} of the shop`, role }, OWNER)
  return {
    access,
    doors: { access, saved: state.saved, name: 'Лавка', locale: 'ru', version: '0.0.0', sessionSeconds: 3600 },
    async joined(login, role) {
      await add(login, role)
      const { code } = await access.people.invite(login, OWNER)
      const session = await access.entry.accept({ code, password: PASSWORD }, OFFICE)
      const headers = (url: string) => ({
        ...JSON_HEADERS,
        cookie: `svodka-session-${new URL(url).port}=${session.cookie}`,
        'x-csrf-token': session.pass.csrf ?? '',
      })
      return { session, headers }
    },
    async byToken(login, role, scope) {
      await add(login, role)
      const { secret } = await access.people.makeToken(login, { name: 'sheet', scope, days: 1 }, OWNER)
      return { ...JSON_HEADERS, authorization: `Bearer ${secret}` }
    },
    close: () => state.close(),
  }
}

const pinned: World = {
  now: () => new Date('2024-01-09T09:00:00Z'),
  sleep: async () => {},
  fetch: globalThis.fetch,
  log: silentLog,
}

/** For tests: a server of all parts over a program, with the page of a folder; its doors are its own unless some are given. */
export async function startWhole(
  program: Program,
  options: Pick<ServerOptions, 'port' | 'serverFile'> & { page: string; doors?: Doors } & Partial<ServerOptions>,
): Promise<RunningServer> {
  const { page, doors, ...rest } = options
  const own = doors ? undefined : await testDoors(dirname(options.serverFile), pinned)
  const server = await startServer(
    {
      mayMove: true,
      role: 'serve',
      web: { program, page, doors: (doors ?? own?.doors) as Doors },
      local: { program },
      ready: async () => [],
      metrics: { watch: silentWatch, text: async () => ({ contentType: 'text/plain', text: '' }) },
      ...rest,
    },
    silentLog,
  )
  return {
    url: server.url,
    async close() {
      await server.close()
      await own?.close()
    },
  }
}
