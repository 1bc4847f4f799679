import { type Day, type Instant, addDays, dayOf } from '../../../../base/index.ts'
import { type AnalysisContext, type Sql, sql, trusted } from '../../../../kit/index.ts'
import { localTime, timestamp } from '../../local-time.ts'
import type { SupportSettings } from '../../settings.ts'
import { createdWithin } from '../created-within.ts'
import type { ResolutionChangeSettings } from '../settings.ts'

export type Context = AnalysisContext<ResolutionChangeSettings, SupportSettings>

/** How long every ticket is watched, so that late ones do not look fast. */
export interface FollowUp {
  /** nothing after this instant is known */
  knownUntil: Instant
  /** hours count up to this many days for every ticket, early or late */
  days: number
  /** share of tickets that are finished within it */
  finishedShare: number
  /** the last day whose tickets were all watched for so long */
  lastDay: Day
}

/** Tickets made on one day, of one priority and line. */
export interface DayCell {
  day: Day
  priority: string
  line: string
  tickets: number
  /** sum of hours, each counted up to the follow-up */
  hours: number
  /** not finished within the follow-up */
  unfinished: number
}

const FINISHED_SHARES = [0.995, 0.99, 0.975, 0.95, 0.9, 0.8]
const FEWEST_DAYS_AFTER = 8 * 7

/** A ticket that has a duration, or none yet; one whose resolution lies before its creation has neither. */
const USABLE = trusted('(resolution_hours is not null or resolved_at is null)')

/** The instant up to which the mart knows what happened: the sources' own word, and not later than the last thing that happened. */
export async function readKnownUntil({ marts, asOf }: Context): Promise<Instant | undefined> {
  const [row] = await marts.rows(sql`
    select epoch_ms(greatest(max(created_at), max(resolved_at), max(first_responded_at))) as last_event
    from mart.support_tickets`)
  const lastEvent = Number(row?.['last_event'] ?? Number.NaN)
  if (!Number.isFinite(lastEvent)) return undefined
  const earliest = Math.min(lastEvent + 1000, ...Object.values(asOf).map((instant) => Date.parse(instant)))
  return new Date(earliest).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/**
 * How many days suffice for nearly all tickets: the first day on which the product-limit curve (Kaplan and Meier 1958) of all tickets
 * of the period shows 99.5 % finished. Where that leaves less than eight weeks after the change, a lower share is taken.
 */
export async function readFollowUp(context: Context, knownUntil: Instant): Promise<FollowUp> {
  const { settings, marts, timeZone } = context
  const rows = await marts.columns(sql`
    select
      greatest(0, floor(coalesce(resolution_hours, epoch(${timestamp(knownUntil)} - created_at) / 3600) / 24))::integer as day,
      count(resolution_hours)::integer as finished,
      count(*)::integer as watched
    from mart.support_tickets
    where ${createdWithin(settings, timeZone)} and created_at <= ${timestamp(knownUntil)} and ${USABLE}
    group by all
    order by day`)
  const curve = finishedByDay(rows['day'] ?? [], rows['finished'] ?? [], rows['watched'] ?? [])
  const lastDayFor = (days: number): Day => {
    const last = addDays(dayOf(new Date(Date.parse(knownUntil) - days * 86_400_000), timeZone), -1)
    return last < settings.to ? last : settings.to
  }
  const wanted = addDays(settings.change_to, FEWEST_DAYS_AFTER)
  const choices = FINISHED_SHARES.map((share) => ({ share, days: curve.find((point) => point.share >= share)?.days }))
  const possible = choices.filter((choice) => choice.days !== undefined)
  const chosen = possible.find(({ days }) => lastDayFor(days!) >= wanted) ?? possible.at(-1)
  const days = chosen?.days ?? curve.at(-1)?.days ?? 1
  const finishedShare = curve.find((point) => point.days === days)?.share ?? 0
  return { knownUntil, days, finishedShare, lastDay: lastDayFor(days) }
}

/** Share finished by the end of each day since creation, open tickets counting as long as they were watched. */
function finishedByDay(days: readonly unknown[], finished: readonly unknown[], watched: readonly unknown[]) {
  let atRisk = watched.reduce<number>((sum, count) => sum + Number(count), 0)
  let open = 1
  return days.map((day, at) => {
    if (atRisk > 0) open *= 1 - Number(finished[at]) / atRisk
    atRisk -= Number(watched[at])
    return { days: Number(day) + 1, share: 1 - open }
  })
}

/** Sums by day, priority and line: all that weeks, months and the mix need, however many tickets there are. */
export async function readDayCells(context: Context, followUp: FollowUp): Promise<DayCell[]> {
  const { settings, marts, timeZone } = context
  const columns = await marts.columns(sql`
    select
      strftime(${localTime('created_at', settings, timeZone)}, '%Y-%m-%d') as day,
      priority,
      coalesce(line, '') as line,
      count(*)::integer as tickets,
      sum(${cappedHours(context, followUp)}) as hours,
      count(*) filter (where resolution_hours is null or resolution_hours > ${followUp.days * 24})::integer as unfinished
    from mart.support_tickets
    where ${createdWithin({ from: settings.from, to: followUp.lastDay }, timeZone)} and ${USABLE}
    group by all
    order by all`)
  const names = columns['day'] ?? []
  return names.map((day, at) => ({
    day: String(day),
    priority: String(columns['priority']![at]),
    line: String(columns['line']![at]),
    tickets: Number(columns['tickets']![at]),
    hours: Number(columns['hours']![at]),
    unfinished: Number(columns['unfinished']![at]),
  }))
}

/** Hours of every ticket of a period by priority: what medians and ranks need. */
export async function readHours(
  context: Context,
  followUp: FollowUp,
  period: { from: Day; to: Day },
): Promise<Map<string, Float64Array>> {
  const columns = await context.marts.columns(sql`
    select priority, ${cappedHours(context, followUp)} as hours
    from mart.support_tickets
    where ${createdWithin(period, context.timeZone)} and ${USABLE}
    order by priority`)
  const priorities = columns['priority'] ?? []
  const hours = Float64Array.from((columns['hours'] ?? []) as readonly number[])
  const slices = new Map<string, Float64Array>()
  for (let from = 0, at = 1; at <= priorities.length; at++) {
    if (at < priorities.length && priorities[at] === priorities[from]) continue
    slices.set(String(priorities[from]), hours.subarray(from, at))
    from = at
  }
  return slices
}

/**
 * Hours from creation to resolution, the follow-up at most. On the working clock a ticket that took longer keeps its own share of
 * working time, and one still open gets that of the whole week.
 */
function cappedHours({ settings, pack }: Context, { days }: FollowUp): Sql {
  const most = days * 24
  if (settings.clock === 'calendar') return sql`least(coalesce(resolution_hours, ${most}), ${most})`
  return sql`case
    when resolution_hours is null then ${most * workingShare(pack)}
    when resolution_hours > ${most} then resolution_working_hours * ${most} / resolution_hours
    else coalesce(resolution_working_hours, resolution_hours)
  end`
}

/** Working hours of an ordinary week as a share of the week. */
export function workingShare(pack: SupportSettings): number {
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
  const stretches = Object.values(pack.workingCalendar.week).flat()
  return stretches.reduce((sum, text) => sum + minutes(text.slice(6)) - minutes(text.slice(0, 5)), 0) / (7 * 24 * 60)
}
