import { z } from 'zod'
import { isZone } from '../../base/index.ts'
import { daySetting, type Secret, secretSetting } from '../../kit/index.ts'
import { namesSchema, namesWith, type Names } from './names.ts'
import { PRESETS } from './presets.ts'

export interface OnecSettings {
  /** the base as it is published on the web server: `http://server/base` */
  baseUrl: string
  user: string
  password: Secret
  /** the zone of the base's clock: 1C sends times without one */
  timeZone: string
  /** `odata`: the standard interface; `http`: a service of your own that answers flat rows */
  mode: 'odata' | 'http'
  preset?: keyof typeof PRESETS | undefined
  /** whence lines of sales come: from the documents themselves or from the register of revenue */
  way: 'documents' | 'register'
  /** the preset's, with the settings' own over them */
  names: Names
  /** the earliest day of a sale that is read */
  since: string
  /** documents of so many last days are read again each run, so that backdated edits and unposted documents are noticed */
  rollingDays: number
  /** rows a request */
  pageSize: number
  /** the hours, by the base's clock, in which a schedule may read; absent: any */
  quietHours?: { from: string; to: string } | undefined
  /** ask only for records that the user may see; without it one forbidden record refuses the whole request */
  allowedOnly: boolean
  requestsPerMinute?: number | undefined
  /** a catalog of more elements than this is not kept in memory: the source stops and says so */
  mostNames: number
  /** what stands for the buyer: the name alone, or with the code, which tells namesakes apart */
  buyer: 'name' | 'name_and_code'
  /** the buyer of a sale that names none; absent: such rows are rejected and shown */
  noBuyer?: string | undefined
  http: HttpServiceSettings
}

/** A service of flat rows: where it is and what it calls its parameters and fields. */
export interface HttpServiceSettings {
  /** after baseUrl: `hs/svodka/sales` */
  path: string
  fromParameter: string
  /** the last day, included */
  toParameter: string
  pageParameter: string
  sizeParameter: string
  /** days asked for in one question */
  days: number
  /** our field → the service's */
  fields: Readonly<Record<FlatField, string>>
}

export const FLAT_FIELDS = [
  'date',
  'sale_id',
  'line',
  'order_date',
  'order_id',
  'buyer',
  'contractor',
  'site_id',
  'product',
  'feature',
  'quantity',
  'sum',
  'address',
  'cash_flow_type',
  'manager',
] as const
export type FlatField = (typeof FLAT_FIELDS)[number]

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/
const clock = z.string().regex(CLOCK, { error: "must be a time of day as '23:00'" })
const parameter = z.string().regex(/^[\w$.-]+$/, { error: 'must be the name of a parameter' })
const sameNames = Object.fromEntries(FLAT_FIELDS.map((field) => [field, field])) as Record<FlatField, string>

const httpSchema = z
  .strictObject({
    path: z
      .string()
      .regex(/^[^?#]+$/, { error: "must be a path as 'hs/svodka/sales', without parameters" })
      .default('hs/svodka/sales'),
    fromParameter: parameter.default('from'),
    toParameter: parameter.default('to'),
    pageParameter: parameter.default('page'),
    sizeParameter: parameter.default('size'),
    days: z.number().int().min(1).max(366).default(7),
    fields: z
      .partialRecord(z.enum(FLAT_FIELDS), z.string().min(1))
      .default({})
      .transform((own) => ({ ...sameNames, ...own })),
  })
  .prefault({})

export const onecSchema: z.ZodType<OnecSettings> = z
  .strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/, error: "must be the base's address: http://server/base" })
      .refine((url) => !URL.canParse(url) || new URL(url).username === '', {
        error: 'names no user: that is what user and password are for',
      })
      .transform((url) => url.replace(/\/+$/, '').replace(/\/odata\/standard\.odata$/, '')),
    user: z.string().min(1),
    password: secretSetting(),
    timeZone: z.string().refine(isZone, { error: 'must be a zone as Europe/Moscow' }).default('Europe/Moscow'),
    mode: z.enum(['odata', 'http']).default('odata'),
    preset: z.enum(['erp', 'ut11', 'accounting30']).optional(),
    way: z.enum(['documents', 'register']).optional(),
    names: namesSchema.default({}),
    since: daySetting.default('2022-01-01'),
    rollingDays: z.number().int().min(0).max(3660).default(45),
    pageSize: z.number().int().min(1).max(100_000).default(1000),
    quietHours: z.strictObject({ from: clock, to: clock }).optional(),
    allowedOnly: z.boolean().default(true),
    requestsPerMinute: z.number().positive().optional(),
    mostNames: z.number().int().min(1).default(300_000),
    buyer: z.enum(['name', 'name_and_code']).default('name'),
    noBuyer: z.string().min(1).optional(),
    http: httpSchema,
  })
  .transform(({ way, names, ...settings }) => {
    const preset = PRESETS[settings.preset ?? 'accounting30']
    return { ...settings, way: way ?? preset.way, names: namesWith(preset.names, names) }
  })
