import { z } from 'zod'
import { routes } from './route.ts'
import { daySchema, Done, instantSchema, list, localeQuery, localeSchema, nameSchema } from './scalars.ts'

/* Schedules, what they did, what went to whom. */

export const previewQuery = z.object({
  report: nameSchema,
  to: nameSchema.optional(),
  date: daySchema.optional(),
  locale: localeSchema,
})
export const sendBody = z.strictObject({
  report: nameSchema,
  date: daySchema.exactOptional(),
  to: z.array(nameSchema).min(1).max(100).readonly(),
  locale: localeSchema,
})
export const testBody = z.strictObject({
  recipient: nameSchema,
  report: nameSchema.describe('absent: a plain greeting').exactOptional(),
  date: daySchema.exactOptional(),
  locale: localeSchema,
})
export const pauseBody = z.strictObject({ schedule: nameSchema, isPaused: z.boolean(), locale: localeSchema })
export const runBody = z.strictObject({ schedule: nameSchema, locale: localeSchema })
export const decideBody = z.strictObject({ id: nameSchema, what: z.enum(['resend', 'cancel']), locale: localeSchema })
export const inviteBody = z.strictObject({ recipient: nameSchema, channel: nameSchema, locale: localeSchema })

export const RunView = z
  .object({
    id: z.string(),
    schedule: z.string(),
    title: z.string(),
    dueAt: instantSchema,
    state: z.enum(['running', 'waiting', 'done', 'failed', 'skipped']),
    trigger: z.enum(['schedule', 'person']),
    attempt: z.number(),
    startedAt: instantSchema.nullable(),
    seconds: z.number().nullable(),
    cause: z.string().nullable().describe('why it failed, waits or was skipped'),
    summary: z.string().nullable().describe('what it did, in one line'),
    logRun: z.string().describe('for `svodka log --run`'),
  })
  .meta({ id: 'RunView' })
export type RunView = z.infer<typeof RunView>

export const ScheduleView = z
  .object({
    id: z.string(),
    kind: z.enum(['sync', 'report', 'publish']),
    title: z.string().describe('the report’s title, or what is read'),
    report: z.string().nullable(),
    when: z.string().describe('in words: “every day at 08:45 (Moscow)”'),
    timeZone: z.string(),
    next: instantSchema.nullable(),
    paused: z.object({ since: instantSchema, by: z.string() }).nullable(),
    to: list(z.string()),
    last: RunView.nullable(),
  })
  .meta({ id: 'ScheduleView' })
export type ScheduleView = z.infer<typeof ScheduleView>

export const SentPartView = z
  .object({
    id: z.string(),
    part: z.string(),
    state: z.enum(['waiting', 'sending', 'sent', 'unknown', 'failed', 'cancelled']),
    attempt: z.number(),
    at: instantSchema,
    notBefore: instantSchema.nullable(),
    cause: z.string().nullable(),
  })
  .meta({ id: 'SentPartView' })
export type SentPartView = z.infer<typeof SentPartView>

export const SentView = z
  .object({
    report: z.string(),
    title: z.string(),
    recipient: z.string(),
    channel: z.string(),
    edition: z
      .string()
      .nullable()
      .describe('the day that it is about; of a trial, a name of its own; null for a notice'),
    state: SentPartView.shape.state.describe(
      'the worst of its parts decides: unknown, failed, sending, waiting, cancelled, sent',
    ),
    at: instantSchema,
    parts: list(SentPartView),
  })
  .meta({ id: 'SentView' })
export type SentView = z.infer<typeof SentView>

export const RecipientView = z
  .object({
    name: z.string(),
    locale: localeSchema,
    timeZone: z.string(),
    reports: list(z.string()),
    channels: list(
      z.object({
        channel: z.string(),
        place: z.string().nullable().describe('where it goes; null: nobody has presented the code yet'),
        off: z.object({ since: instantSchema, cause: z.string() }).nullable(),
        canInvite: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'RecipientView' })
export type RecipientView = z.infer<typeof RecipientView>

export const DeliveryView = z
  .object({
    schedules: list(ScheduleView),
    runs: list(RunView).describe('newest first'),
    sent: list(SentView).describe(
      'newest first, one entry a message: all parts of one report for one recipient by one channel',
    ),
    recipients: list(RecipientView),
    troubles: list(z.object({ subject: z.string(), since: instantSchema, cause: z.string() })).describe(
      'what is wrong now, oldest first',
    ),
  })
  .meta({ id: 'DeliveryView' })
export type DeliveryView = z.infer<typeof DeliveryView>

export const PlannedView = z
  .object({
    recipient: z.string(),
    locale: localeSchema,
    channel: z.string(),
    place: z.string().nullable(),
    obstacle: z.string().nullable().describe('why nothing would go'),
    next: instantSchema.nullable().describe('the next time by schedule'),
    nextLocal: z.string().nullable().describe('what the recipient’s clock shows then'),
    parts: list(
      z.object({
        part: z.string(),
        html: z.string().nullable().describe('the channel’s own markup: b, i, u, s, code, pre, a, blockquote'),
        picture: z.string().nullable().describe('a data: address'),
        file: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'PlannedView', description: 'What one recipient would get by one channel.' })
export type PlannedView = z.infer<typeof PlannedView>

export const SendView = z
  .object({
    sent: z.number(),
    waiting: z.number(),
    unknown: z.number(),
    failed: z.number(),
    problems: list(z.object({ recipient: z.string(), channel: z.string(), cause: z.string() })),
  })
  .meta({ id: 'SendView' })
export type SendView = z.infer<typeof SendView>

export const TestView = z
  .object({ channel: z.string(), part: z.string(), isSent: z.boolean(), message: z.string() })
  .meta({ id: 'TestView' })
export type TestView = z.infer<typeof TestView>

export const InviteView = z.object({ code: z.string(), link: z.string().nullable() }).meta({ id: 'InviteView' })
export type InviteView = z.infer<typeof InviteView>

export const deliveryRoutes = routes({
  'GET /api/delivery': {
    summary: 'Schedules, their runs, what was sent to whom, and what is wrong now.',
    query: localeQuery,
    answer: DeliveryView,
  },
  'GET /api/delivery/preview': {
    summary: 'What would go to whom; nothing is sent.',
    query: previewQuery,
    answer: list(PlannedView),
  },
  'POST /api/delivery/send': {
    summary: 'Sends a report to recipients; what they already have is not sent twice.',
    body: sendBody,
    answer: SendView,
  },
  'POST /api/delivery/test': {
    summary: 'Sends to one recipient at once, outside the editions, and says what came of it.',
    body: testBody,
    answer: list(TestView),
  },
  'POST /api/delivery/pause': {
    summary: 'Stops a schedule, or lets it go on.',
    body: pauseBody,
    answer: Done,
  },
  'POST /api/delivery/run': {
    summary: 'Runs a schedule now.',
    body: runBody,
    answer: RunView,
  },
  'POST /api/delivery/decide': {
    summary: 'Decides about a part of which nobody knows whether it came.',
    body: decideBody,
    answer: SentPartView,
  },
  'POST /api/delivery/invite': {
    summary: 'A one-time code that binds the chat which presents it to a recipient.',
    body: inviteBody,
    answer: InviteView,
  },
})
