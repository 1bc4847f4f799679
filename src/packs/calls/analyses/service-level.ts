import { z } from 'zod'
import { type AnalysisResult, type Row, RequestError } from '../../../base/index.ts'
import { type AnalysisContext, dayText, defineAnalysis, figureText, labelledColumns, sql } from '../../../kit/index.ts'
import { formulaText } from '../formula-words.ts'
import { type ServiceCounts, serviceLevelOf } from '../service-level.ts'
import { type CallsSettings, FORMULAS, type Formula } from '../settings.ts'
import { words } from '../words.ts'
import { type AskedPeriod, type Span, hourText, periodSettings, spanOf, within } from './settings.ts'

interface AskedService extends AskedPeriod {
  formula: Formula
  seconds: number
}
type Context = AnalysisContext<AskedService, CallsSettings>

/** An hour of fewer calls says nothing. */
const FEWEST_CALLS = 30

/** Which share of calls was answered in time, by the formula of the settings and beside it by every other one in use. */
export const serviceLevel = defineAnalysis<AskedService, CallsSettings>({
  id: 'calls.service-level',
  meaning: 'Share of calls answered in time, with its formula, by every other formula in use, and by hour of the day.',
  settings: ({ serviceLevel: usual }) =>
    z.strictObject({
      ...periodSettings,
      formula: z.enum(FORMULAS).default(usual.formula),
      seconds: z.coerce.number().int().min(1).max(3600).default(usual.seconds),
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, pack, today } = context
    const span = spanOf(settings, today)
    const hours = await readHours(context, span)
    const counts = hours.reduce((all, { counts: of }) => added(all, of), NOTHING)
    if (counts.answered + counts.abandoned === 0) throw new RequestError(words, 'no_calls', { ...span })
    const own = serviceLevelOf(settings.formula, counts)
    const rule = { ...pack, serviceLevel: { formula: settings.formula, seconds: settings.seconds } }
    const formulas = FORMULAS.map((formula) => ({
      formula: formulaText(context.locale, { ...rule, serviceLevel: { ...rule.serviceLevel, formula } }),
      ...serviceLevelOf(formula, counts),
      is_chosen: formula === settings.formula,
    }))
    const byHour = hours.map(({ hour, offered, missed, counts: of }) => ({
      hour,
      offered,
      share: serviceLevelOf(settings.formula, of).share,
      missed_share: offered === 0 ? null : missed / offered,
    }))
    return {
      statement: statementOf(context, span, { own, rule, byHour }),
      figures: {
        ...span,
        formula: settings.formula,
        seconds: settings.seconds,
        service_level: own.share,
        met: own.met,
        counted: own.counted,
        answered: counts.answered,
        answered_in_time: counts.answeredInTime,
        abandoned: counts.abandoned,
        abandoned_in_time: counts.abandonedInTime,
        abandoned_short: counts.abandonedShort,
      },
      tables: {
        formulas: {
          title: say('table.service_level.formulas'),
          columns: labelledColumns(
            { formula: 'text', share: 'share', met: 'count', counted: 'count', is_chosen: 'text' },
            say,
          ),
          rows: formulas.map((row) => ({ ...row, is_chosen: row.is_chosen ? '✓' : '' })),
        },
        hours: {
          title: say('table.service_level.hours'),
          columns: labelledColumns({ hour: 'text', offered: 'count', share: 'share', missed_share: 'share' }, say),
          rows: byHour.map((row) => ({ ...row, hour: hourText(row.hour) })),
        },
      },
      charts: [
        {
          name: 'hours',
          title: say('chart.service_level.hours'),
          table: 'hours',
          spec: { kind: 'bar', x: 'hour', y: ['share'] },
        },
      ],
      notes: [say('note.service_counts'), say('note.service_choice')],
    }
  },
})

interface Hour {
  hour: number
  offered: number
  missed: number
  counts: ServiceCounts
}

const NOTHING: ServiceCounts = { answered: 0, answeredInTime: 0, abandoned: 0, abandonedInTime: 0, abandonedShort: 0 }

const added = (a: ServiceCounts, b: ServiceCounts): ServiceCounts => ({
  answered: a.answered + b.answered,
  answeredInTime: a.answeredInTime + b.answeredInTime,
  abandoned: a.abandoned + b.abandoned,
  abandonedInTime: a.abandonedInTime + b.abandonedInTime,
  abandonedShort: a.abandonedShort + b.abandonedShort,
})

async function readHours({ marts, settings, pack, timeZone }: Context, span: Span): Promise<Hour[]> {
  const { seconds, queue } = settings
  const rows = await marts.rows(sql`
    select
      hour,
      count(*)::integer as offered,
      count(*) filter (where is_missed)::integer as missed,
      count(*) filter (where outcome = 'answered')::integer as answered,
      count(*) filter (where outcome = 'answered' and wait_seconds <= ${seconds})::integer as answered_in_time,
      count(*) filter (where outcome = 'abandoned')::integer as abandoned,
      count(*) filter (where outcome = 'abandoned' and wait_seconds <= ${seconds})::integer as abandoned_in_time,
      count(*) filter (where outcome = 'abandoned' and wait_seconds <= ${pack.shortAbandonSeconds})::integer
        as abandoned_short
    from mart.calls_calls
    where is_offered and ${within('started_at', span, queue, timeZone)}
    group by hour
    order by hour`)
  return rows.map((row) => ({
    hour: Number(row['hour']),
    offered: Number(row['offered']),
    missed: Number(row['missed']),
    counts: countsOf(row),
  }))
}

const countsOf = (row: Row): ServiceCounts => ({
  answered: Number(row['answered']),
  answeredInTime: Number(row['answered_in_time']),
  abandoned: Number(row['abandoned']),
  abandonedInTime: Number(row['abandoned_in_time']),
  abandonedShort: Number(row['abandoned_short']),
})

interface Found {
  own: ReturnType<typeof serviceLevelOf>
  rule: CallsSettings
  byHour: readonly { hour: number; offered: number; share: number | null }[]
}

function statementOf({ say, locale, settings }: Context, span: Span, { own, rule, byHour }: Found): string {
  const worst = byHour
    .filter(({ offered, share }) => offered >= FEWEST_CALLS && share !== null)
    .toSorted((a, b) => a.share! - b.share!)[0]
  const statement = say('service_level.statement', {
    from: dayText(span.from, locale),
    to: dayText(span.to, locale),
    queue: settings.queue === '' ? 'all' : 'one',
    name: settings.queue,
    share: figureText(own.share, 'share', locale),
    met: own.met,
    counted: own.counted,
    formula: formulaText(locale, rule),
  })
  if (!worst || own.share === null || worst.share! >= own.share) return statement
  return `${statement} ${say('service_level.worst', {
    hour: hourText(worst.hour),
    next: hourText((worst.hour + 1) % 24),
    share: figureText(worst.share, 'share', locale),
  })}`
}
