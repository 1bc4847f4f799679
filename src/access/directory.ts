import { LOCALES, type PersonView } from '../base/index.ts'
import type { Fault, PackDefinition, Person } from '../kit/index.ts'
import type { Credential, State, StoredPerson } from '../state/index.ts'
import { fault } from './say.ts'
import { hashOf } from './secrets.ts'
import type { PersonSettings } from './settings.ts'

/** A person who may come in, wherever they are written down. */
export type Known = StoredPerson & { from: PersonView['from'] }

/** Who there is: people of the settings first, then those whom administrators added. */
export interface Directory {
  find(login: string): Promise<Known | undefined>
  /** removed ones too */
  all(): Promise<readonly Known[]>
  isFromSettings(login: string): boolean
  /** logins of the settings; of one role, where one is named */
  fromSettings(role?: string): readonly string[]
}

/** A name to sign in with as it is kept: however it was cased or spaced. */
export const loginOf = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase()

const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u
/** Names that the program itself acts under. */
const RESERVED: ReadonlySet<string> = new Set(['owner', 'svodka', '__proto__', 'constructor'])
/** Alphabets with letters that look alike: in one login, one of them. */
const ALPHABETS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u]
const isOfOneAlphabet = (login: string): boolean => ALPHABETS.filter((letters) => letters.test(login)).length <= 1
export const isLogin = (login: string): boolean => LOGIN.test(login) && isOfOneAlphabet(login) && !RESERVED.has(login)

export const personOf = ({ login, name, role, own }: StoredPerson): Person => ({ id: login, name, role, own })

/** What sessions and tokens of a person hold on to: who is changed has to come in again. */
export const markOf = ({ name, role, own, email }: StoredPerson): string =>
  hashOf(JSON.stringify([name, role, email, Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1))]))

export const viewOf = (known: Known, credential: Credential | undefined): PersonView => {
  const { login, name, role, own, email, locale, from, isRemoved } = known
  const state = isRemoved ? 'removed' : credential?.acceptedAt ? 'active' : 'invited'
  const hasTotp = Boolean(credential?.totpSecret)
  return { login, name, role, own, email, locale, from, state, hasTotp, lastSeenAt: credential?.seenAt ?? null }
}

export function createDirectory(written: Readonly<Record<string, PersonSettings>>, state: State): Directory {
  const settled = new Map(Object.entries(written).map(([login, person]) => [loginOf(login), knownOf(login, person)]))
  const inState = (person: StoredPerson): Known => ({ ...person, from: 'state' })

  return {
    async find(login) {
      const fromSettings = settled.get(login)
      if (fromSettings) return fromSettings
      const found = await state.people.find(login)
      return found && !found.isRemoved ? inState(found) : undefined
    },

    async all() {
      const added = (await state.people.list()).filter(({ login }) => !settled.has(login))
      return [...settled.values(), ...added.map(inState)].toSorted((a, b) => a.name.localeCompare(b.name, [...LOCALES]))
    },

    isFromSettings: (login) => settled.has(login),
    fromSettings: (role) =>
      [...settled.values()].filter((each) => role === undefined || each.role === role).map(({ login }) => login),
  }
}

const knownOf = (login: string, { name, role, own = {}, email = null, locale = null }: PersonSettings): Known => ({
  login: loginOf(login),
  name,
  role,
  own,
  email: email === null ? null : email.trim().toLowerCase(),
  locale,
  isRemoved: false,
  from: 'config',
})

/** Dimensions that rows can be somebody's by. */
export const dimensionsOf = (packs: readonly PackDefinition<any>[]): readonly string[] => [
  ...new Set(packs.flatMap(({ dimensions }) => dimensions.filter((each) => !each.valuesAt).map(({ id }) => id))),
]

/** What is wrong with the people of the settings. */
export function faultsOfPeople(
  written: Readonly<Record<string, PersonSettings>>,
  roles: readonly string[],
  dimensions: readonly string[],
): readonly Fault[] {
  const logins = Object.keys(written).map(loginOf)
  const emails = Object.values(written).map(({ email }) => email?.trim().toLowerCase())
  return Object.entries(written).flatMap(([login, { role, own = {} }], at) => {
    const path = `people.${login}`
    const email = emails[at]
    return [
      ...(isLogin(loginOf(login)) ? [] : [fault('person_bad_login', path, login)]),
      ...(logins.indexOf(loginOf(login)) === at ? [] : [fault('person_twice', path, 'login')]),
      ...(email && emails.indexOf(email) !== at ? [fault('person_twice', `${path}.email`, 'email')] : []),
      ...(roles.includes(role) ? [] : [fault('person_unknown_role', `${path}.role`, role, roles)]),
      ...Object.keys(own)
        .filter((dimension) => !dimensions.includes(dimension))
        .map((dimension) => fault('person_unknown_dimension', `${path}.own.${dimension}`, dimension, dimensions)),
    ]
  })
}
