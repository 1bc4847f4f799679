import type { Instant } from './time.ts'
import type { Locale } from './words.ts'

/** What somebody may do. Every route, command and tool names one; a role without it is refused there. */
export const ABILITIES = [
  // dashboards, Explore, analyses, reports, rows: as far as the role's row rules let them see
  'figures',
  // take figures away as a file
  'export',
  // keep questions of Explore for others
  'share',
  // schedules and what was sent to whom
  'deliveries',
  // send, pause, run, decide about what was sent
  'send',
  // sources, runs, rejected rows, lineage: these show every row
  'data',
  // read sources, replay rejected rows, publish
  'operate',
  // add, change and remove people, roles, tokens of others; the record of what was done
  'people',
] as const
export type Ability = (typeof ABILITIES)[number]

export interface AccountView {
  person: PersonView
  hasTotp: boolean
  sessions: readonly {
    id: string
    isThis: boolean
    address: string
    agent: string
    startedAt: Instant
    seenAt: Instant
  }[]
  tokens: readonly TokenView[]
  /** what a token of theirs may carry at most */
  abilities: readonly Ability[]
}

export interface TokenView {
  id: string
  name: string
  person: string
  scope: readonly Ability[]
  createdAt: Instant
  validUntil: Instant
  usedAt: Instant | null
}

export interface PersonView {
  /** also what they sign in with */
  login: string
  name: string
  role: string
  /** what is theirs in the data, by dimension: `{ operator: ['Анна Ежова'] }` */
  own: Readonly<Record<string, readonly string[]>>
  email: string | null
  locale: Locale | null
  /** `config`: from the settings, and changed there only */
  from: 'config' | 'state'
  state: 'active' | 'invited' | 'removed'
  hasTotp: boolean
  lastSeenAt: Instant | null
}

export type NewPerson = Pick<PersonView, 'login' | 'name' | 'role'> &
  Partial<Pick<PersonView, 'own' | 'email' | 'locale'>>

/** One difference of a dry run, in words of settings: `role: operator → manager`. */
export interface Difference {
  what: string
  before: string | null
  after: string | null
}

/** One thing that somebody did: signed in, was refused, changed a person, took figures away. Never holds a secret. */
export interface AuditEntry {
  id: string
  at: Instant
  /** login; null where nobody was let in */
  who: string | null
  /** `sign-in`, `sign-in.refused`, `person.added`, `token.made`, `export`, `report.sent`, … */
  action: string
  /** whom or what it was done to */
  subject: string | null
  detail: Readonly<Record<string, string>>
  address: string | null
}
