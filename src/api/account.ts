import { z } from 'zod'
import { ABILITIES, type AccountView } from '../base/index.ts'
import { codeSchema as code, passwordSchema as password } from './credentials.ts'
import { personViewSchema, revokeBody, tokenViewSchema } from './people.ts'
import { routes } from './route.ts'
import {
  abilitySchema as ability,
  Done,
  exactly,
  instantSchema,
  list,
  localeQuery,
  localeSchema as locale,
} from './scalars.ts'

/* What somebody does about themselves. */

export const passwordBody = z.strictObject({ old: password, password, locale })
export const totpBeginBody = z.strictObject({ password, locale })
export const totpFinishBody = z.strictObject({ code, locale })
export const sessionsEndBody = z.strictObject({ which: z.string().min(1).max(100), locale })
export const tokenBody = z.strictObject({
  name: z.string().min(1).max(100),
  scope: z.array(ability).min(1).max(ABILITIES.length).readonly(),
  days: z.number().int().min(1).max(366),
  locale,
})

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

export const accountRoutes = routes({
  'GET /api/account': {
    summary: 'Oneself: sessions, tokens, and what a token may carry.',
    query: localeQuery,
    answer: accountViewSchema,
  },
  'POST /api/account/password': {
    summary: 'Sets another password.',
    body: passwordBody,
    answer: Done,
  },
  'POST /api/account/totp/begin': {
    summary: 'A new secret for an app of one-time passwords; it counts once a code of it was shown.',
    body: totpBeginBody,
    answer: TotpView,
  },
  'POST /api/account/totp/finish': {
    summary: 'Shows a code of the app, and gets the recovery codes, this once.',
    body: totpFinishBody,
    answer: RecoveryCodesView,
  },
  'POST /api/account/totp/remove': {
    summary: 'Signs in without an app from now on.',
    body: totpBeginBody,
    answer: Done,
  },
  'POST /api/account/sessions/end': {
    summary: 'Ends one session, or with `others` all but this one.',
    body: sessionsEndBody,
    answer: Done,
  },
  'POST /api/account/tokens': {
    summary: 'A token for programs: its secret is shown this once.',
    body: tokenBody,
    answer: NewTokenView,
  },
  'POST /api/account/tokens/revoke': {
    summary: 'Ends a token of one’s own.',
    body: revokeBody,
    answer: Done,
  },
})

export type { AccountView }
