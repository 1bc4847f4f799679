import { z } from 'zod'
import type { Difference, NewPerson } from '../base/index.ts'
import type { Person } from '../kit/index.ts'
import type { StoredPerson } from '../state/index.ts'
import type { People } from './contract.ts'
import { isLogin, loginOf, personOf, viewOf, type Known } from './directory.ts'
import { secondsFrom, type Parts } from './parts.ts'
import { refusal, suggested } from './say.ts'
import { hashOf, newSecret } from './secrets.ts'
import { checkToken, tokenView } from './token-rules.ts'

const INVITE_SECONDS = 7 * 86_400
const RESET_SECONDS = 86_400

/** What a person may be given: roles of the product and the settings, dimensions of the packs. */
export interface Choices {
  roles: readonly string[]
  dimensions: readonly string[]
}

export function createPeople(parts: Parts, choices: Choices): People {
  const { state, directory, passes, audit, lastAdmin, world } = parts

  async function standing(typed: string): Promise<Known> {
    const login = loginOf(typed)
    const known = await directory.find(login)
    if (known) return known
    const logins = (await directory.all()).filter((each) => !each.isRemoved).map((each) => each.login)
    throw refusal('unknown_person', { login, hint: suggested(login, logins).hint })
  }

  async function changeable(login: string): Promise<Known> {
    const known = await standing(login)
    if (known.from === 'config') throw refusal('from_config', { login: known.login })
    return known
  }

  const record = (by: Person, action: string, subject: string, differences: readonly Difference[] = []) => {
    const detail = Object.fromEntries(
      differences.map((each) => [each.what, `${each.before ?? '–'} → ${each.after ?? '–'}`]),
    )
    return audit.record({ who: by.id, action, subject, detail, address: null })
  }

  async function write(person: StoredPerson): Promise<void> {
    if (!(await state.people.change(person, lastAdmin))) throw refusal('last_admin', { login: person.login })
  }

  async function checkStays({ login, role }: Known, next: Pick<StoredPerson, 'role' | 'isRemoved'>): Promise<void> {
    const last = lastAdmin
    if (role !== last.role || (next.role === last.role && !next.isRemoved)) return
    if (await state.people.isLast(login, last)) throw refusal('last_admin', { login })
  }

  return {
    async list() {
      const credentials = new Map((await state.people.credentials()).map((each) => [each.login, each]))
      return (await directory.all()).map((known) => viewOf(known, credentials.get(known.login)))
    },

    async find(login) {
      const known = await directory.find(loginOf(login))
      return known && personOf(known)
    },

    async add(given, by, isDry = false) {
      const login = loginOf(given.login)
      if (!isLogin(login)) throw refusal('bad_login', { login: given.login })
      if (await directory.find(login)) throw refusal('taken_login', { login })
      const nobody = { login, name: '', role: '', own: {}, email: null, locale: null, isRemoved: false }
      const person = changed(nobody, given)
      await checkPerson(parts, person, choices)
      const differences: Difference[] = [
        { what: 'login', before: null, after: login },
        ...differencesOf(nobody, person),
      ]
      if (isDry) return differences
      if (!(await state.people.add(person))) throw refusal('taken_login', { login })
      await record(by, 'person.added', login, differences)
      return differences
    },

    async change(login, given, by, isDry = false) {
      const known = await changeable(login)
      if (given.login !== undefined && loginOf(given.login) !== known.login) {
        throw refusal('login_stays', { login: known.login })
      }
      const person = changed(known, given)
      await checkPerson(parts, person, choices)
      await checkStays(known, person)
      const differences = differencesOf(known, person)
      if (isDry || differences.length === 0) return differences
      await write(person)
      await record(by, 'person.changed', known.login, differences)
      return differences
    },

    async remove(login, by, isDry = false) {
      const known = await changeable(login)
      const person = { ...stripped(known), isRemoved: true }
      await checkStays(known, person)
      const differences = [{ what: 'login', before: known.login, after: null }]
      if (isDry) return differences
      await write(person)
      await record(by, 'person.removed', known.login)
      return differences
    },

    async invite(login, by) {
      const known = await standing(login)
      const credential = await state.people.credential(known.login)
      const kind = credential?.passwordHash ? 'reset' : 'invite'
      const code = newSecret()
      const validUntil = secondsFrom(world, kind === 'reset' ? RESET_SECONDS : INVITE_SECONDS)
      await state.links.make(hashOf(code), { kind, login: known.login, validUntil })
      await record(by, kind === 'reset' ? 'person.reset' : 'person.invited', known.login)
      return { code, kind, validUntil }
    },

    async tokens() {
      return (await state.tokens.list({ at: world.now().toISOString() })).map(tokenView)
    },

    async revokeToken(id, by) {
      const token = await state.tokens.revoke(id)
      if (!token) throw refusal('unknown_token')
      await record(by, 'token.revoked', token.login, [{ what: 'name', before: token.name, after: null }])
    },

    async makeToken(login, given, by) {
      const known = await standing(login)
      checkToken(given, passes.abilitiesOf(known))
      const { secret, token } = await passes.makeToken(known, given)
      await record(by, 'token.made', known.login, [
        { what: 'name', before: null, after: token.name },
        { what: 'scope', before: null, after: token.scope.join(', ') },
      ])
      return { secret, token: tokenView(token) }
    },
  }
}

const stripped = ({ login, name, role, own, email, locale, isRemoved }: StoredPerson): StoredPerson => ({
  login,
  name,
  role,
  own,
  email,
  locale,
  isRemoved,
})

const changed = (person: StoredPerson, given: Partial<NewPerson>): StoredPerson => ({
  ...stripped(person),
  ...(given.name !== undefined && { name: given.name.trim() }),
  ...(given.role !== undefined && { role: given.role }),
  ...(given.own !== undefined && { own: given.own }),
  ...(given.email !== undefined && { email: given.email?.trim().toLowerCase() || null }),
  ...(given.locale !== undefined && { locale: given.locale }),
})

async function checkPerson({ directory }: Parts, person: StoredPerson, { roles, dimensions }: Choices): Promise<void> {
  const { login, role, own, email } = person
  if (!roles.includes(role)) throw refusal('unknown_role', { role, ...suggested(role, roles) })
  for (const dimension of Object.keys(own)) {
    if (dimensions.includes(dimension)) continue
    throw refusal('unknown_dimension', { dimension, ...suggested(dimension, dimensions) })
  }
  if (email === null) return
  if (!z.email().safeParse(email).success) throw refusal('bad_email', { email })
  const other = (await directory.all()).find((each) => each.email === email && each.login !== login && !each.isRemoved)
  if (other) throw refusal('taken_email', { email, login: other.login })
}

function differencesOf(before: StoredPerson, after: StoredPerson): readonly Difference[] {
  const [was, is] = [textsOf(before), textsOf(after)]
  return Object.keys(is)
    .filter((what) => was[what] !== is[what])
    .map((what) => ({ what, before: was[what] ?? null, after: is[what] ?? null }))
}

const textsOf = ({ name, role, own, email, locale }: StoredPerson): Readonly<Record<string, string | null>> => ({
  name: name || null,
  role: role || null,
  own: ownText(own),
  email,
  locale,
})

/** `operator: Анна Ежова, Анна Петрова; queue: Казань` */
const ownText = (own: StoredPerson['own']): string | null =>
  Object.entries(own)
    .filter(([, values]) => values.length > 0)
    .map(([dimension, values]) => `${dimension}: ${values.join(', ')}`)
    .join('; ') || null
