import { z } from 'zod'
import { chartSchema } from './charts.ts'
import { querySchema } from './questions.ts'
import { routes } from './route.ts'
import { daySchema, instantSchema, list, localeQuery, periodSchema, presetSchema, unitSchema } from './scalars.ts'

export const HomeFigure = z
  .object({
    metric: z.string(),
    title: z.string(),
    meaning: z.string(),
    unit: unitSchema,
    better: z.enum(['up', 'down', 'neither']),
    value: z.number().nullable().describe('the figure of `day`'),
    usual: z.number().nullable().describe('the mean of the same weekday over the eight weeks before'),
    spark: list(z.number().nullable()).describe('the last 60 days, oldest first'),
  })
  .meta({ id: 'HomeFigure' })
export type HomeFigure = z.infer<typeof HomeFigure>

export const HomeView = z
  .object({
    day: daySchema.describe('the day that is shown: yesterday, or the last day with data'),
    packs: list(
      z.object({
        id: z.string(),
        title: z.string(),
        dashboard: z.string().nullable(),
        figures: list(HomeFigure),
      }),
    ),
  })
  .meta({ id: 'HomeView' })
export type HomeView = z.infer<typeof HomeView>

const tile = {
  id: z.string(),
  title: z.string(),
  width: z.literal([3, 4, 6, 8, 12]).describe('columns of twelve'),
  note: z.string().exactOptional(),
}

export const TileView = z
  .discriminatedUnion('kind', [
    z.object({ ...tile, kind: z.literal('metric'), query: querySchema }),
    z.object({ ...tile, kind: z.literal('chart'), query: querySchema, chart: chartSchema }),
    z.object({ ...tile, kind: z.literal('table'), query: querySchema }),
    z.object({
      ...tile,
      kind: z.literal('analysis'),
      analysis: z.string(),
      show: list(z.string()).exactOptional(),
    }),
  ])
  .meta({ id: 'Tile' })
export type TileView = z.infer<typeof TileView>

/** A tile of one kind. */
export type TileOf<K extends TileView['kind']> = Extract<TileView, { kind: K }>

export const DashboardView = z
  .object({
    id: z.string(),
    title: z.string(),
    meaning: z.string(),
    period: presetSchema,
    span: periodSchema.nullable().describe('days that hold data: what "all time" means here'),
    now: instantSchema.describe('when this was answered, by the workspace’s clock'),
    refreshSeconds: z
      .number()
      .nullable()
      .describe('how often the page asks for its figures anew; null: only when somebody asks'),
    filters: list(z.object({ dimension: z.string(), title: z.string(), isNumber: z.boolean() })),
    tiles: list(TileView),
  })
  .meta({ id: 'DashboardView' })
export type DashboardView = z.infer<typeof DashboardView>

export const dashboardRoutes = routes({
  'GET /api/home': {
    summary: 'The newest figures of every pack, beside what is usual.',
    query: localeQuery,
    answer: HomeView,
  },
  'GET /api/dashboards/:id': {
    summary: 'A dashboard: its tiles, each with the question that it asks.',
    params: z.object({ id: z.string() }),
    query: localeQuery,
    answer: DashboardView,
  },
})
