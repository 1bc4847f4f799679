import type {
  Ability,
  AccountView,
  AuditEntry,
  Difference,
  Instant,
  NewPerson,
  PersonView,
  TokenView,
} from '../base/index.ts'
import type { Person } from '../kit/index.ts'
import type { Role } from './roles.ts'
import type { VisibleRows } from './rows.ts'

/** Who comes in and what they may do: people, sign-in, sessions, invitations, tokens, and the record of what was done. */
export interface Access {
  readonly roles: Readonly<Record<string, Role>>
  readonly visibleRows: VisibleRows
  /** Deny by default: an unknown role may nothing. */
  may(person: Person, ability: Ability): boolean
  readonly entry: Entry
  readonly account: Account
  readonly people: People
  readonly audit: Audit
}

/** From where somebody asks, for throttling and the record: never a secret. */
export interface Caller {
  /** address of the client, as far as it is known */
  address: string
  /** the browser's own words, shortened */
  agent: string
}

/** What somebody is let in by. `scope` holds what they may do here and now: of a token less than its person may. */
export interface Pass {
  person: Person
  /** of a session or a token; for the record and for ending it */
  id: string
  by: 'session' | 'token'
  scope: ReadonlySet<Ability>
  /** of a session: what each change must carry as `x-csrf-token` */
  csrf: string | null
  until: Instant
}

/** A fresh session: `cookie` is its secret, shown once and kept as a hash. */
export interface NewSession {
  cookie: string
  pass: Pass
}

export type SignIn =
  | { state: 'in'; session: NewSession }
  /** name and password are right; the one-time password of their app is still to come, with this ticket */
  | { state: 'code'; ticket: string }

/** What a one-time link is for. */
export interface Invitation {
  kind: 'first' | 'invite' | 'reset'
  /** null for `first`: whoever holds the link chooses a name to sign in with */
  login: string | null
  name: string | null
  validUntil: Instant
}

/**
 * The ways in. Every refusal is one `RequestError` that says no more than it must: a wrong name, a wrong password and a
 * person who was removed look and take alike.
 */
export interface Entry {
  /**
   * A one-time code for the first administrator; undefined once there is one. Asked again (another start), the old code
   * no longer works.
   */
  firstCode(): Promise<string | undefined>
  /** whether somebody may sign in at all: false until the first administrator exists */
  isOpen(): Promise<boolean>
  /**
   * @throws {RequestError} `refused` for whatever is wrong; `too_many` with the seconds to wait where this address or this
   * name was tried too often: an address waits at all names but those that signed in from it before, a name only where it was
   * never signed in from, so that nobody locks another out
   */
  signIn(given: { login: string; password: string }, caller: Caller): Promise<SignIn>
  /** the second step: a code of the app, or one of the recovery codes */
  confirm(given: { ticket: string; code: string }, caller: Caller): Promise<NewSession>
  /** undefined where the code is wrong, used or too old */
  invitation(code: string, caller: Caller): Promise<Invitation | undefined>
  /**
   * Uses the link up; the person is in, all their other sessions and their one-time passwords have ended.
   * @throws {RequestError} for a weak password, a name that is taken, a dead link
   */
  accept(given: { code: string; password: string; login?: string; name?: string }, caller: Caller): Promise<NewSession>
  /** the session of a cookie, seen again now; undefined where it ended, or its person was removed or changed */
  session(cookie: string): Promise<Pass | undefined>
  /** what an API token lets in, noted as used now */
  token(secret: string): Promise<Pass | undefined>
  signOut(pass: Pass, caller: Caller): Promise<void>
  /** sign-in elsewhere; undefined unless the settings name a provider */
  readonly oidc: OidcEntry | undefined
}

export interface OidcEntry {
  /** what the button says: “Keycloak” */
  title: string
  /** where to send the browser, and what its cookie keeps until it comes back */
  begin(redirectUri: string): Promise<{ url: string; kept: string }>
  /** a person is known by the provider's verified e-mail or subject, as the settings say; nobody is made up */
  finish(currentUrl: string, kept: string, caller: Caller): Promise<NewSession>
}

/** What somebody does about themselves. */
export interface Account {
  view(pass: Pass): Promise<AccountView>
  /** @returns a session in place of this one; all others have ended */
  changePassword(pass: Pass, given: { old: string; password: string }, caller: Caller): Promise<NewSession>
  /** a new secret for their app; it counts from `finishTotp` on */
  beginTotp(pass: Pass, given: { password: string }): Promise<{ uri: string; secret: string }>
  /** @returns recovery codes, shown once */
  finishTotp(pass: Pass, given: { code: string }, caller: Caller): Promise<readonly string[]>
  removeTotp(pass: Pass, given: { password: string }, caller: Caller): Promise<void>
  /** ends one session, or all others */
  endSessions(pass: Pass, which: string | 'others', caller: Caller): Promise<void>
  /** @returns the secret, shown once */
  makeToken(
    pass: Pass,
    given: { name: string; scope: readonly Ability[]; days: number },
    caller: Caller,
  ): Promise<{ secret: string; token: TokenView }>
  revokeToken(pass: Pass, id: string, caller: Caller): Promise<void>
}

/**
 * Everybody who may come in. What is done is recorded with who did it. The last administrator can be neither removed nor
 * given another role. Whoever is changed or removed is signed out everywhere, and their tokens end with them.
 */
export interface People {
  list(): Promise<readonly PersonView[]>
  find(login: string): Promise<Person | undefined>
  /** `isDry`: only says what would change */
  add(given: NewPerson, by: Person, isDry?: boolean): Promise<readonly Difference[]>
  change(login: string, given: Partial<NewPerson>, by: Person, isDry?: boolean): Promise<readonly Difference[]>
  remove(login: string, by: Person, isDry?: boolean): Promise<readonly Difference[]>
  /** a one-time link's code: an invitation, or a new password for somebody who has one */
  invite(login: string, by: Person): Promise<{ code: string; kind: 'invite' | 'reset'; validUntil: Instant }>
  tokens(): Promise<readonly TokenView[]>
  revokeToken(id: string, by: Person): Promise<void>
  /** a token for somebody, made by an administrator (`svodka people token`) */
  makeToken(
    login: string,
    given: { name: string; scope: readonly Ability[]; days: number },
    by: Person,
  ): Promise<{ secret: string; token: TokenView }>
}

export interface Audit {
  record(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>
  /** newest first */
  list(filter: { who?: string; action?: string; before?: string; limit: number }): Promise<readonly AuditEntry[]>
}
