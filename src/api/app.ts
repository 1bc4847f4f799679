import { z } from 'zod'
import { ABILITIES } from '../base/index.ts'
import { asOfSchema, daySchema, list, localeSchema } from './scalars.ts'

const entry = z.object({ id: z.string(), title: z.string(), meaning: z.string() })

export const AppView = z
  .object({
    name: z.string(),
    locale: localeSchema,
    timeZone: z.string(),
    currency: z.string().nullable(),
    today: daySchema,
    isTodayPinned: z.boolean().describe('true when the workspace pretends that another day is today: sample data'),
    person: z.object({ id: z.string(), name: z.string(), role: z.string() }),
    may: list(z.enum(ABILITIES)).describe('what they may do here: the page shows no door that would not open'),
    csrf: z.string().nullable().describe('what each change carries as `x-csrf-token`; null where a token asks'),
    asOf: asOfSchema,
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
