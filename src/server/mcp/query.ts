import { z } from 'zod'
import { answerSchema, querySchema } from '../../api/index.ts'
import { asOfText, formatOf, rowsText, shownText, unitText } from './text.ts'
import { defineTool, localePart } from './tool.ts'
import { words } from './words.ts'

const USUAL_ROWS = 100
const MOST_ROWS = 1000

export const query = defineTool({
  name: 'query',
  input: {
    ...querySchema.shape,
    limit: z
      .number()
      .int()
      .min(1)
      .max(MOST_ROWS)
      .default(USUAL_ROWS)
      .describe('rows at most; `isCut` says that there were more'),
    ...localePart,
  },
  output: answerSchema
    .omit({ sql: true })
    .extend({ currency: z.string().nullable().describe('of every unit `money`; ISO 4217') }),
  subject: ({ metrics }) => metrics.join(', '),
  async answer({ locale: _locale, ...asked }, call) {
    const { sql: _sql, ...answer } = await call.program.query(asked, call.asker)
    const { columns, rows, period, isCut, asOf } = answer
    const { locale } = call.asker
    const format = formatOf(call, period.timeZone)
    const { currency } = call.about
    const titles = columns.flatMap(({ kind, label, unit }) =>
      kind === 'metric' ? [`${label} (${unitText(unit, currency)})`] : [],
    )
    return {
      structured: { ...answer, currency },
      text: [
        words.say(locale, 'text.period', { ...period, titles: titles.join(', ') }),
        words.say(locale, 'text.rows', { count: rows.length, isCut: String(isCut) }) + shownText(rows.length, locale),
        rowsText(columns, rows, format),
        asOfText(asOf, format),
      ].join('\n'),
    }
  },
})
