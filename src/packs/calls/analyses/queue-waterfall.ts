import { z } from 'zod'
import { type AnalysisResult, type Row, RequestError } from '../../../base/index.ts'
import { type AnalysisContext, dayText, defineAnalysis, figureText, labelledColumns, sql } from '../../../kit/index.ts'
import type { CallsSettings } from '../settings.ts'
import { words } from '../words.ts'
import { type AskedPeriod, type Span, periodSettings, spanOf, within } from './settings.ts'

type Context = AnalysisContext<AskedPeriod, CallsSettings>

const STEPS = ['entered', 'stayed', 'answered', 'in_time'] as const

/** What becomes of calls in queues, step by step, and where they overflow to. */
export const queueWaterfall = defineAnalysis<AskedPeriod, CallsSettings>({
  id: 'calls.queue-waterfall',
  meaning:
    'What becomes of calls that enter a queue: who hangs up, who overflows where, who is answered, and who in time.',
  settings: () => z.strictObject(periodSettings),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, pack, today, locale } = context
    const span = spanOf(settings, today)
    const queues = await readQueues(context, span)
    if (queues.length === 0) throw new RequestError(words, 'no_visits', { ...span })
    const sum = (name: string): number => queues.reduce((all, row) => all + Number(row[name]), 0)
    const steps = STEPS.map((step) => ({
      step: say(`step.${step}`, { seconds: pack.serviceLevel.seconds }),
      visits: sum(step),
    }))
    const flows = (await readFlows(context, span)).map((row) => ({
      queue: row['queue'] ?? null,
      becomes:
        row['next_queue'] === null
          ? say(`value.outcome.${row['outcome']}`)
          : say('flow.into', { queue: row['next_queue'] }),
      visits: Number(row['visits']),
    }))
    const worst = queues.toSorted((a, b) => lostShare(b) - lostShare(a))[0]!
    return {
      statement: say('waterfall.statement', {
        from: dayText(span.from, locale),
        to: dayText(span.to, locale),
        entered: sum('entered'),
        answered: figureText(sum('answered') / sum('entered'), 'share', locale),
        seconds: pack.serviceLevel.seconds,
        in_time: figureText(sum('in_time') / sum('entered'), 'share', locale),
        queues: queues.length,
        worst: String(worst['queue']),
        lost: figureText(lostShare(worst), 'share', locale),
      }),
      figures: {
        ...span,
        ...Object.fromEntries(STEPS.map((step) => [step, sum(step)])),
        overflowed: sum('overflowed'),
      },
      tables: {
        waterfall: {
          title: say('table.queue_waterfall.waterfall'),
          columns: labelledColumns({ step: 'text', visits: 'count' }, say),
          rows: steps,
        },
        queues: {
          title: say('table.queue_waterfall.queues'),
          columns: labelledColumns(QUEUE_UNITS, say),
          rows: queues.map((row) =>
            Object.fromEntries(Object.keys(QUEUE_UNITS).map((name) => [name, row[name] ?? null])),
          ),
        },
        flows: {
          title: say('table.queue_waterfall.flows'),
          columns: labelledColumns({ queue: 'text', becomes: 'text', visits: 'count' }, say),
          rows: flows,
        },
      },
      charts: [
        {
          name: 'waterfall',
          title: say('chart.queue_waterfall.waterfall'),
          table: 'waterfall',
          spec: { kind: 'funnel', step: 'step', value: 'visits' },
        },
        {
          name: 'flows',
          title: say('chart.queue_waterfall.flows'),
          table: 'flows',
          spec: { kind: 'sankey', from: 'queue', to: 'becomes', value: 'visits' },
        },
      ],
      notes: [say('note.waterfall')],
    }
  },
})

const QUEUE_UNITS = {
  queue: 'text',
  entered: 'count',
  answered: 'count',
  in_time: 'count',
  abandoned: 'count',
  overflowed: 'count',
  unanswered: 'count',
  wait_seconds: 'seconds',
} as const

const lostShare = (row: Row): number => 1 - Number(row['answered']) / Math.max(1, Number(row['entered']))

/** Visits that are over, by queue. */
const readQueues = ({ marts, settings, pack, timeZone }: Context, span: Span): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      queue,
      count(*)::integer as entered,
      count(*) filter (where outcome <> 'abandoned')::integer as stayed,
      count(*) filter (where outcome = 'answered')::integer as answered,
      count(*) filter (where outcome = 'answered' and wait_seconds <= ${pack.serviceLevel.seconds})::integer as in_time,
      count(*) filter (where outcome = 'abandoned')::integer as abandoned,
      count(*) filter (where outcome = 'overflowed')::integer as overflowed,
      count(*) filter (where outcome in ('left', 'no_answer'))::integer as unanswered,
      avg(wait_seconds) as wait_seconds
    from mart.calls_queue_visits
    where outcome is not null and ${within('entered_at', span, settings.queue, timeZone)}
    group by queue
    order by entered desc, queue`)

const readFlows = ({ marts, settings, timeZone }: Context, span: Span): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      queue,
      outcome,
      case when outcome = 'overflowed' then next_queue end as next_queue,
      count(*)::integer as visits
    from (
      select
        *,
        lead(queue) over (partition by source, call_id order by entered_at, entry) as next_queue
      from mart.calls_queue_visits
      where ${within('entered_at', span, '', timeZone)}
    )
    where outcome is not null and ${within('entered_at', span, settings.queue, timeZone)}
    group by 1, 2, 3
    order by visits desc, queue`)
