import { z } from 'zod'
import type { ChartSpec } from '../base/index.ts'
import { exactly, list } from './scalars.ts'

const column = z.string()

const cartesian = z.object({
  kind: z.enum(['line', 'area', 'bar', 'stacked-bar', 'horizontal-bar']),
  x: column,
  y: list(column),
  series: column.describe('its values become series of their own').exactOptional(),
  band: z.object({ low: column, high: column }).describe('bounds of the first y').exactOptional(),
  spans: list(z.object({ from: z.string(), to: z.string(), label: z.string() })).exactOptional(),
  dashed: list(column).describe('columns of y drawn as a dashed line').exactOptional(),
})

/** What a picture shows, as data: which column is drawn as what. */
export const chartSchema = exactly<ChartSpec>()(
  z
    .discriminatedUnion('kind', [
      cartesian,
      z.object({ kind: z.literal('heatmap'), x: column, y: column, value: column }),
      z.object({
        kind: z.literal('interval'),
        label: column,
        estimate: column,
        low: column,
        high: column,
        reference: z.number(),
      }),
      z.object({ kind: z.literal('funnel'), step: column, value: column, series: column.exactOptional() }),
      z.object({ kind: z.literal('treemap'), label: column, value: column, shade: column.exactOptional() }),
      z.object({ kind: z.literal('sankey'), from: column, to: column, value: column }),
    ])
    .meta({ id: 'ChartSpec' }),
)
