import { z } from 'zod'
import { asOfSchema, catalogSchema, dimensionValueSchema, unitSchema } from '../../api/index.ts'
import { nearest, RequestError, type Catalog } from '../../base/index.ts'
import { asOfText, formatOf, unitText } from './text.ts'
import { defineTool, localePart, type Call } from './tool.ts'
import { words } from './words.ts'

const SHOWN_VALUES = 20

/** Where and when figures are counted. */
const workspaceParts = {
  asOf: asOfSchema,
  today: z.string().describe('YYYY-MM-DD'),
  timeZone: z.string(),
  currency: z.string().nullable().describe('of every unit `money`; ISO 4217'),
}
const workspaceOf = ({ about: { asOf, today, timeZone, currency } }: Call) => ({ asOf, today, timeZone, currency })

const metricSchema = catalogSchema.shape.metrics.unwrap().element
const dimensionSchema = catalogSchema.shape.dimensions.unwrap().element

export const listMetrics = defineTool({
  name: 'list_metrics',
  input: {
    search: z.string().max(200).describe('words of its id, title or meaning').optional(),
    pack: z.string().max(100).describe('a domain: `support`, `orders`').optional(),
    ...localePart,
  },
  output: z.object({ metrics: z.array(metricSchema.omit({ onHome: true })), ...workspaceParts }),
  async answer({ search, pack }, call) {
    const { metrics } = await call.program.catalog(call.asker)
    const found = metrics
      .filter((metric) => (pack === undefined || metric.pack === pack) && fits(metric, search))
      .map(({ onHome: _onHome, ...metric }) => metric)
    const { locale } = call.asker
    const lines = found.map(({ id, title, unit }) => `${id}: ${title} (${unitText(unit, call.about.currency)})`)
    return {
      structured: { metrics: found, ...workspaceOf(call) },
      text: [
        words.say(locale, 'text.metrics', { count: found.length }),
        ...lines,
        asOfText(call.about.asOf, formatOf(call)),
      ].join('\n'),
    }
  },
})

/** Whether every word of a search is somewhere in what describes it. */
export function fits(entry: { id: string; title: string; meaning: string }, search = ''): boolean {
  const text = `${entry.id} ${entry.title} ${entry.meaning}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export const describeMetric = defineTool({
  name: 'describe_metric',
  input: { metric: z.string().max(200).describe('an id that list_metrics names'), ...localePart },
  output: z.object({
    ...metricSchema.omit({ onHome: true, dimensions: true }).shape,
    unit: unitSchema,
    dimensions: z.array(
      z.object({
        ...dimensionSchema.omit({ pack: true }).shape,
        values: z
          .array(dimensionValueSchema.pick({ value: true, label: true }))
          .describe(`the ${SHOWN_VALUES} most frequent ones; none for numbers`),
      }),
    ),
    ...workspaceParts,
  }),
  subject: ({ metric }) => metric,
  async answer({ metric: id }, call) {
    const catalog = await call.program.catalog(call.asker)
    const { onHome: _onHome, dimensions: names, ...metric } = metricOf(catalog, id)
    const dimensions = await Promise.all(
      catalog.dimensions
        .filter((dimension) => names.includes(dimension.id))
        .map(async ({ pack: _pack, ...dimension }) => ({ ...dimension, values: await valuesOf(dimension, call) })),
    )
    const { locale } = call.asker
    return {
      structured: { ...metric, dimensions, ...workspaceOf(call) },
      text: [
        `${metric.title} (${metric.id}). ${metric.meaning}`,
        words.say(locale, 'text.unit', { unit: unitText(metric.unit, call.about.currency) }),
        words.say(locale, 'text.dimensions', {
          list: dimensions.map((each) => `${each.id} (${each.title})`).join(', '),
        }),
        asOfText(call.about.asOf, formatOf(call)),
      ].join('\n'),
    }
  },
})

function metricOf({ metrics }: Catalog, id: string): Catalog['metrics'][number] {
  const found = metrics.find((metric) => metric.id === id)
  if (found) return found
  const hint =
    nearest(
      id,
      metrics.map((metric) => metric.id),
    ) ?? 'none'
  throw new RequestError(words, 'unknown_metric', { id, hint })
}

async function valuesOf({ id, isNumber }: { id: string; isNumber: boolean }, { program, asker }: Call) {
  if (isNumber) return []
  const values = await program.values(id, '', asker)
  return values.slice(0, SHOWN_VALUES).map(({ value, label }) => ({ value, label }))
}
