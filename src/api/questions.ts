import { z } from 'zod'
import type { Query, RowsQuery } from '../base/index.ts'
import { exactly, grainSchema, localeSchema, periodSchema, presetSchema } from './scalars.ts'

/* What can be asked. */

const filterSchema = z
  .union([
    z.strictObject({
      dimension: z.string(),
      op: z.enum(['in', 'not in']),
      values: z.array(z.string().nullable()).min(1).max(1000).readonly().describe('null means "no value"'),
    }),
    z.strictObject({
      dimension: z.string(),
      op: z.literal('between').describe('both ends included'),
      from: z.number().exactOptional(),
      to: z.number().exactOptional(),
    }),
  ])
  .meta({ id: 'Filter' })

const wherePart = z.array(filterSchema).max(30).readonly().describe('all of these conditions').exactOptional()
const periodPart = z
  .union([presetSchema, periodSchema])
  .describe('a preset or days, both included; absent: everything there is')
  .exactOptional()
const timeZonePart = z.string().max(64).describe('absent: the workspace’s').exactOptional()

export const querySchema = exactly<Query>()(
  z
    .strictObject({
      metrics: z.array(z.string()).min(1).max(20).readonly().describe('ids of the catalog'),
      by: z.array(z.string()).max(5).readonly().describe('dimensions to split by').exactOptional(),
      where: wherePart,
      period: periodPart,
      grain: grainSchema.describe('a row for each of these; absent: one figure for the whole period').exactOptional(),
      timeZone: timeZonePart,
      compare: z
        .enum(['previous-period', 'previous-year'])
        .describe('the same of an earlier period beside it')
        .exactOptional(),
      limit: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .describe('rows at most; the answer says when there were more')
        .exactOptional(),
      order: z
        .strictObject({ by: z.string(), descending: z.boolean().exactOptional() })
        .describe('a metric or dimension to sort by')
        .exactOptional(),
    })
    .meta({ id: 'Query' }),
)

export const rowsQuerySchema = exactly<RowsQuery>()(
  z
    .strictObject({
      metric: z.string().describe('the metric whose rows are wanted'),
      where: wherePart,
      period: periodPart,
      timeZone: timeZonePart,
      limit: z.number().int().min(1).max(10_000).exactOptional(),
    })
    .meta({ id: 'RowsQuery' }),
)

export const queryBody = z.strictObject({ query: querySchema, locale: localeSchema })
export const rowsBody = z.strictObject({ rows: rowsQuerySchema, locale: localeSchema })
export const analyzeBody = z.strictObject({
  analysis: z.string(),
  settings: z.record(z.string(), z.string()),
  locale: localeSchema,
})
export const exportQuery = z.object({
  as: z.enum(['csv', 'xlsx']),
  locale: localeSchema,
  title: z.string().max(200).default('svodka'),
  query: z.string().max(20_000).describe('a Query as JSON: all its groups').optional(),
  rows: z.string().max(20_000).describe('or a RowsQuery as JSON: all rows behind a metric').optional(),
})
export const valuesQuery = z.object({ locale: localeSchema, search: z.string().max(200).default('') })
