import type { World } from '../base/index.ts'
import { settingsError } from '../kit/index.ts'
import { createAccount } from './account.ts'
import { createAudit } from './audit.ts'
import type { Access } from './contract.ts'
import { createDirectory, dimensionsOf, faultsOfPeople } from './directory.ts'
import { createEntry } from './entry.ts'
import { createOidc } from './oidc.ts'
import { createOneTime } from './one-time.ts'
import { ownRoles } from './own-roles.ts'
import { ADMIN, type Parts } from './parts.ts'
import { createPasses } from './passes.ts'
import { createPasswords } from './passwords.ts'
import { createPeople, type Choices } from './people.ts'
import type { Role } from './roles.ts'
import { givenRoles } from './role-views.ts'
import { rowRules } from './rows.ts'
import type { AccessOptions } from './settings.ts'
import { createThrottle } from './throttle.ts'

const CONFIG_FILE = 'svodka.config.ts'

/**
 * Who comes into a workspace and what they may see and do there.
 * @param world its clock is the true one, also where the workspace takes another day for today: one-time passwords are made
 * by the clock of a phone
 * @throws {SettingsError} naming each role, right, pack, dimension or person that is wrong, with the nearest right name
 */
export function createAccess(options: AccessOptions, world: World): Access {
  const { state, audience, passwords = createPasswords() } = options
  const { roles, choices } = checkAccess(options)
  const directory = createDirectory(options.people, state)
  const parts: Parts = {
    state,
    directory,
    passwords,
    passes: createPasses({ state, directory, roles, sessions: options.sessions }, world),
    throttle: createThrottle(state.attempts, world),
    oneTime: createOneTime(state, audience, world),
    audit: createAudit(state, world),
    lastAdmin: { role: ADMIN, fromSettings: directory.fromSettings(ADMIN), settled: directory.fromSettings() },
    world,
  }
  return {
    roles,
    visibleRows: rowRules(roles),
    may: (person, ability) => Object.hasOwn(roles, person.role) && roles[person.role]?.may.includes(ability) === true,
    entry: createEntry(parts, options.oidc && createOidc(options.oidc, parts)),
    account: createAccount(parts),
    people: createPeople(parts, choices),
    audit: parts.audit,
  }
}

/**
 * The roles that the settings make, and what a person may be given; nothing is opened for it.
 * @throws {SettingsError} as `createAccess`
 */
export function checkAccess({ roles: written, people, packs }: Pick<AccessOptions, 'roles' | 'people' | 'packs'>): {
  roles: Readonly<Record<string, Role>>
  choices: Choices
} {
  const { roles, faults } = ownRoles(written, packs)
  const choices = { roles: givenRoles(roles), dimensions: dimensionsOf(packs) }
  const known = [...choices.roles, ...Object.keys(written)]
  const wrong = [...faults, ...faultsOfPeople(people, [...new Set(known)], choices.dimensions)]
  if (wrong.length > 0) throw settingsError(wrong, CONFIG_FILE)
  return { roles, choices }
}
