import { z } from 'zod'
import { routes } from './route.ts'
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
})
