import { z } from 'zod'
import { type AnalysisResult, type Instant, type Row, RequestError, formatInstant } from '../../../base/index.ts'
import {
  type AnalysisContext,
  defineAnalysis,
  dimensionValueText,
  figureText,
  labelledColumns,
  shareOf,
  sql,
  type Sql,
} from '../../../kit/index.ts'
import type { CallsSettings } from '../settings.ts'
import { words } from '../words.ts'
import { instant, queueIs } from './settings.ts'

interface AskedCallbacks {
  hours: number
  queue: string
}
type Context = AnalysisContext<AskedCallbacks, CallsSettings>

const FATES = ['called_back', 'called_again', 'hidden', 'due'] as const

/** Who was missed of late: who was called back, who got through at another try, and who still waits for a call. */
export const callbacks = defineAnalysis<AskedCallbacks, CallsSettings>({
  id: 'calls.callbacks',
  meaning:
    'Missed callers of the last hours: who was called back and how soon, who got through, and whom to call back now.',
  settings: ({ reachedWithinHours }) =>
    z.strictObject({
      hours: z.coerce.number().positive().max(744).default(reachedWithinHours),
      queue: z.string().default(''),
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, asOf, marts } = context
    if (!marts.seesAll('mart.calls_calls')) throw new RequestError(words, 'sees_no_missed', {})
    const until = Object.values(asOf).toSorted().at(-1)
    if (until === undefined) throw new RequestError(words, 'nothing_loaded', {})
    const fates = await readFates(context, until)
    const due = await readDue(context, until)
    const missed = fates.reduce((all, { calls }) => all + calls, 0)
    return {
      statement: statementOf(context, { fates, due, missed }),
      figures: {
        until,
        hours: settings.hours,
        missed,
        ...Object.fromEntries(fates.map(({ fate, calls }) => [fate === 'due' ? 'not_reached' : fate, calls])),
        due: due.length,
      },
      tables: {
        due: {
          title: say('table.callbacks.due'),
          columns: labelledColumns(DUE_UNITS, say),
          rows: due,
        },
        fates: {
          title: say('table.callbacks.fates'),
          columns: labelledColumns({ becomes: 'text', calls: 'count', part: 'share', reached_minutes: 'minutes' }, say),
          rows: fates.map(({ fate, calls, minutes }) => ({
            becomes: say(`fate.${fate}`),
            calls,
            part: shareOf(calls, missed),
            reached_minutes: minutes,
          })),
        },
      },
      charts: [
        {
          name: 'fates',
          title: say('chart.callbacks.fates'),
          table: 'fates',
          spec: { kind: 'horizontal-bar', x: 'becomes', y: ['calls'] },
        },
      ],
      notes: [say('note.callbacks')],
    }
  },
})

const DUE_UNITS = {
  caller: 'text',
  calls: 'count',
  first_missed_at: 'instant',
  last_missed_at: 'instant',
  wait_seconds: 'seconds',
  queue: 'text',
  outcome: 'text',
} as const

/** Missed calls of the asked hours. */
const missedSince = ({ settings }: Context, until: Instant): Sql => {
  const since = new Date(Date.parse(until) - settings.hours * 3_600_000).toISOString()
  return sql`is_missed and started_at > ${instant(since)}${queueIs(settings.queue)}`
}

interface Fate {
  fate: (typeof FATES)[number]
  calls: number
  /** the median time until they reached somebody */
  minutes: number | null
}

async function readFates(context: Context, until: Instant): Promise<Fate[]> {
  const rows = await context.marts.rows(sql`
    select
      case
        when not is_lost then reached_by
        when customer is null then 'hidden'
        else 'due'
      end as fate,
      count(*)::integer as calls,
      median(epoch(reached_at) - epoch(started_at)) / 60 as minutes
    from mart.calls_calls
    where ${missedSince(context, until)}
    group by fate`)
  return FATES.map((fate) => {
    const row = rows.find((each) => each['fate'] === fate)
    const minutes = row?.['minutes'] ?? null
    return { fate, calls: Number(row?.['calls'] ?? 0), minutes: minutes === null ? null : Number(minutes) }
  })
}

/** Numbers that nobody has spoken with since, the one that waits longest first. */
async function readDue(context: Context, until: Instant): Promise<readonly Row[]> {
  const rows = await context.marts.rows(sql`
    select
      arg_max(caller, started_at) as caller,
      count(*)::integer as calls,
      min(started_at) as first_missed_at,
      max(started_at) as last_missed_at,
      max(wait_seconds) as wait_seconds,
      arg_max(queue, started_at) as queue,
      arg_max(outcome, started_at) as outcome
    from mart.calls_calls
    where ${missedSince(context, until)} and is_lost and customer is not null
    group by customer
    order by first_missed_at, caller`)
  return rows.map((row) => ({
    ...row,
    outcome: dimensionValueText('outcome', String(row['outcome']), context.say),
  }))
}

interface Told {
  fates: readonly Fate[]
  due: readonly Row[]
  missed: number
}

function statementOf({ say, locale, settings, timeZone }: Context, { fates, due, missed }: Told): string {
  const { hours } = settings
  if (missed === 0) return say('callbacks.none', { hours })
  const of = (fate: Fate['fate']) => fates.find((each) => each.fate === fate)!
  const back = of('called_back')
  const first = due[0]
  return [
    say('callbacks.missed', { hours, missed, back: back.calls, again: of('called_again').calls }),
    back.minutes === null ? '' : say('callbacks.soon', { after: figureText(back.minutes, 'minutes', locale) }),
    first
      ? say('callbacks.due', {
          due: due.length,
          since: formatInstant(String(first['first_missed_at']), { locale, timeZone }),
        })
      : say('callbacks.nobody_waits'),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}
