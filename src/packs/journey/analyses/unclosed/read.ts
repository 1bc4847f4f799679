import { type Row, addDays, dayOf, daysBetween } from '../../../../base/index.ts'
import { type Sql, sql } from '../../../../kit/index.ts'
import { timestamp, within } from '../settings.ts'
import type { Context, UnclosedQuestion } from './settings.ts'

const DAY_MICROSECONDS = 86_400_000_000

/** Weeks whose same weekday says what is usual, and how few of them are too few to say. */
const WEEKS_OF_USUAL = 8
const FEWEST_WEEKS = 4

const amongst = (titles: readonly string[]): Sql =>
  sql`list_contains(${JSON.stringify(titles)}::json::varchar[], process)`

/** A row per process of the settings, those with nothing to tell included; most unclosed first. */
export async function readProcesses(question: UnclosedQuestion, context: Context): Promise<Row[]> {
  const [days, cases, weeks] = await Promise.all([
    readDays(question, context),
    readOpen(question, context),
    weeksKnown(question, context),
  ])
  return question.titles
    .map((process): Row => {
      const day = days.get(process)
      const open = cases.get(process)
      return {
        process,
        started: day?.['started'] ?? 0,
        unclosed: day?.['unclosed'] ?? 0,
        usual_unclosed: weeks < FEWEST_WEEKS ? null : Number(day?.['unclosed_before'] ?? 0) / weeks,
        overdue: open?.['overdue'] ?? 0,
        oldest_opened_at: open?.['oldest_opened_at'] ?? null,
        oldest_days: open?.['oldest_days'] ?? null,
      }
    })
    .toSorted((a, b) => Number(b['unclosed']) - Number(a['unclosed']))
}

/** The day, and the same weekday of the weeks before it. */
async function readDays({ titles, date }: UnclosedQuestion, { marts, timeZone }: Context): Promise<Map<string, Row>> {
  const days = within({ from: addDays(date, -7 * WEEKS_OF_USUAL), to: date }, timeZone)
  const rows = await marts.rows(sql`
    select
      process,
      (count(*) filter (where started_on = ${date}::date))::integer as started,
      (count(*) filter (where started_on = ${date}::date and is_unclosed))::integer as unclosed,
      (count(*) filter (where started_on < ${date}::date and is_unclosed))::integer as unclosed_before
    from mart.journey_process_days
    where started_at >= ${days.from} and started_at < ${days.before}
      and date_diff('day', started_on, ${date}::date) % 7 = 0
      and ${amongst(titles)}
    group by process`)
  return new Map(rows.map((row) => [String(row['process']), row]))
}

/** How many of those weeks lie after the first day that the data has. */
async function weeksKnown({ date }: UnclosedQuestion, { marts, timeZone }: Context): Promise<number> {
  const [row] = await marts.rows(sql`select min(first_event_at) as first_event_at from mart.journey_users`)
  const first = row?.['first_event_at']
  if (typeof first !== 'string') return 0
  return Math.max(0, Math.min(WEEKS_OF_USUAL, Math.floor(daysBetween(dayOf(first, timeZone), date) / 7)))
}

const isOpen = ({ asOf, titles }: UnclosedQuestion): Sql => {
  const moment = timestamp(asOf)
  return sql`overdue_at < ${moment} and (ended_at is null or ended_at >= ${moment}) and ${amongst(titles)}`
}

const daysUntil = (asOf: string, openedAt: Sql): Sql =>
  sql`(epoch_us(${timestamp(asOf)}) - epoch_us(${openedAt})) / ${DAY_MICROSECONDS}`

async function readOpen(question: UnclosedQuestion, { marts }: Context): Promise<Map<string, Row>> {
  const rows = await marts.rows(sql`
    select
      process,
      count(*)::integer as overdue,
      min(opened_at) as oldest_opened_at,
      ${daysUntil(question.asOf, sql`min(opened_at)`)} as oldest_days
    from mart.journey_cases
    where ${isOpen(question)}
    group by process`)
  return new Map(rows.map((row) => [String(row['process']), row]))
}

/** The oldest cases that are open beyond their limit. */
export const readOldest = (question: UnclosedQuestion, { marts, settings }: Context): Promise<readonly Row[]> =>
  marts.rows(sql`
    select
      process,
      user_id,
      opened_at,
      ${daysUntil(question.asOf, sql`opened_at`)} as age_days
    from mart.journey_cases
    where ${isOpen(question)}
    order by opened_at, process, source, user_id
    limit ${settings.limit}`)
