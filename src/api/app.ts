import { z } from 'zod'
import { files, routes } from './route.ts'
import { abilitySchema, asOfSchema, byName, daySchema, list, localeQuery, localeSchema } from './scalars.ts'

const entry = z.object({ id: z.string(), title: z.string(), meaning: z.string() })

export const AppView = z
  .object({
    name: z.string(),
    locale: localeSchema,
    timeZone: z.string(),
    currency: z.string().nullable(),
    today: daySchema,
    isTodayPinned: z.boolean().describe('true when the workspace pretends that another day is today: sample data'),
    person: z.object({
      id: z.string(),
      name: z.string(),
      role: z.string(),
      own: byName(list(z.string())).describe('what is theirs in the data, by dimension').exactOptional(),
    }),
    may: list(abilitySchema).describe('what they may do here: the page shows no door that would not open'),
    csrf: z.string().nullable().describe('what each change carries as `x-csrf-token`; null where a token asks'),
    asOf: asOfSchema,
    firstReads: list(z.string()).describe(
      'sources that are being read for the first time: their figures are not there yet',
    ),
    dashboards: list(entry),
    reports: list(entry),
    version: z.string(),
  })
  .meta({ id: 'AppView' })
export type AppView = z.infer<typeof AppView>

export const ErrorView = z
  .object({ error: z.object({ code: z.string(), message: z.string().describe('in the language of `?locale=`') }) })
  .meta({ id: 'Error' })
export type ErrorView = z.infer<typeof ErrorView>

export const HealthView = z.object({ up: z.literal(true) }).meta({ id: 'Health' })

/** Records that somebody posts are the source’s own: their fields are named in the settings. */
const posted = z.record(z.string(), z.unknown())

export const ReceivedView = z
  .object({
    received: z.number(),
    accepted: z.number(),
    rejected: list(z.object({ row: z.number(), path: z.string().exactOptional(), message: z.string() })),
    unlisted: z.number().describe('faults beyond those that are listed').exactOptional(),
  })
  .meta({ id: 'ReceivedView' })

export const appRoutes = routes({
  'GET /api/app': {
    summary: 'The workspace, who asks, and what they may do.',
    query: localeQuery,
    answer: AppView,
  },
  'GET /api/health': {
    summary: 'Whether this process is up, and no more.',
    answer: HealthView,
  },
  'GET /api/openapi.json': {
    summary: 'This description.',
    answer: z.record(z.string(), z.unknown()),
  },
  'POST /api/ingest/:source/:stream': {
    summary:
      'Takes records for a source that waits for them, under the source’s own token; answered when they are on disk.',
    params: z.object({ source: z.string(), stream: z.string() }),
    body: z.union([posted, z.array(posted)]),
    answer: ReceivedView,
    status: 202,
  },
  'POST /api/telegram': {
    summary: 'What Telegram posts to the bot, under the secret that it was given.',
    body: posted,
    answer: files(),
  },
})
