import { z } from 'zod'
import {
  type AnalysisResult,
  type Day,
  type Instant,
  type Row,
  RequestError,
  addDays,
  instantAt,
  startOfDay,
} from '../../../base/index.ts'
import {
  type AnalysisContext,
  dayText,
  daySetting,
  defineAnalysis,
  figureText,
  labelledColumns,
  shareOf,
  sql,
  type Sql,
  WEEKDAYS,
} from '../../../kit/index.ts'
import type { CallsSettings } from '../settings.ts'
import { words } from '../words.ts'
import { hourText, instant, queueIs } from './settings.ts'

interface AskedDay {
  day?: Day | undefined
  weeks: number
  queue: string
}
type Context = AnalysisContext<AskedDay, CallsSettings>

const FIGURES = ['offered', 'handled', 'missed'] as const
type Figure = (typeof FIGURES)[number]
type Figures = Readonly<Record<Figure | 'counted' | 'met', number>>

/** A day of which part is over, beside the same part of the same weekday in the weeks before. */
export const daySoFar = defineAnalysis<AskedDay, CallsSettings>({
  id: 'calls.day-so-far',
  meaning: 'Calls of a day up to now, hour by hour, beside what is usual for its weekday by the same time.',
  settings: () =>
    z.strictObject({
      day: daySetting.optional(),
      weeks: z.coerce.number().int().min(1).max(26).default(8),
      queue: z.string().default(''),
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today } = context
    const day = settings.day ?? today
    const until = untilOf(context, day)
    if (until === undefined) throw new RequestError(words, 'not_begun', { day: dayText(day, locale) })
    const { own, before, days } = await readDays(context, day, until)
    const usual = days === 0 ? undefined : scaled(before.soFar, 1 / days)
    const time = timeText(context, until)
    const hours = hoursOf(own.hours, before.hours, { days, last: Number(time.slice(0, 2)) })
    const values = { time: shownTime(context, until), weekday: say(`on.${weekdayOf(day)}`), day: dayText(day, locale) }
    return {
      statement: statementOf(context, {
        own: own.soFar,
        usual,
        waiting: own.waiting,
        isToday: day === today,
        ...values,
      }),
      figures: { day, until, days, waiting: own.waiting, ...own.soFar },
      tables: {
        so_far: {
          title: say('table.day_so_far.so_far', values),
          columns: labelledColumns(SO_FAR_UNITS, say),
          rows: [
            { period: say('row.so_far', values), ...soFarOf(own.soFar) },
            ...(usual ? [{ period: say('row.usual', values), ...soFarOf(usual) }] : []),
          ],
        },
        hours: {
          title: say('table.day_so_far.hours'),
          columns: labelledColumns({ hour: 'text', offered: 'number', missed: 'number' }, say).concat([
            { name: 'usual', label: say('column.usual_offered', values), unit: 'number' },
          ]),
          rows: hours,
        },
      },
      charts: [
        {
          name: 'hours',
          title: say('chart.day_so_far.hours', values),
          table: 'hours',
          spec: { kind: 'bar', x: 'hour', y: ['offered', 'missed', 'usual'], dashed: ['usual'] },
        },
      ],
      notes: [say('note.usual_hours', { days })],
    }
  },
})

const SO_FAR_UNITS = {
  period: 'text',
  offered: 'number',
  answered: 'number',
  missed: 'number',
  missed_share: 'share',
  share: 'share',
} as const

const soFarOf = ({ offered, handled, missed, counted, met }: Figures) => ({
  offered,
  answered: handled,
  missed,
  missed_share: shareOf(missed, offered),
  share: shareOf(met, counted),
})

/** Up to when the day's calls are known: up to when the data are, or its end; undefined where it has not begun. */
function untilOf({ asOf, timeZone }: Context, day: Day): Instant | undefined {
  const end = startOfDay(addDays(day, 1), timeZone)
  const known = Object.values(asOf).toSorted().at(-1)
  if (known === undefined || known <= startOfDay(day, timeZone)) return undefined
  return known < end ? known : end
}

/** `09:12` on the workspace's clock; `24:00` where the day is over. */
function timeText({ timeZone }: Context, until: Instant): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'short', timeZone }).format(new Date(until))
  return time === '00:00' ? '24:00' : time
}

/** The same as the reader writes it: `9:12 AM`. */
function shownTime(context: Context, until: Instant): string {
  const { locale, timeZone } = context
  if (timeText(context, until) === '24:00') return '24:00'
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(new Date(until))
}

interface Counted {
  soFar: Figures
  /** offered and missed by hour, of the whole day */
  hours: ReadonlyMap<number, { offered: number; missed: number }>
  waiting: number
}

/** The day itself, and the days of its weekday before it together; days before the first call are no days without calls. */
async function readDays(
  context: Context,
  day: Day,
  until: Instant,
): Promise<{ own: Counted; before: Counted; days: number }> {
  const { marts, settings, timeZone } = context
  const earlier = Array.from({ length: settings.weeks }, (_, week) => addDays(day, -7 * (week + 1)))
  const time = timeText(context, until)
  // nothing of the day itself is later than what is known of it
  const isSoFar = earlier.reduce(
    (all: Sql, each) =>
      sql`${all} or (local_day = ${each}::date and started_at < ${instant(cutOf(each, time, timeZone))})`,
    sql`local_day = ${day}::date`,
  )
  const days = earlier.reduce((all: Sql, each) => sql`${all}, ${each}::date`, sql`${day}::date`)
  const rows = await marts.rows(sql`
    select
      local_day = ${day}::date as is_own,
      hour,
      ${isSoFar} as is_so_far,
      count(*) filter (where is_offered)::integer as offered,
      count(*) filter (where is_handled)::integer as handled,
      count(*) filter (where is_missed)::integer as missed,
      count(*) filter (where is_service_counted)::integer as counted,
      count(*) filter (where is_service_met)::integer as met,
      count(*) filter (where outcome is null)::integer as waiting
    from mart.calls_calls
    where local_day in (${days})${queueIs(settings.queue)}
    group by all`)
  const [first] = await marts.rows(sql`select min(local_day)::varchar as day from mart.calls_calls`)
  const firstDay = first?.['day'] ?? null
  return {
    own: countedOf(rows.filter((row) => row['is_own'] === true)),
    before: countedOf(rows.filter((row) => row['is_own'] !== true)),
    days: earlier.filter((each) => firstDay !== null && each >= String(firstDay)).length,
  }
}

const cutOf = (day: Day, time: string, timeZone: string): Instant =>
  time === '24:00' ? startOfDay(addDays(day, 1), timeZone) : instantAt(day, time, timeZone)

const sumOf = (rows: readonly Row[], name: string): number => rows.reduce((all, row) => all + Number(row[name]), 0)

function countedOf(rows: readonly Row[]): Counted {
  const soFar = rows.filter((row) => row['is_so_far'] === true)
  const figures = Object.fromEntries([...FIGURES, 'counted', 'met'].map((name) => [name, sumOf(soFar, name)]))
  const byHour = Map.groupBy(rows, (row) => Number(row['hour']))
  return {
    soFar: figures as Figures,
    hours: new Map(
      [...byHour].map(([hour, of]) => [hour, { offered: sumOf(of, 'offered'), missed: sumOf(of, 'missed') }]),
    ),
    waiting: sumOf(rows, 'waiting'),
  }
}

const scaled = (figures: Figures, factor: number): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value * factor])) as unknown as Figures

/** Every hour between the first and the last one in which calls came or usually come; hours that have not come have no figures of their own. */
function hoursOf(
  own: Counted['hours'],
  before: Counted['hours'],
  { days, last }: { days: number; last: number },
): Row[] {
  const usualOf = (hour: number) => (days === 0 ? null : (before.get(hour)?.offered ?? 0) / days)
  const known = [...new Set([...own.keys(), ...before.keys()])].filter(
    (hour) => (own.get(hour)?.offered ?? 0) > 0 || (usualOf(hour) ?? 0) >= 1,
  )
  if (known.length === 0) return []
  const [from, to] = [Math.min(...known), Math.max(...known)]
  return Array.from({ length: to - from + 1 }, (_, at) => from + at).map((hour) => ({
    hour: hourText(hour),
    offered: hour > last ? null : (own.get(hour)?.offered ?? 0),
    missed: hour > last ? null : (own.get(hour)?.missed ?? 0),
    usual: usualOf(hour),
  }))
}

const weekdayOf = (day: Day): string => WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]!

interface Told {
  own: Figures
  usual: Figures | undefined
  waiting: number
  isToday: boolean
  time: string
  weekday: string
  day: string
}

function statementOf(
  { say, locale, marts }: Context,
  { own, usual, waiting, isToday, time, weekday, day }: Told,
): string {
  const share = (of: Figures) => figureText(shareOf(of.missed, of.offered), 'share', locale)
  const sentences = [
    say('day_so_far.offered', { isToday: String(isToday), day, time, offered: own.offered }),
    usual
      ? say('day_so_far.usual', { weekday, usual: Math.round(usual.offered) })
      : say('day_so_far.no_usual', { weekday }),
    own.offered === 0
      ? ''
      : say('day_so_far.missed', {
          missed: own.missed,
          share: share(own),
          hasUsual: String(usual !== undefined && usual.offered > 0),
          usual: usual ? share(usual) : '',
        }),
    isToday && waiting > 0 ? say('day_so_far.waiting', { waiting }) : '',
    marts.seesAll('mart.calls_calls') ? '' : say('own_only'),
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}
