import { z } from 'zod'
import {
  lineageQuery,
  LineageView,
  LoadRunView,
  rejectedFileQuery,
  rejectedQuery,
  RejectedView,
  replayBody,
  ReplayView,
  RunLogView,
  runsQuery,
  whyQuery,
  WhyView,
} from './insight.ts'
import { CSV, files, routes } from './route.ts'
import { instantSchema, list, localeQuery, rowSchema } from './scalars.ts'

export const DataView = z
  .object({
    sources: list(
      z.object({
        id: z.string(),
        title: z.string(),
        asOf: instantSchema.nullable(),
        isStale: z.boolean(),
        streams: list(z.string()),
        rejected: z.number(),
      }),
    ),
    rejected: list(rowSchema),
    layers: list(
      z.object({
        layer: z.string(),
        name: z.string(),
        kind: z.string(),
        rows: z.number().nullable(),
        meaning: z.string(),
      }),
    ),
  })
  .meta({ id: 'DataView' })
export type DataView = z.infer<typeof DataView>

export const dataRoutes = routes({
  'GET /api/data': {
    summary: 'Sources and how fresh they are, rejected rows, the tables of the warehouse.',
    query: localeQuery,
    answer: DataView,
  },
  'GET /api/data/runs': {
    summary: 'Runs of the sources, newest first: what each stream brought, and why it failed.',
    query: runsQuery,
    answer: list(LoadRunView),
  },
  'GET /api/data/runs/:id/log': {
    summary: 'What a run wrote to the log.',
    params: z.object({ id: z.string() }),
    query: localeQuery,
    answer: RunLogView,
  },
  'GET /api/data/rejected': {
    summary: 'Rows that did not fit their schema, each with its reason.',
    query: rejectedQuery,
    answer: RejectedView,
  },
  'GET /api/data/rejected/csv': {
    summary: 'The same as a file; refused where there are too many.',
    query: rejectedFileQuery,
    answer: files(CSV),
  },
  'POST /api/data/replay': {
    summary: 'Reads a stream again from what it delivered: rejected rows that fit now are taken in.',
    body: replayBody,
    answer: ReplayView,
  },
  'GET /api/data/lineage': {
    summary: 'Where a metric comes from, down to the fields that were received.',
    query: lineageQuery,
    answer: LineageView,
  },
  'GET /api/data/why': {
    summary: 'What changed between two loads in the rows behind a metric.',
    query: whyQuery,
    answer: WhyView,
  },
})
