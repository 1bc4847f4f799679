import { z } from 'zod'
import { type Ability, type AuditEntry, type Difference, type PersonView, type TokenView } from '../base/index.ts'
import { loginSchema as login } from './credentials.ts'
import { routes } from './route.ts'
import {
  abilitySchema as ability,
  byName,
  Done,
  exactly,
  instantSchema,
  list,
  localeQuery,
  localeSchema as locale,
} from './scalars.ts'

/* Everybody who may come in, and the record of what was done. */

const own = z.record(z.string().max(100), z.array(z.string().max(300)).max(100).readonly()).readonly()

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
  change: z.strictObject({
    ...personFields,
    name: personFields.name.exactOptional(),
    role: personFields.role.exactOptional(),
  }),
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

export const peopleRoutes = routes({
  'GET /api/people': {
    summary: 'Everybody who may come in, the roles, and everybody’s tokens.',
    query: localeQuery,
    answer: PeopleView,
  },
  'POST /api/people/add': {
    summary: 'Adds a person, or says what that would change.',
    body: personAddBody,
    answer: list(differenceSchema),
  },
  'POST /api/people/change': {
    summary: 'Changes a person, or says what that would change.',
    body: personChangeBody,
    answer: list(differenceSchema),
  },
  'POST /api/people/remove': {
    summary: 'Removes a person, or says what that would change.',
    body: personRemoveBody,
    answer: list(differenceSchema),
  },
  'POST /api/people/invite': {
    summary: 'A one-time link: an invitation, or a new password for somebody who has one.',
    body: personInviteBody,
    answer: PersonInviteView,
  },
  'POST /api/people/tokens/revoke': {
    summary: 'Ends a token of anybody.',
    body: revokeBody,
    answer: Done,
  },
  'GET /api/audit': {
    summary: 'Who did what: a hundred entries at most, newest first.',
    query: auditQuery,
    answer: list(auditEntrySchema),
  },
})

export type { Ability, AuditEntry, Difference, PersonView, TokenView }
