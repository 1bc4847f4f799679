import { z } from 'zod'
import { type AnalysisResult, type Row, RequestError } from '../../../base/index.ts'
import {
  type AnalysisContext,
  dayText,
  defineAnalysis,
  dimensionValueText,
  figureText,
  labelledColumns,
  shareOf,
  sql,
} from '../../../kit/index.ts'
import type { CallsSettings } from '../settings.ts'
import { words } from '../words.ts'
import { type AskedPeriod, type Span, periodSettings, spanOf, within } from './settings.ts'

interface AskedRepeats extends AskedPeriod {
  top: number
}
type Context = AnalysisContext<AskedRepeats, CallsSettings>

/** Who calls again and again, and after which end of a call people call again. */
export const repeatCallers = defineAnalysis<AskedRepeats, CallsSettings>({
  id: 'calls.repeat-callers',
  meaning: 'Numbers that call again and again, and after which end of a call people call again.',
  settings: () => z.strictObject({ ...periodSettings, top: z.coerce.number().int().min(1).max(1000).default(50) }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today, pack, marts } = context
    const span = spanOf(settings, today)
    const ends = await readEnds(context, span)
    const offered = sumOf(ends, 'calls')
    if (offered === 0) throw new RequestError(words, 'no_offered', { ...span })
    const repeats = sumOf(ends, 'repeats')
    const answered = ends.filter((row) => row['outcome'] === 'answered')
    const missed = ends.filter((row) => row['outcome'] !== 'answered')
    const again = (rows: readonly Row[]) =>
      figureText(shareOf(sumOf(rows, 'again'), sumOf(rows, 'calls')), 'share', locale)
    const statement = say('repeats.statement', {
      from: dayText(span.from, locale),
      to: dayText(span.to, locale),
      days: pack.repeatWithinDays,
      share: figureText(repeats / offered, 'share', locale),
      repeats,
      offered,
      both: String(answered.length > 0 && missed.length > 0),
      answered: again(answered),
      missed: again(missed),
    })
    return {
      statement: marts.seesAll('mart.calls_calls') ? statement : `${statement} ${say('own_only')}`,
      figures: { ...span, offered, repeats, repeat_share: repeats / offered },
      tables: {
        callers: {
          title: say('table.repeats.callers'),
          columns: labelledColumns(CALLER_UNITS, say),
          rows: await readCallers(context, span),
        },
        ends: {
          title: say('table.repeats.ends'),
          columns: labelledColumns({ outcome: 'text', calls: 'count', again: 'count', again_share: 'share' }, say),
          rows: ends.map((row) => ({
            outcome: dimensionValueText('outcome', String(row['outcome']), say),
            calls: row['calls'] ?? null,
            again: row['again'] ?? null,
            again_share: shareOf(Number(row['again']), Number(row['calls'])),
          })),
        },
      },
      charts: [
        {
          name: 'ends',
          title: say('chart.repeats.ends', { days: pack.repeatWithinDays }),
          table: 'ends',
          spec: { kind: 'horizontal-bar', x: 'outcome', y: ['again_share'] },
        },
      ],
      notes: [say('note.repeats', { days: pack.repeatWithinDays })],
    }
  },
})

const CALLER_UNITS = {
  caller: 'text',
  calls: 'count',
  missed: 'count',
  first_call_at: 'instant',
  last_call_at: 'instant',
  last_operator: 'text',
} as const

const sumOf = (rows: readonly Row[], name: string): number => rows.reduce((all, row) => all + Number(row[name]), 0)

/** Offered calls by how they ended, and how many of them the same number followed with another call in time. */
const readEnds = ({ marts, settings, pack, timeZone }: Context, span: Span): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      outcome,
      count(*)::integer as calls,
      count(*) filter (where is_repeat)::integer as repeats,
      count(*) filter (where next_at <= started_at + to_days(${pack.repeatWithinDays}::integer))::integer as again
    from (
      select
        *,
        case when customer is not null then lead(started_at) over (partition by customer order by started_at) end
          as next_at
      from mart.calls_calls
      where direction = 'inbound'
    )
    where is_offered and ${within('started_at', span, settings.queue, timeZone)}
    group by outcome
    order by calls desc`)

const readCallers = ({ marts, settings, timeZone }: Context, span: Span): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      arg_max(caller, started_at) as caller,
      count(*)::integer as calls,
      count(*) filter (where is_missed)::integer as missed,
      min(started_at) as first_call_at,
      max(started_at) as last_call_at,
      arg_max(operator, started_at) filter (where operator is not null) as last_operator
    from mart.calls_calls
    where is_offered and customer is not null and ${within('started_at', span, settings.queue, timeZone)}
    group by customer
    having count(*) > 1
    order by calls desc, caller
    limit ${settings.top}`)
