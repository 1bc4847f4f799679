import { z } from 'zod'
import {
  ABILITIES,
  LOCALES,
  type Ability,
  type AuditEntry,
  type Difference,
  type PersonView,
  type TokenView,
} from '../base/index.ts'

/*
Who comes in, and who may. Before sign-in only these four answer:

GET  /api/entry?locale=                       EntryView: what the page of sign-in must know
POST /api/entry/sign-in   { login, password, locale }            SignInView (sets the cookie when in)
POST /api/entry/confirm   { ticket, code, locale }               SignInView
GET  /api/entry/invitation?code=&locale=      InvitationView, or 404
POST /api/entry/accept    { code, password, login?, name?, locale }   SignInView
GET  /api/entry/oidc                          302 to the provider; comes back to /api/entry/oidc/back

Everything else needs a session (cookie; each change also carries `x-csrf-token`) or a token (`authorization: Bearer`).
401 { code: 'signed_out' } when nobody is signed in, 403 { code: 'forbidden' } when they may not.

POST /api/entry/sign-out  {}                  { ok: true }
GET  /api/account?locale=                     AccountView
POST /api/account/password     { old, password, locale }         { ok: true }
POST /api/account/totp/begin   { password, locale }              { uri, secret }
POST /api/account/totp/finish  { code, locale }                  { recoveryCodes }
POST /api/account/totp/remove  { password, locale }              { ok: true }
POST /api/account/sessions/end { which, locale }                 { ok: true }
POST /api/account/tokens       { name, scope, days, locale }     { secret, token }
POST /api/account/tokens/revoke { id, locale }                   { ok: true }

For whoever may `people`:
GET  /api/people?locale=                      PeopleView
POST /api/people/add      { person, isDry, locale }              Difference[]
POST /api/people/change   { login, change, isDry, locale }       Difference[]
POST /api/people/remove   { login, isDry, locale }               Difference[]
POST /api/people/invite   { login, locale }                      { link, kind, validUntil }
POST /api/people/tokens/revoke { id, locale }                    { ok: true }
GET  /api/audit?who=&action=&before=&locale=  AuditEntry[] (100 at most, newest first; `before` is an id)
*/

const locale = z.enum(LOCALES)
const login = z.string().min(1).max(100)
/** what no person types by hand; what is too short is refused where it is known why */
const password = z.string().max(1000)
const code = z.string().min(1).max(200)
const ability = z.enum(ABILITIES)
const own = z.record(z.string().max(100), z.array(z.string().max(300)).max(100))

export const signInBody = z.strictObject({ login, password, locale })
export const confirmBody = z.strictObject({ ticket: code, code, locale })
export const invitationQuery = z.object({ code, locale })
export const acceptBody = z.strictObject({
  code,
  password,
  login: login.exactOptional(),
  name: z.string().min(1).max(200).exactOptional(),
  locale,
})
export const passwordBody = z.strictObject({ old: password, password, locale })
export const totpBeginBody = z.strictObject({ password, locale })
export const totpFinishBody = z.strictObject({ code, locale })
export const sessionsEndBody = z.strictObject({ which: z.string().min(1).max(100), locale })
export const tokenBody = z.strictObject({
  name: z.string().min(1).max(100),
  scope: z.array(ability).min(1).max(ABILITIES.length),
  days: z.number().int().min(1).max(366),
  locale,
})
export const revokeBody = z.strictObject({ id: z.string().min(1).max(100), locale })

const personFields = {
  name: z.string().min(1).max(200),
  role: z.string().min(1).max(100),
  own: own.exactOptional(),
  email: z.email().max(320).nullable().exactOptional(),
  locale: locale.nullable().exactOptional(),
}
export const personAddBody = z.strictObject({
  person: z.strictObject({ login, ...personFields }),
  isDry: z.boolean(),
  locale,
})
export const personChangeBody = z.strictObject({
  login,
  change: z.strictObject(personFields).partial(),
  isDry: z.boolean(),
  locale,
})
export const personRemoveBody = z.strictObject({ login, isDry: z.boolean(), locale })
export const personInviteBody = z.strictObject({ login, locale })
export const auditQuery = z.object({
  who: login.optional(),
  action: z.string().max(100).optional(),
  before: z.string().max(100).optional(),
  locale,
})

export interface EntryView {
  /** the workspace's name */
  name: string
  locale: 'ru' | 'en'
  /** false until the first administrator came in by the link that the program printed */
  isOpen: boolean
  isSignedIn: boolean
  /** what the button of sign-in elsewhere says */
  oidc: string | null
}

export type SignInView = { state: 'in' } | { state: 'code'; ticket: string }

export interface InvitationView {
  kind: 'first' | 'invite' | 'reset'
  login: string | null
  name: string | null
  validUntil: string
}

/** A role as people choose it. */
export interface RoleView {
  id: string
  meaning: string
  may: readonly Ability[]
  /** dimensions whose values a person with it needs in `own` */
  own: readonly string[]
  from: 'product' | 'config'
}

export interface PeopleView {
  people: readonly PersonView[]
  roles: readonly RoleView[]
  tokens: readonly TokenView[]
}

export type { Ability, AuditEntry, Difference, PersonView, TokenView }
