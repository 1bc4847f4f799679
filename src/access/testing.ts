import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from '../base/index.ts'
import { OWNER } from '../kit/index.ts'
import { openState, type State } from '../state/index.ts'
import { createAccess } from './access.ts'
import type { Access, Caller, NewSession, SignIn } from './contract.ts'
import { createPasswords } from './passwords.ts'
import type { AccessOptions } from './settings.ts'

export const OFFICE: Caller = { address: '203.0.113.7', agent: 'Firefox' }
export const HOME: Caller = { address: '198.51.100.20', agent: 'Chrome' }
export const PASSWORD = 'twelve quiet herons'

/** For tests: argon2id at the least cost there is. */
export const CHEAP = { memory: 8, passes: 1, parallelism: 1 }

export interface AccessDesk {
  access: Access
  state: State
  /** another process on the same state */
  another(more?: Partial<AccessOptions>): Promise<Access>
  /** somebody who was added and has come in from the office */
  joined(login: string, role: string, more?: { name?: string; email?: string }): Promise<NewSession>
  close(): Promise<void>
}

/** For tests: access over a state in a folder of its own. */
export async function accessDesk(world: World, more: Partial<AccessOptions> = {}): Promise<AccessDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-access-'))
  const opened: State[] = []
  const options = { roles: {}, people: {}, packs: [], audience: 'Отчёты', passwords: createPasswords(CHEAP), ...more }
  const open = async (): Promise<State> => {
    const state = await openState({ file: join(folder, 'state.db') }, world)
    opened.push(state)
    return state
  }
  const state = await open()
  const access = createAccess({ ...options, state }, world)
  return {
    access,
    state,
    another: async (own = {}) => createAccess({ ...options, ...own, state: await open() }, world),
    async joined(login, role, { name = `${login} of the shop`, email } = {}) {
      await access.people.add({ login, name, role, ...(email !== undefined && { email }) }, OWNER)
      const { code } = await access.people.invite(login, OWNER)
      return access.entry.accept({ code, password: PASSWORD }, OFFICE)
    },
    async close() {
      for (const each of opened) await each.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The session of a sign-in that needs no second step. */
export function sessionOf(signIn: SignIn): NewSession {
  if (signIn.state !== 'in') throw new Error('a code is asked for')
  return signIn.session
}

/** The code of the refusal that some work meets. */
export async function refused(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error) || !('code' in error)) throw new Error(`was not refused: ${String(error)}`)
  return String(error.code)
}
