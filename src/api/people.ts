import { z } from 'zod'
import {
  ABILITIES,
  type Ability,
  type AccountView,
  type AuditEntry,
  type Difference,
  type PersonView,
  type TokenView,
} from '../base/index.ts'
import { byName, exactly, instantSchema, list, localeSchema as locale } from './scalars.ts'

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

export const EntryView = z
  .object({
    name: z.string().describe('the workspace’s name'),
    locale,
    isOpen: z.boolean().describe('false until the first administrator came in by the link that the program printed'),
    isSignedIn: z.boolean(),
    oidc: z.string().nullable().describe('what the button of sign-in elsewhere says'),
  })
  .meta({ id: 'EntryView' })
export type EntryView = z.infer<typeof EntryView>

export const SignInView = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('in') }),
    z.object({ state: z.literal('code'), ticket: z.string() }),
  ])
  .meta({ id: 'SignInView' })
export type SignInView = z.infer<typeof SignInView>

export const InvitationView = z
  .object({
    kind: z.enum(['first', 'invite', 'reset']),
    login: z.string().nullable(),
    name: z.string().nullable(),
    validUntil: instantSchema,
  })
  .meta({ id: 'InvitationView' })
export type InvitationView = z.infer<typeof InvitationView>

export const personViewSchema = exactly<PersonView>()(
  z
    .object({
      login: z.string().describe('also what they sign in with'),
      name: z.string(),
      role: z.string(),
      own: byName(list(z.string())).describe('what is theirs in the data, by dimension'),
      email: z.string().nullable(),
      locale: locale.nullable(),
      from: z.enum(['config', 'state']).describe('config: from the settings, and changed there only'),
      state: z.enum(['active', 'invited', 'removed']),
      hasTotp: z.boolean(),
      lastSeenAt: instantSchema.nullable(),
    })
    .meta({ id: 'PersonView' }),
)

export const tokenViewSchema = exactly<TokenView>()(
  z
    .object({
      id: z.string(),
      name: z.string(),
      person: z.string(),
      scope: list(ability),
      createdAt: instantSchema,
      validUntil: instantSchema,
      usedAt: instantSchema.nullable(),
    })
    .meta({ id: 'TokenView' }),
)

export const accountViewSchema = exactly<AccountView>()(
  z
    .object({
      person: personViewSchema,
      hasTotp: z.boolean(),
      sessions: list(
        z.object({
          id: z.string(),
          isThis: z.boolean(),
          address: z.string(),
          agent: z.string(),
          startedAt: instantSchema,
          seenAt: instantSchema,
        }),
      ),
      tokens: list(tokenViewSchema),
      abilities: list(ability).describe('what a token of theirs may carry at most'),
    })
    .meta({ id: 'AccountView' }),
)

export const TotpView = z.object({ uri: z.string(), secret: z.string() }).meta({ id: 'TotpView' })
export const RecoveryCodesView = z.object({ recoveryCodes: list(z.string()) }).meta({ id: 'RecoveryCodesView' })
export const NewTokenView = z
  .object({ secret: z.string().describe('shown this once'), token: tokenViewSchema })
  .meta({ id: 'NewTokenView' })

export const RoleView = z
  .object({
    id: z.string(),
    meaning: z.string(),
    may: list(ability),
    own: list(z.string()).describe('dimensions whose values a person with it needs in `own`'),
    from: z.enum(['product', 'config']),
  })
  .meta({ id: 'RoleView', description: 'A role as people choose it.' })
export type RoleView = z.infer<typeof RoleView>

export const PeopleView = z
  .object({ people: list(personViewSchema), roles: list(RoleView), tokens: list(tokenViewSchema) })
  .meta({ id: 'PeopleView' })
export type PeopleView = z.infer<typeof PeopleView>

export const PersonInviteView = z
  .object({ link: z.string(), kind: z.enum(['invite', 'reset']), validUntil: instantSchema })
  .meta({ id: 'PersonInviteView' })

export const differenceSchema = exactly<Difference>()(
  z
    .object({ what: z.string(), before: z.string().nullable(), after: z.string().nullable() })
    .meta({ id: 'Difference', description: 'What a change changes, or would.' }),
)

export const auditEntrySchema = exactly<AuditEntry>()(
  z
    .object({
      id: z.string(),
      at: instantSchema,
      who: z.string().nullable().describe('login; null where nobody was let in'),
      action: z.string(),
      subject: z.string().nullable(),
      detail: byName(z.string()),
      address: z.string().nullable(),
    })
    .meta({ id: 'AuditEntry' }),
)

export type { Ability, AccountView, AuditEntry, Difference, PersonView, TokenView }
