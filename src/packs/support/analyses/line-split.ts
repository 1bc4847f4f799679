import { z } from 'zod'
import { type AnalysisResult, type Day, type Row, RequestError, addDays, nextGrain } from '../../../base/index.ts'
import {
  daySetting,
  dayText,
  defineAnalysis,
  dimensionValueText,
  labelledColumns,
  percentText,
  sql,
} from '../../../kit/index.ts'
import { localTime } from '../local-time.ts'
import { LINES, type SupportSettings } from '../settings.ts'
import { words } from '../words.ts'
import { createdWithin } from './created-within.ts'
import { requirePeriod, usualPeriod } from './settings.ts'

interface LineSplitSettings {
  from: Day
  to: Day
}

/** In what proportions tickets fall to line 1, line 2 and development. */
export const lineSplit = defineAnalysis<LineSplitSettings, SupportSettings>({
  id: 'support.line-split',
  meaning:
    'Proportions of tickets between line 1, line 2 and development: by month, their mean, and all tickets together.',
  settings: (pack) => {
    const usual = usualPeriod(pack)
    return z.strictObject({ from: daySetting.default(usual.from), to: daySetting.default(usual.to) })
  },
  async run({ settings, marts, timeZone, locale, say }): Promise<AnalysisResult> {
    requirePeriod(settings)
    const rows = await marts.rows(sql`
      select
        strftime(date_trunc('month', ${localTime('created_at', settings, timeZone)}), '%Y-%m-%d') as month,
        count(*) filter (where line = 'line_1')::integer as line_1,
        count(*) filter (where line = 'line_2')::integer as line_2,
        count(*) filter (where line = 'development')::integer as development,
        count(*) filter (where line is null)::integer as no_line
      from mart.support_tickets
      where ${createdWithin(settings, timeZone)}
      group by all
      order by month`)
    const months = rows.map(monthOf).filter(({ tickets }) => tickets > 0)
    if (months.length === 0) throw new RequestError(words, 'no_tickets', { ...settings })

    const withoutLine = rows.reduce((sum, row) => sum + Number(row['no_line']), 0)
    const total = months.reduce((sum, { tickets }) => sum + tickets, 0)
    const lines = LINES.map((line) => ({
      line,
      mean: months.reduce((sum, { shares }) => sum + shares[line], 0) / months.length,
      pooled: months.reduce((sum, { counts }) => sum + counts[line], 0) / total,
      tickets: months.reduce((sum, { counts }) => sum + counts[line], 0),
    }))
    const label = (line: string): string => dimensionValueText('line', line, say)
    return {
      statement: say('line_split.statement', {
        from: dayText(settings.from, locale),
        to: dayText(settings.to, locale),
        months: months.length,
        list: lines.map(({ line, mean }) => `${label(line)} ${percentText(mean, locale)}`).join(', '),
        pooled: lines.map(({ line, pooled }) => `${label(line)} ${percentText(pooled, locale)}`).join(', '),
      }),
      figures: {
        months: months.length,
        tickets: total,
        tickets_without_line: withoutLine,
        ...Object.fromEntries(
          lines.flatMap(({ line, mean, pooled, tickets }) => [
            [`${line}_share`, mean],
            [`${line}_percent`, mean * 100],
            [`${line}_pooled_share`, pooled],
            [`${line}_pooled_percent`, pooled * 100],
            [`${line}_tickets`, tickets],
          ]),
        ),
      },
      tables: {
        lines: {
          title: say('table.line_split.lines'),
          columns: labelledColumns(
            { label: 'text', mean_share: 'share', pooled_share: 'share', tickets: 'count' },
            say,
          ),
          rows: lines.map(({ line, mean, pooled, tickets }) => ({
            line,
            label: label(line),
            mean_share: mean,
            pooled_share: pooled,
            tickets,
          })),
        },
        months: {
          title: say('table.line_split.months'),
          columns: labelledColumns({ month: 'day', label: 'text', share: 'share', tickets: 'count' }, say),
          rows: months.flatMap(({ month, shares, counts }) =>
            LINES.map((line): Row => ({ month, line, label: label(line), share: shares[line], tickets: counts[line] })),
          ),
        },
      },
      charts: [
        {
          name: 'monthly',
          title: say('chart.line_split.months'),
          table: 'months',
          spec: { kind: 'stacked-bar', x: 'month', y: ['share'], series: 'label' },
        },
      ],
      notes: [
        say('note.line_split_means'),
        say('note.line_split_group'),
        ...(withoutLine > 0 ? [say('note.line_split_without', { count: withoutLine })] : []),
        ...cutMonths(settings, months, say),
      ],
    }
  },
})

function monthOf(row: Row) {
  const counts = Object.fromEntries(LINES.map((line) => [line, Number(row[line])])) as Record<
    (typeof LINES)[number],
    number
  >
  const tickets = LINES.reduce((sum, line) => sum + counts[line], 0)
  const shares = Object.fromEntries(LINES.map((line) => [line, counts[line] / tickets])) as typeof counts
  return { month: String(row['month']), counts, tickets, shares }
}

/** A month that the period cuts weighs as much as a whole one: said, not hidden. */
function cutMonths(
  { from, to }: LineSplitSettings,
  months: readonly { month: Day }[],
  say: (key: string) => string,
): string[] {
  const first = months[0]!.month
  const last = months.at(-1)!.month
  const isCut = from > first || to < addDays(nextGrain(last, 'month'), -1)
  return isCut ? [say('note.line_split_cut')] : []
}
