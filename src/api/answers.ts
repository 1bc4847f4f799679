import { z } from 'zod'
import type { Answer, AnalysisAnswer, Catalog, DimensionValue } from '../base/index.ts'
import { chartSchema } from './charts.ts'
import {
  asOfSchema,
  byName,
  cellSchema,
  daySchema,
  exactly,
  grainSchema,
  list,
  periodSchema,
  rowSchema,
  unitSchema,
} from './scalars.ts'

/* What figures answer. */

const leadsTo = z.object({ analysis: z.string(), setting: z.string() }).exactOptional()
const labels = byName(z.string()).describe('what its values are called, where there are words for them').exactOptional()

export const answerSchema = exactly<Answer>()(
  z
    .object({
      rows: list(rowSchema),
      columns: list(
        z.object({
          name: z.string(),
          label: z.string(),
          kind: z.enum(['period', 'dimension', 'metric']),
          unit: unitSchema,
          labels,
          meaning: z.string().exactOptional(),
          leadsTo,
        }),
      ),
      units: byName(unitSchema),
      asOf: asOfSchema,
      period: z.object({ from: daySchema, to: daySchema, timeZone: z.string(), grain: grainSchema.exactOptional() }),
      sql: z.string().describe('the SQL with its values written in, to be read and tried'),
      comparison: z
        .object({ period: periodSchema, rows: list(rowSchema) })
        .describe('the earlier period: each row belongs to the row of `rows` at the same place')
        .exactOptional(),
      isCut: z.boolean().describe('true when `limit` left rows out'),
    })
    .meta({ id: 'Answer' }),
)

const tableSchema = z
  .object({
    title: z.string(),
    columns: list(z.object({ name: z.string(), label: z.string(), unit: unitSchema, labels, leadsTo })),
    rows: list(rowSchema),
  })
  .meta({ id: 'Table' })

export const analysisAnswerSchema = exactly<AnalysisAnswer>()(
  z
    .object({
      id: z.string(),
      title: z.string(),
      settings: byName(cellSchema),
      asOf: asOfSchema,
      statement: z.string().describe('the answer in plain words'),
      claims: list(
        z.object({
          id: z.string(),
          verdict: z.enum(['confirmed', 'not confirmed', 'cannot tell']),
          sentence: z.string(),
        }),
      ).exactOptional(),
      figures: byName(cellSchema),
      tables: byName(tableSchema),
      charts: list(
        z.object({
          name: z.string(),
          title: z.string(),
          spec: chartSchema,
          table: z.string().describe('the table that it draws'),
        }),
      ).exactOptional(),
      notes: list(z.string()).describe('what a careful reader must know').exactOptional(),
    })
    .meta({ id: 'AnalysisAnswer' }),
)

export const dimensionValueSchema = exactly<DimensionValue>()(
  z
    .object({
      value: z.string().nullable(),
      label: z.string(),
      rows: z.number().describe('rows that carry it: for the order of a list, not a figure'),
    })
    .meta({ id: 'DimensionValue' }),
)

const entry = { id: z.string(), pack: z.string(), title: z.string(), meaning: z.string() }

export const catalogSchema = exactly<Catalog>()(
  z
    .object({
      packs: list(z.object({ id: z.string(), title: z.string() })),
      metrics: list(
        z.object({
          ...entry,
          unit: unitSchema,
          better: z.enum(['up', 'down', 'neither']),
          dimensions: list(z.string()).describe('what it can be split and filtered by'),
          onHome: z.boolean(),
        }),
      ),
      dimensions: list(z.object({ ...entry, isNumber: z.boolean(), isOrdered: z.boolean() })),
      analyses: list(
        z.object({
          ...entry,
          settings: byName(cellSchema).describe('what it does when nothing is set'),
          fields: list(
            z.object({
              key: z.string(),
              title: z.string(),
              kind: z.enum(['day', 'number', 'choice', 'text']),
              choices: list(z.object({ value: z.string(), title: z.string() })),
            }),
          ).describe('what can be set'),
        }),
      ),
      reports: list(z.object(entry)),
      dashboards: list(z.object(entry)),
    })
    .meta({ id: 'Catalog' }),
)
