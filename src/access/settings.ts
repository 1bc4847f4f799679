import type { Locale } from '../base/index.ts'
import type { PackDefinition, Secret } from '../kit/index.ts'
import type { State } from '../state/index.ts'
import type { Passwords } from './passwords.ts'

/** Rows that a role sees of a pack: all of them, or those with these values; several dimensions must all fit. */
export type PackRows = 'all' | Readonly<Record<string, 'own' | readonly string[]>>

/** A role of the workspace, as `svodka.config.ts` writes it. Of what it does not name it sees nothing. */
export interface RoleSettings {
  /** in one sentence, in the workspace's language */
  meaning: string
  may: readonly string[]
  /** by pack: `{ orders: { region: 'own' }, calls: { queue: ['Казань'] }, support: 'all' }` */
  rows?: 'all' | Readonly<Record<string, PackRows>>
  /** marts that are seen whole or not at all, whatever `rows` says: `{ 'mart.calls_team': 'all' }` */
  marts?: Readonly<Record<string, 'all' | 'none'>>
}

/** A person of the workspace's settings, by the name that they sign in with. */
export interface PersonSettings {
  name: string
  role: string
  own?: Readonly<Record<string, readonly string[]>>
  email?: string | null
  locale?: Locale | null
}

/** Sign-in by a provider of OpenID Connect: Keycloak, Authentik, Entra, … */
export interface OidcSettings {
  /** what the button says */
  title: string
  issuer: string
  clientId: string
  clientSecret?: Secret
  /** how a person is known: by the e-mail address that the provider verified, or by its subject, which is then the login */
  by: 'email' | 'subject'
}

export interface AccessOptions {
  state: State
  roles: Readonly<Record<string, RoleSettings>>
  people: Readonly<Record<string, PersonSettings>>
  packs: readonly PackDefinition<any>[]
  oidc?: OidcSettings
  /** the workspace's name: what an app of one-time passwords shows */
  audience: string
  /** how long a session lasts without being used, and at all; 12 hours and 30 days unless told */
  sessions?: { idleSeconds?: number; lastSeconds?: number }
  /** argon2id with the product's cost unless told */
  passwords?: Passwords
}
