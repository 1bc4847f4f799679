import { z } from 'zod'
import { analysisAnswerSchema, asOfSchema, catalogSchema } from '../../api/index.ts'
import { fits } from './metrics.ts'
import { asOfText, formatOf, rowsText, shownText } from './text.ts'
import { defineTool, localePart } from './tool.ts'
import { words } from './words.ts'

const USUAL_ROWS = 50
const MOST_ROWS = 1000

export const listAnalyses = defineTool({
  name: 'list_analyses',
  input: { search: z.string().max(200).describe('words of its id, title or meaning').optional(), ...localePart },
  output: z.object({ analyses: catalogSchema.shape.analyses.unwrap(), asOf: asOfSchema }),
  async answer({ search }, call) {
    const { analyses } = await call.program.catalog(call.asker)
    const found = analyses.filter((analysis) => fits(analysis, search))
    const { asOf } = call.about
    return {
      structured: { analyses: [...found], asOf },
      text: [
        words.say(call.asker.locale, 'text.analyses', { count: found.length }),
        ...found.map(({ id, title }) => `${id}: ${title}`),
        asOfText(asOf, formatOf(call)),
      ].join('\n'),
    }
  },
})

const tableSchema = analysisAnswerSchema.shape.tables.unwrap().valueType

export const analyze = defineTool({
  name: 'analyze',
  input: {
    analysis: z.string().max(200).describe('an id that list_analyses names'),
    settings: z
      .record(z.string().max(100), z.string().max(1000))
      .describe('what list_analyses says can be set')
      .default({}),
    limit: z.number().int().min(1).max(MOST_ROWS).default(USUAL_ROWS).describe('rows of each table at most'),
    ...localePart,
  },
  output: analysisAnswerSchema.omit({ charts: true }).extend({
    tables: z.record(z.string(), tableSchema.extend({ total: z.number().describe('rows that the table has') })),
    timeZone: z.string(),
    currency: z.string().nullable().describe('of every unit `money`; ISO 4217'),
  }),
  subject: ({ analysis }) => analysis,
  async answer({ analysis, settings, limit }, call) {
    const { charts: _charts, tables, ...answer } = await call.program.analyze(analysis, settings, call.asker)
    const { timeZone, currency } = call.about
    const cut = Object.entries(tables).map(([name, { title, columns, rows }]) => {
      const table = { title, columns, rows: rows.slice(0, limit), total: rows.length }
      return [name, table] as const
    })
    const format = formatOf(call)
    return {
      structured: { ...answer, tables: Object.fromEntries(cut), timeZone, currency },
      text: [
        answer.statement,
        ...cut.flatMap(([, { title, columns, rows, total }]) => [
          words.say(call.asker.locale, 'text.table', { title, total }) + shownText(rows.length, call.asker.locale),
          rowsText(columns, rows, format),
        ]),
        ...(answer.notes ?? []),
        asOfText(answer.asOf, format),
      ].join('\n'),
    }
  },
})
