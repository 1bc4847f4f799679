import { z } from 'zod'
import { type AnalysisResult, type Day, type Row, RequestError } from '../../../base/index.ts'
import {
  daySetting,
  dayText,
  defineAnalysis,
  dimensionValueText,
  figureText,
  identifier,
  labelledColumns,
  sql,
} from '../../../kit/index.ts'
import type { SupportSettings } from '../settings.ts'
import { words } from '../words.ts'
import { createdWithin } from './created-within.ts'
import { type Clock, clockSetting, countSetting, requirePeriod, usualPeriod } from './settings.ts'

interface SlowestCategoriesSettings {
  from: Day
  to: Day
  top: number
  min_tickets: number
  clock: Clock
}

/** A mean of fewer tickets is one long ticket away from another place in the list. */
const FEWEST_TICKETS = 20
const TOP = 5
const HOURS = { calendar: 'resolution_hours', working: 'resolution_working_hours' } as const

/** Which kinds of tickets take longest on each line. */
export const slowestCategories = defineAnalysis<SlowestCategoriesSettings, SupportSettings>({
  id: 'support.slowest-categories',
  meaning:
    'Categories whose tickets take longest to resolve on each line, by mean hours, with median, number and a floor on it.',
  settings: (pack) => {
    const usual = usualPeriod(pack)
    return z.strictObject({
      from: daySetting.default(usual.from),
      to: daySetting.default(usual.to),
      top: countSetting(1, 100, TOP),
      min_tickets: countSetting(1, 1_000_000, FEWEST_TICKETS),
      clock: clockSetting,
    })
  },
  async run({ settings, marts, timeZone, locale, say }): Promise<AnalysisResult> {
    requirePeriod(settings)
    const hours = identifier(HOURS[settings.clock])
    const rows = await marts.rows(sql`
      with by_category as (
        select
          line,
          category,
          count(${hours})::integer as tickets,
          count(*) filter (where resolved_at is null)::integer as open_tickets,
          avg(${hours}) as mean_hours,
          median(${hours}) as median_hours
        from mart.support_tickets
        where ${createdWithin(settings, timeZone)} and line is not null
        group by line, category
      )

      select
        line,
        category,
        tickets,
        open_tickets,
        mean_hours,
        median_hours,
        case when tickets >= ${settings.min_tickets}
          then row_number() over (
            partition by line, tickets >= ${settings.min_tickets}
            order by mean_hours desc, category
          )
        end as place
      from by_category
      order by line, place nulls last, category`)
    if (rows.length === 0) throw new RequestError(words, 'no_tickets', { from: settings.from, to: settings.to })

    const ranked = rows.filter((row) => row['place'] !== null && Number(row['place']) <= settings.top)
    const few = rows.filter((row) => row['place'] === null)
    const open = rows.reduce((sum, row) => sum + Number(row['open_tickets']), 0)
    const lines = ['line_1', 'line_2', 'development'].filter((line) => ranked.some((row) => row['line'] === line))
    const label = (line: string): string => dimensionValueText('line', line, say)
    const units = {
      place: 'count',
      category: 'text',
      mean_hours: 'hours',
      median_hours: 'hours',
      tickets: 'count',
    } as const
    return {
      statement: lines.map((line) => lineSentence(line, ranked, { label, say, locale })).join(' '),
      figures: Object.fromEntries(
        lines.flatMap((line) => {
          const first = ranked.find((row) => row['line'] === line)!
          return [
            [`${line}_slowest`, first['category'] ?? null],
            [`${line}_slowest_mean_hours`, first['mean_hours'] ?? null],
          ]
        }),
      ),
      tables: {
        categories: {
          title: say('table.slowest_categories.categories'),
          columns: labelledColumns({ label: 'text', ...units }, say),
          rows: lines.flatMap((line) =>
            ranked.filter((row) => row['line'] === line).map((row) => Object.assign({}, row, { label: label(line) })),
          ),
        },
        ...Object.fromEntries(
          lines.map((line) => [
            line,
            {
              title: label(line),
              columns: labelledColumns(units, say),
              rows: ranked.filter((row) => row['line'] === line),
            },
          ]),
        ),
      },
      charts: lines.map((line) => ({
        name: line,
        title: say('chart.slowest_categories', { line: label(line) }),
        table: line,
        spec: { kind: 'horizontal-bar', x: 'category', y: ['mean_hours'] },
      })),
      notes: [
        say(`note.clock_${settings.clock}`),
        say('note.slowest_floor', { floor: settings.min_tickets, count: few.length }),
        say('note.slowest_period', { from: dayText(settings.from, locale), to: dayText(settings.to, locale) }),
        say('note.slowest_open', { open }),
      ],
    }
  },
})

function lineSentence(
  line: string,
  ranked: readonly Row[],
  {
    label,
    say,
    locale,
  }: { label(line: string): string; say(key: string, values: Record<string, string>): string; locale: 'ru' | 'en' },
): string {
  const list = ranked
    .filter((row) => row['line'] === line)
    .map((row) => `${row['category'] ?? say('no_category', {})} (${figureText(row['mean_hours'], 'hours', locale)})`)
  return say('slowest.line', { line: label(line), list: list.join(', ') })
}
