import type { PersonView, RoleView } from '../../api/index.ts'
import type { Locale, NewPerson } from '../../base/index.ts'

/** A person as the form holds them while somebody writes. */
export interface Draft {
  login: string
  name: string
  role: string
  own: Readonly<Record<string, readonly string[]>>
  email: string
  /** empty: the workspace's */
  locale: Locale | ''
}

export const draftOf = (person: PersonView | undefined): Draft =>
  person
    ? {
        login: person.login,
        name: person.name,
        role: person.role,
        own: person.own,
        email: person.email ?? '',
        locale: person.locale ?? '',
      }
    : { login: '', name: '', role: '', own: {}, email: '', locale: '' }

/** What is theirs in the data, as far as the role asks for it; a dimension without values is left out. */
export function ownFor(role: Pick<RoleView, 'own'> | undefined, own: Draft['own']): NonNullable<NewPerson['own']> {
  const asked = new Set(role?.own)
  return Object.fromEntries(
    Object.entries(own).filter(([dimension, values]) => asked.has(dimension) && values.length > 0),
  )
}

export function personOf(draft: Draft, role: RoleView | undefined): NewPerson {
  return {
    login: draft.login.trim(),
    name: draft.name.trim(),
    role: draft.role,
    own: ownFor(role, draft.own),
    email: draft.email.trim() || null,
    locale: draft.locale || null,
  }
}

/** Only what differs from the person as they are; nobody's name to sign in with changes. */
export function changeOf(
  person: PersonView,
  draft: Draft,
  role: RoleView | undefined,
): Partial<Omit<NewPerson, 'login'>> {
  const { login: _login, ...next } = personOf(draft, role)
  const now: Readonly<Record<string, unknown>> = { ...person }
  return Object.fromEntries(Object.entries(next).filter(([field, value]) => !isSame(now[field], value)))
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).toSorted(([one], [two]) => (one < two ? -1 : 1))
    : value

/** People in whose login, name, role or values every word of the text stands. */
export function found(people: readonly PersonView[], text: string, roleName: (role: string) => string): PersonView[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  return people.filter(({ login, name, role, email, own }) => {
    const where = [login, name, roleName(role), email ?? '', ...Object.values(own).flat()].join('\n').toLowerCase()
    return wanted.every((word) => where.includes(word))
  })
}
