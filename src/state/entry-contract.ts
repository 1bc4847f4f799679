import type { Ability, AuditEntry, Instant, Locale } from '../base/index.ts'

/*
What is kept of people and their ways in. Nothing here is a secret that opens anything: of cookies, links, tokens and
recovery codes there are SHA-256 hashes, of passwords argon2id. A secret of one-time passwords must be kept as it is. The
clock of these stores is their caller's.
*/

/** A person who was added by an administrator; those of the settings are not here. */
export interface StoredPerson {
  login: string
  name: string
  role: string
  own: Readonly<Record<string, readonly string[]>>
  email: string | null
  locale: Locale | null
  isRemoved: boolean
}

/** How somebody proves who they are, wherever they are from. */
export interface Credential {
  login: string
  /** PHC string; null until they chose one */
  passwordHash: string | null
  totpSecret: string | null
  /** shown to them and not confirmed yet */
  totpPending: string | null
  /** the newest 30 seconds whose code was used: none up to it is taken again */
  totpStep: number
  /** when they first came in; null while they are only invited */
  acceptedAt: Instant | null
  seenAt: Instant | null
}

/** A role whose last holder stays. Of somebody in the settings, these alone say whether they have it. */
export interface LastOf {
  role: string
  /** logins of the settings that have it */
  fromSettings: readonly string[]
  /** all logins of the settings */
  settled: readonly string[]
}

export interface PeopleStore {
  list(): Promise<readonly StoredPerson[]>
  find(login: string): Promise<StoredPerson | undefined>
  /**
   * Adds a person, with no password or token that somebody of this login may have had before.
   * @returns false when there is one of this login who was not removed
   */
  add(person: StoredPerson): Promise<boolean>
  /**
   * Writes what a person is now, signs them out and ends their tokens; of a removed one the password and open links go too.
   * @returns false when nobody would be left with the role of `last`; nothing was written then
   */
  change(person: StoredPerson, last: LastOf): Promise<boolean>
  credential(login: string): Promise<Credential | undefined>
  credentials(): Promise<readonly Credential[]>
  /** whether somebody with this role came in already */
  hasAccepted(last: LastOf): Promise<boolean>
  /** whether this one came in and is the only one with this role who did */
  isLast(login: string, last: LastOf): Promise<boolean>
  /** somebody came in by a way of their own; the first time counts */
  accepted(login: string, at: Instant): Promise<void>
  setCredential(login: string, change: Partial<Omit<Credential, 'login'>>): Promise<void>
  /** Notes a step of one-time passwords as used. @returns false when it, or a later one, was used before */
  useTotpStep(login: string, step: number): Promise<boolean>
  setRecoveryCodes(login: string, hashes: readonly string[]): Promise<void>
  /** @returns whether there was such a code; it is gone now */
  useRecoveryCode(login: string, hash: string): Promise<boolean>
  /**
   * Uses an open link up and writes the password; ends every session and one-time password of the person.
   * @param first of the link for the first administrator: whom it makes, unless there is one of `last` by now
   */
  accept(given: {
    linkHash: string
    passwordHash: string
    at: Instant
    first?: { person: StoredPerson; last: LastOf }
  }): Promise<'done' | 'dead' | 'taken'>
}

/** Something that is presented once: a link of an invitation, a ticket between the two steps of a sign-in. */
export interface Link {
  kind: 'first' | 'invite' | 'reset' | 'ticket'
  login: string | null
  validUntil: Instant
}

export interface LinkStore {
  /** Keeps a link; an older one for the same (tickets aside) no longer works. */
  make(hash: string, link: Link): Promise<void>
  find(hash: string, at: Instant): Promise<Link | undefined>
  /** Counts a try at a ticket. @returns its link; undefined when it is too old, unknown or was tried too often */
  attempt(hash: string, at: Instant, mostTries: number): Promise<Link | undefined>
  remove(hash: string): Promise<boolean>
}

export interface StoredSession {
  id: string
  login: string
  /** what the person was when it began: a session of somebody who was changed since is over */
  mark: string
  address: string
  agent: string
  startedAt: Instant
  seenAt: Instant
  validUntil: Instant
}

export interface SessionStore {
  begin(hash: string, session: StoredSession): Promise<void>
  find(hash: string): Promise<StoredSession | undefined>
  seen(id: string, at: Instant): Promise<void>
  of(login: string): Promise<readonly StoredSession[]>
  /** @returns how many ended: one, or all but one, of a person */
  end(login: string, which: { id: string } | { except: string | null }): Promise<number>
  forget(before: { seenAt: Instant; validUntil: Instant }): Promise<void>
}

export interface StoredToken {
  id: string
  login: string
  name: string
  scope: readonly Ability[]
  mark: string
  createdAt: Instant
  validUntil: Instant
  usedAt: Instant | null
}

export interface TokenStore {
  make(hash: string, token: StoredToken): Promise<void>
  find(hash: string): Promise<StoredToken | undefined>
  used(id: string, at: Instant): Promise<void>
  list(filter: { login?: string; at: Instant }): Promise<readonly StoredToken[]>
  /** @returns the token that was; of this person only, where one is named */
  revoke(id: string, login?: string): Promise<StoredToken | undefined>
}

/** How often something may be tried before each further try waits twice as long as the last. */
export interface Limit {
  key: string
  free: number
  mostSeconds: number
}

export interface AttemptStore {
  /**
   * Notes a try as failed at each key, before it is known, so that many at once count as many.
   * @returns 0; or seconds to wait, when nothing was noted
   */
  reserve(limits: readonly Limit[], at: Instant): Promise<number>
  /** the noted try was a good one after all: takes it back at each key */
  undo(keys: readonly string[]): Promise<void>
  clear(keys: readonly string[]): Promise<void>
  isKnown(login: string, place: string, since: Instant): Promise<boolean>
  know(login: string, place: string, at: Instant): Promise<void>
}

export interface AuditStore {
  record(entry: Omit<AuditEntry, 'id'>): Promise<void>
  list(filter: { who?: string; action?: string; before?: string; limit: number }): Promise<readonly AuditEntry[]>
}

// ─── questions of Explore that people keep ───────────────────────────────────────────────────────────────────────────

export interface SavedQuestion {
  id: string
  /** login */
  owner: string
  title: string
  /** the query text of Explore's address */
  query: string
  isShared: boolean
  createdAt: Instant
  changedAt: Instant
}

export interface SavedStore {
  /** what a person may see: their own, and what others share; newest change first */
  list(login: string): Promise<readonly SavedQuestion[]>
  save(question: Pick<SavedQuestion, 'owner' | 'title' | 'query' | 'isShared'>): Promise<SavedQuestion>
  /** @returns undefined when there is no such question of this owner */
  change(
    id: string,
    owner: string,
    change: Partial<Pick<SavedQuestion, 'title' | 'query' | 'isShared'>>,
  ): Promise<SavedQuestion | undefined>
  /** @returns false when there is no such question of this owner */
  remove(id: string, owner: string): Promise<boolean>
}
