import { z } from 'zod'
import { instantSchema, list, rowSchema } from './scalars.ts'

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
