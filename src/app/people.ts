import { checkAccess, createAccess, rowRules, type Access, type Audit, type People } from '../access/index.ts'
import { nearest, RequestError, type Ability, type World } from '../base/index.ts'
import { OWNER, type Person } from '../kit/index.ts'
import { readServerFile, welcomeLink } from '../server/index.ts'
import type { State } from '../state/index.ts'
import { openWorkspace, type Workspace } from '../workspace/index.ts'
import { openMachine, processFile, summaryOf, type WorkspaceSummary } from './machine.ts'
import { openOwnState } from './state.ts'
import { words } from './words.ts'

/**
 * Who comes into a workspace, by its settings and its store.
 * @param world with the true clock: see `createAccess`
 * @throws {SettingsError} naming each person or role of the settings that is wrong
 */
export function openAccess(workspace: Workspace, state: State, world: World): Access {
  const { people, roles, packs, name } = workspace
  const { oidc, sessionHours, sessionDays } = workspace.access
  return createAccess(
    {
      state,
      people,
      roles,
      packs: packs.map(({ definition }) => definition),
      audience: name,
      sessions: { idleSeconds: sessionHours * 3600, lastSeconds: sessionDays * 86_400 },
      ...(oidc ? { oidc: oidcOf(oidc) } : {}),
    },
    world,
  )
}

/**
 * Which rows the roles of a workspace show, the product's and its own.
 * @throws {SettingsError} naming each person or role of the settings that is wrong
 */
export const rowsByRole = (workspace: Workspace) => rowRules(rolesOf(workspace))

/** Every role there is in a workspace. @throws {SettingsError} naming each person or role of the settings that is wrong */
export const rolesOf = ({ roles, people, packs }: Workspace): Access['roles'] =>
  checkAccess({ roles, people, packs: packs.map(({ definition }) => definition) }).roles

const oidcOf = ({ match, ...provider }: NonNullable<Workspace['access']['oidc']>) => ({ ...provider, by: match })

/** Everybody who may come in: the store alone, so it opens without the data, and beside a server that has them. */
export interface PeopleProgram {
  workspace: WorkspaceSummary
  people: People
  audit: Audit
  may: Access['may']
  roles: Access['roles']
  /** the address of a one-time link */
  linkOf(code: string): string
  close(): Promise<void>
}

export async function openPeople(folder: string, environment: NodeJS.ProcessEnv): Promise<PeopleProgram> {
  const workspace = await openWorkspace(folder, environment)
  const { world, closeLog } = await openMachine(workspace, environment, () => new Date())
  try {
    const state = await openOwnState(workspace, world)
    const { people, audit, may, roles } = openAccess(workspace, state, world)
    const close = async () => {
      await state.close()
      await closeLog()
    }
    const linkOf = (code: string) => welcomeLink(pageUrl(workspace), code)
    return { workspace: summaryOf(workspace), people, audit, may, roles, linkOf, close }
  } catch (error) {
    await closeLog()
    throw error
  }
}

/** Where people reach the page: as the settings say, else where it answers now, else where it will. */
function pageUrl(workspace: Workspace): string {
  const running = readServerFile(processFile(workspace, 'web')) ?? readServerFile(processFile(workspace, 'serve'))
  return workspace.url ?? running?.url ?? `http://127.0.0.1:${workspace.port}`
}

/**
 * The person as whom the one at this machine asks; that it was done is recorded.
 * @throws {RequestError} where there is no such person, or their role lacks the ability
 */
export async function personToAskAs(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { login, ability, command }: { login: string; ability: Ability; command: string },
): Promise<Person> {
  const program = await openPeople(folder, environment)
  try {
    const person = await program.people.find(login)
    if (!person) {
      const known = (await program.people.list()).filter(({ state }) => state !== 'removed').map((each) => each.login)
      throw new RequestError(words, 'no_person', { login, hint: nearest(login, known) ?? 'none' })
    }
    if (!program.may(person, ability)) throw new RequestError(words, 'may_not', { login, role: person.role, ability })
    const detail = { command }
    await program.audit.record({ who: OWNER.id, action: 'asked-as', subject: person.id, detail, address: null })
    return person
  } finally {
    await program.close()
  }
}

/** Notes in the record what was done at this machine, for whom it was if not for its owner. */
export async function recordDone(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { action, subject, as }: { action: string; subject: string | null; as: string | undefined },
): Promise<void> {
  const program = await openPeople(folder, environment)
  try {
    const detail: Record<string, string> = as === undefined ? {} : { as }
    await program.audit.record({ who: OWNER.id, action, subject, detail, address: null })
  } finally {
    await program.close()
  }
}
