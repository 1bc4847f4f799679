import { z } from 'zod'
import { ABILITIES, isDay, isZone } from '../base/index.ts'
import { localeSetting, postgresTls, secretSetting, type ConfiguredPack, type ConfiguredSource } from '../kit/index.ts'
import { words } from './words.ts'

const text = (key: string) => words.say('en', key)

const isA = (kind: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind

const zone = z.string().refine(isZone, { error: text('bad_zone') })
/** Of the page, of messages and of what the program says */
export const LOCALE = localeSetting.default('ru')
const missed = z.enum(['latest', 'all', 'skip'])
const FILE_FORMATS = ['pdf', 'xlsx', 'html', 'md'] as const

/** When sources are read: every hour unless told. */
const syncSchema = z.strictObject({
  at: z.string(),
  timeZone: zone.optional(),
  sources: z.array(z.string()).optional(),
  missed: missed.default('latest'),
})

/** Which report goes to whom and when. */
const reportSchema = z.strictObject({
  report: z.string(),
  at: z.string(),
  to: z.array(z.string()).min(1),
  /** the report's own name when absent; needed where the same report is sent at two times */
  id: z.string().optional(),
  timeZone: zone.optional(),
  missed: missed.default('latest'),
  pictures: z.boolean().default(true),
  files: z.array(z.enum(FILE_FORMATS)).default([]),
})

/** Beside these, the address in each channel under the channel's name; its schema belongs to the channel. */
const recipientSchema = z
  .object({
    locale: localeSetting.optional(),
    timeZone: zone.optional(),
    role: z.string().default('manager'),
    /** their name in the data, where the role sees own rows only: `Петрова А.` */
    person: z.string().optional(),
    /** what is theirs in the data, by dimension, where a role of the workspace's own asks for it */
    own: z.record(z.string(), z.array(z.string().min(1)).min(1)).optional(),
    /** reports that they may ask for, beside those that are sent to them */
    reports: z.array(z.string()).default([]),
  })
  .catchall(z.unknown())

/** What to do with a part that left without an answer; beside it, each channel's settings under its name. */
const deliverySchema = z.object({ unknown: z.enum(['ask', 'resend']).default('ask') }).catchall(z.unknown())

/** Where a PostgreSQL of one's own is, for what Svodka keeps there. */
const ownPostgres = {
  url: secretSetting(),
  tls: postgresTls.optional(),
  connectTimeoutSeconds: z.number().positive().max(600).default(15),
}

const schemaName = z.string().regex(/^(?!pg_)[a-z_][a-z0-9_]{0,50}$/, { error: text('bad_schema') })

/** Where the state is kept, if not in a file of the data folder: there several nodes may share it. */
const stateSchema = z.strictObject({
  postgres: z.strictObject({
    ...ownPostgres,
    /** of its own: readers of published marts have no business here */
    schema: schemaName.default('svodka_state'),
    /** of each who holds it open: the page, the schedules */
    connections: z.number().int().min(2).max(50).default(5),
  }),
})

const mart = z.string().regex(/^mart\..+$/, { error: text('bad_mart') })

/** Which marts are mirrored where, and when. */
const publishSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/, { error: text('bad_id') }),
  postgres: z.strictObject(ownPostgres),
  schema: schemaName.default('svodka'),
  marts: z.union([z.literal('all'), z.array(mart).min(1)], { error: text('bad_marts') }),
  readers: z.array(z.string().min(1)).default([]),
  indexes: z.record(mart, z.array(z.union([z.string(), z.array(z.string()).min(1)]))).default({}),
  at: z.string().optional(),
  timeZone: zone.optional(),
  missed: missed.default('latest'),
})

/** Somebody who signs in; the key is what they sign in with. */
const personSchema = z.strictObject({
  name: z.string().min(1).max(200),
  role: z.string(),
  /** what is theirs in the data, by dimension: `{ operator: ['Анна Ежова'] }` */
  own: z.record(z.string(), z.array(z.string().min(1)).min(1)).exactOptional(),
  email: z.email({ error: text('bad_email') }).exactOptional(),
  locale: localeSetting.exactOptional(),
})

/** Of a pack: every row, or those in which each of these dimensions has one of the values, or what is the person's own. */
const rowsOfPack = z.union(
  [
    z.literal('all'),
    z
      .record(z.string(), z.union([z.literal('own'), z.array(z.string()).min(1)], { error: text('bad_rule') }))
      .refine((rule) => Object.keys(rule).length > 0, { error: text('bad_rows') }),
  ],
  { error: text('bad_rows') },
)

/** A role of the workspace's own; what it does not name, it does not show. */
const roleSchema = z.strictObject({
  meaning: z.string().min(1).max(300),
  may: z.array(z.enum(ABILITIES)).default(['figures']),
  rows: z.union([z.literal('all'), z.record(z.string(), rowsOfPack)], { error: text('bad_pack_rows') }).default({}),
  /** marts that it shows whole or not at all, whatever its rows say: `{ 'mart.calls_team': 'all' }` */
  marts: z.record(mart, z.enum(['all', 'none'])).default({}),
})

/** How people come in. */
const accessSchema = z.strictObject({
  /** a session that nobody used for so long ends */
  sessionHours: z.number().positive().max(720).default(12),
  /** a session ends after so long, used or not */
  sessionDays: z.number().positive().max(366).default(30),
  oidc: z
    .strictObject({
      issuer: z.url({ error: text('bad_issuer') }),
      clientId: z.string().min(1),
      /** not of a public client */
      clientSecret: secretSetting().exactOptional(),
      /** what the button says */
      title: z.string().min(1).max(60),
      /** by what the provider's person is one of ours */
      match: z.enum(['email', 'subject']).default('email'),
    })
    .exactOptional(),
})

/** Where the page is reached. */
const serverSchema = z.strictObject({
  port: z.number().int().min(1).max(65_535).default(8450),
  /** the address of this machine at which it listens */
  host: z.string().min(1).max(255).default('127.0.0.1'),
  /** how people reach it: `https://svodka.acme.ru` */
  url: z
    .url({ protocol: /^https?$/, error: text('bad_url') })
    .refine((given) => URL.canParse(given) && new URL(given).href === `${new URL(given).origin}/`, {
      error: text('bad_url'),
      abort: true,
    })
    .transform((given) => new URL(given).origin)
    .optional(),
  /** the one proxy before it says from where people come (`x-forwarded-for`) and how (`x-forwarded-proto`) */
  trustProxy: z.boolean().default(false),
})

/** `svodka.config.ts` as a whole; each source's and pack's own settings are checked by their own schemas. */
export const workspaceSchema = z.strictObject({
  name: z.string().min(1),
  timeZone: zone,
  locale: LOCALE,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: text('bad_currency') })
    .optional(),
  sources: z.array(z.custom<ConfiguredSource>(isA('source'), { error: text('bad_source') })),
  packs: z.array(z.custom<ConfiguredPack>(isA('pack'), { error: text('bad_pack') })),
  sync: z.array(syncSchema).prefault([{ at: '0 * * * *' }]),
  reports: z.array(reportSchema).default([]),
  recipients: z.record(z.string(), recipientSchema).default({}),
  administrators: z.array(z.string()).default([]),
  delivery: deliverySchema.prefault({}),
  publish: z.array(publishSchema).default([]),
  people: z.record(z.string(), personSchema).default({}),
  roles: z.record(z.string(), roleSchema).default({}),
  access: accessSchema.prefault({}),
  today: z.string().refine(isDay, { error: 'YYYY-MM-DD' }).optional(),
  clock: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'HH:MM' })
    .default('09:00'),
  warehouse: z
    .strictObject({
      memoryMegabytes: z.number().int().min(128).optional(),
      /** received texts are packed so many days after they came; null: never */
      packAfterDays: z.number().int().min(1).max(3650).nullable().default(30),
    })
    .prefault({}),
  history: z
    .strictObject({
      /** runs, messages and notices are forgotten so many days after they ended; null: never */
      forgetAfterDays: z.number().int().min(60).max(3650).nullable().default(400),
    })
    .prefault({}),
  metrics: z.strictObject({ token: secretSetting().optional() }).prefault({}),
  server: serverSchema.prefault({}),
  state: stateSchema.optional(),
})

type Written = z.infer<typeof workspaceSchema>
export type SyncSchedule = Written['sync'][number]
export type ReportSchedule = Written['reports'][number]
export type RecipientSettings = Written['recipients'][string]
export type PublishSettings = Written['publish'][number]
export type DeliverySettings = Written['delivery']
export type PersonSettings = Written['people'][string]
export type RoleSettings = Written['roles'][string]
export type AccessSettings = Written['access']
export type StateSettings = NonNullable<Written['state']>
