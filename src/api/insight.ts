import { z } from 'zod'
import { UNITS } from '../base/index.ts'
import { cellSchema, daySchema, instantSchema, list, localeSchema, nameSchema } from './scalars.ts'

/* What the warehouse tells about itself: it shows every row, so it is for whoever may see every row. */

const counts = { added: z.number(), changed: z.number(), unchanged: z.number(), rejected: z.number() }

export const runsQuery = z.object({
  before: z.string().max(100).optional().describe('id of a run: only those before it'),
  locale: localeSchema,
})

export const LoadRunView = z
  .object({
    id: z.string().describe('on every log line of the run: `svodka log --run`'),
    mode: z.enum(['new', 'full', 'refetch', 'replay']),
    trigger: z.enum(['schedule', 'person', 'received']),
    state: z.enum(['running', 'done', 'failed', 'broken']).describe('`broken`: its process ended before it did'),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    seconds: z.number().nullable(),
    files: z.number().describe('files that it loaded'),
    streams: list(
      z.object({
        source: z.string(),
        stream: z.string(),
        ...counts,
        seconds: z.number(),
        error: z.string().nullable().describe('why it could not be read'),
      }),
    ),
  })
  .meta({ id: 'LoadRunView' })
export type LoadRunView = z.infer<typeof LoadRunView>

export const RunLogView = z
  .object({
    lines: list(
      z.object({
        at: z.string(),
        level: z.string(),
        event: z.string(),
        detail: z.string().describe('the other fields: `name=value`'),
      }),
    ),
    isCut: z.boolean().describe('there were more: these are the last'),
  })
  .meta({ id: 'RunLogView' })
export type RunLogView = z.infer<typeof RunLogView>

const rejectedFilter = {
  source: nameSchema.optional(),
  stream: nameSchema.optional(),
  kind: z.string().max(2000).optional().describe('a reason without its values, as `groups` name it'),
  search: z.string().max(200).optional().describe('in the record or in the reason'),
}
export const rejectedFileQuery = z.object({ ...rejectedFilter, locale: localeSchema })
export const rejectedQuery = z.object({
  ...rejectedFilter,
  offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
  locale: localeSchema,
})

export const RejectedView = z
  .object({
    groups: list(
      z.object({
        source: z.string(),
        stream: z.string(),
        entity: z.string().nullable(),
        kind: z.string(),
        count: z.number(),
        firstAt: instantSchema,
        lastAt: instantSchema,
      }),
    ),
    rows: list(
      z.object({
        source: z.string(),
        stream: z.string(),
        file: z.string(),
        line: z.number().nullable(),
        entity: z.string().nullable(),
        record: z.string(),
        reason: z.string(),
        rejectedAt: instantSchema,
      }),
    ).describe('newest first; a hundred at most'),
    total: z.number().describe('how many the filter finds'),
  })
  .meta({ id: 'RejectedView' })
export type RejectedView = z.infer<typeof RejectedView>

export const replayBody = z.strictObject({ source: nameSchema, stream: nameSchema, locale: localeSchema })

export const ReplayView = z
  .object({
    before: z.number().describe('rejected rows of the stream before'),
    after: z.number().describe('…and after'),
    with: list(z.string()).describe('streams that were read again with it, because they feed the same tables'),
    runId: z.string(),
    seconds: z.number(),
  })
  .meta({ id: 'ReplayView' })
export type ReplayView = z.infer<typeof ReplayView>

const tableColumn = z.object({ table: z.string(), column: z.string() })
const origin = {
  from: list(tableColumn),
  isTold: z.boolean().describe('false: the text does not tell all of it apart'),
}

export const LineageTableView = z
  .object({
    name: z.string().describe('`mart.support_tickets`; of what was received: `desk/tickets`'),
    layer: z.enum(['mart', 'core', 'settings', 'staging', 'raw']),
    meaning: z.string(),
    sql: list(z.string()).describe('the texts that make it'),
    columns: list(
      z.object({
        name: z.string(),
        type: z.string(),
        meaning: z.string(),
        ...origin,
        use: z
          .enum(['value', 'rows'])
          .nullable()
          .describe('it makes the value, it decides which rows there are, or neither'),
      }),
    ),
    reads: list(z.string()),
    isUsed: z.boolean(),
  })
  .meta({ id: 'LineageTableView' })
export type LineageTableView = z.infer<typeof LineageTableView>

const metricView = z.object({ id: z.string(), title: z.string(), meaning: z.string(), unit: z.enum(UNITS) })

export const lineageQuery = z.object({ metric: nameSchema, locale: localeSchema })

export const LineageView = z
  .object({
    metric: metricView.extend({
      sql: z.string().describe('the whole definition as one select'),
      mart: z.string(),
    }),
    value: z.object(origin),
    rows: z.object(origin),
    tables: list(LineageTableView).describe('nearer ones first'),
  })
  .meta({ id: 'LineageView' })
export type LineageView = z.infer<typeof LineageView>

const batch = z.coerce.number().int().min(0).max(1e12)

export const whyQuery = z.object({
  metric: nameSchema,
  from: daySchema,
  to: daySchema,
  since: batch.optional().describe('the state after this load; absent: before the newest that brought something'),
  until: batch.optional().describe('…and after this one; absent: now'),
  locale: localeSchema,
})

export const LoadView = z
  .object({
    batchId: z.number(),
    loadedAt: instantSchema,
    sources: z.string(),
    added: z.number(),
    changed: z.number(),
  })
  .meta({ id: 'LoadView' })
export type LoadView = z.infer<typeof LoadView>

export const EntityChangeView = z
  .object({
    table: z.string(),
    meaning: z.string(),
    by: list(z.string()).describe('columns by which rows were told to lie in the period; none: the whole table'),
    sources: list(z.object({ source: z.string(), came: z.number(), changed: z.number(), vanished: z.number() })),
    columns: list(z.object({ column: z.string(), meaning: z.string(), rows: z.number() })),
    loads: list(
      z.object({
        batchId: z.number(),
        source: z.string(),
        stream: z.string(),
        file: z.string(),
        loadedAt: instantSchema,
        came: z.number(),
        changed: z.number(),
      }),
    ),
    examples: list(
      z.object({
        what: z.enum(['came', 'changed', 'vanished']),
        source: z.string(),
        key: z.record(z.string(), cellSchema).readonly(),
        columns: list(z.object({ column: z.string(), before: cellSchema, after: cellSchema })),
      }),
    ),
  })
  .meta({ id: 'EntityChangeView' })
export type EntityChangeView = z.infer<typeof EntityChangeView>

const figureThen = z.object({ value: z.number().nullable(), rows: z.number().describe('rows behind it') })

export const WhyView = z
  .object({
    metric: metricView.extend({ better: z.enum(['up', 'down', 'neither']) }),
    period: z.object({ from: daySchema, to: daySchema, timeZone: z.string() }),
    since: z.number(),
    until: z.number(),
    loads: list(LoadView).describe('loads that may be compared, newest first'),
    before: figureThen.nullable().describe('the figure after `since`; null: it is not computed'),
    after: figureThen.nullable(),
    notComputed: z.string().nullable().describe('why the figures of then are not computed'),
    entities: list(EntityChangeView),
  })
  .meta({ id: 'WhyView' })
export type WhyView = z.infer<typeof WhyView>
