import { z } from 'zod'
import {
  type AnalysisResult,
  type Cell,
  type Day,
  type Instant,
  type Row,
  RequestError,
  addDays,
  formatInstant,
  nearest,
  startOfDay,
} from '../../../base/index.ts'
import { type AnalysisContext, type Sql, defineAnalysis, sql } from '../../../kit/index.ts'
import type { JourneySettings } from '../settings.ts'
import { words } from '../words.ts'
import { countExcluded, countSetting, daySetting, timestamp, within } from './settings.ts'
import { columns, dayText, figure } from './text.ts'

interface UnclosedSettings {
  date?: Day | undefined
  as_of?: Instant | undefined
  process: string
  limit: number
}

type Context = AnalysisContext<UnclosedSettings, JourneySettings>

const USUAL_CASES = 10
const MOST_CASES = 1000
const DAY_MICROSECONDS = 86_400_000_000

const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/, {
    error: 'must be an instant with its zone, like 2023-12-31T08:45:00+03:00',
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'is no instant: there is no such day or time' })
  .transform((text) => new Date(text).toISOString().replace('.000Z', 'Z'))

/** Which processes were left open on a day, and which are open beyond their limit as of a moment. */
export const unclosed = defineAnalysis<UnclosedSettings, JourneySettings>({
  id: 'journey.unclosed',
  meaning:
    'Processes started on a day and not closed by its midnight, those open beyond their limit as of a moment, and the oldest cases.',
  settings: () =>
    z.strictObject({
      date: daySetting,
      as_of: instant.optional(),
      process: z.string().default(''),
      limit: countSetting(1, MOST_CASES, USUAL_CASES),
    }),
  async run(context): Promise<AnalysisResult> {
    const { say, locale, timeZone } = context
    const titles = titlesOf(context)
    const date = context.settings.date ?? addDays(context.today, -1)
    const asOf = context.settings.as_of ?? (await usualMoment(date, context))
    const [processes, oldest, excluded] = await Promise.all([
      readProcesses(titles, date, asOf, context),
      readOldest(titles, asOf, context),
      countExcluded(context),
    ])
    return {
      statement: statementOf({ processes, date, asOf }, context),
      figures: figuresOf({ processes, date, asOf, excluded }),
      tables: {
        processes: {
          title: say('table.unclosed.processes'),
          columns: columns(
            {
              process: 'text',
              started: 'count',
              unclosed: 'count',
              overdue: 'count',
              oldest_opened_at: 'instant',
              oldest_days: 'days',
            },
            say,
          ),
          rows: processes,
        },
        oldest: {
          title: say('table.unclosed.oldest'),
          columns: columns({ process: 'text', user_id: 'text', opened_at: 'instant', age_days: 'days' }, say),
          rows: oldest,
        },
      },
      charts: [
        {
          name: 'unclosed',
          title: say('chart.unclosed', { day: dayText(date, locale) }),
          table: 'processes',
          spec: { kind: 'horizontal-bar', x: 'process', y: ['unclosed'] },
        },
      ],
      notes: [
        say('note.unclosed_day'),
        say('note.unclosed_limit', {
          limits: limitsOf(titles, context),
          moment: formatInstant(asOf, { locale, timeZone }),
        }),
        say('note.excluded', { excluded }),
      ],
    }
  },
})

/** The processes asked about, by title. @throws {RequestError} for a process that the settings do not have */
function titlesOf({ settings, pack }: Context): string[] {
  const { process } = settings
  if (process === '') return pack.processes.map(({ title }) => title)
  const found = pack.processes.find(({ id, title }) => id === process || title === process)
  if (found) return [found.title]
  const known = pack.processes.map(({ id }) => id)
  const guess = nearest(process, [...known, ...pack.processes.map(({ title }) => title)])
  throw new RequestError(words, 'unknown_process', {
    name: process,
    has_guess: String(guess !== undefined),
    guess: guess ?? '',
    known: known.join(', ') || '–',
  })
}

/** For yesterday and later the moment up to which the data is complete, for an earlier day its midnight. */
async function usualMoment(date: Day, { marts, asOf, today, timeZone }: Context): Promise<Instant> {
  const midnight = startOfDay(addDays(date, 1), timeZone)
  if (date < addDays(today, -1)) return midnight
  const sources = await marts.rows(sql`select distinct source from mart.journey_users`)
  const known = sources.flatMap(({ source }) => asOf[String(source)] ?? [])
  return known.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0] ?? midnight
}

const amongst = (titles: readonly string[]): Sql =>
  sql`list_contains(${JSON.stringify(titles)}::json::varchar[], process)`

/** A row per process of the settings, in their order, those with nothing to tell included; most unclosed first. */
async function readProcesses(
  titles: readonly string[],
  date: Day,
  asOf: Instant,
  { marts, timeZone }: Context,
): Promise<Row[]> {
  const day = within({ from: date, to: date }, timeZone)
  const moment = timestamp(asOf)
  const [days, cases] = await Promise.all([
    marts.rows(sql`
      select
        process,
        count(*)::integer as started,
        (count(*) filter (where is_unclosed))::integer as unclosed
      from mart.journey_process_days
      where started_at >= ${day.from} and started_at < ${day.before} and ${amongst(titles)}
      group by process`),
    marts.rows(sql`
      select
        process,
        count(*)::integer as overdue,
        min(opened_at) as oldest_opened_at,
        (epoch_us(${moment}) - epoch_us(min(opened_at))) / ${DAY_MICROSECONDS} as oldest_days
      from mart.journey_cases
      where overdue_at < ${moment} and (ended_at is null or ended_at >= ${moment}) and ${amongst(titles)}
      group by process`),
  ])
  const dayOfProcess = new Map(days.map((row) => [row['process'], row]))
  const caseOfProcess = new Map(cases.map((row) => [row['process'], row]))
  return titles
    .map((process): Row => ({
      process,
      started: dayOfProcess.get(process)?.['started'] ?? 0,
      unclosed: dayOfProcess.get(process)?.['unclosed'] ?? 0,
      overdue: caseOfProcess.get(process)?.['overdue'] ?? 0,
      oldest_opened_at: caseOfProcess.get(process)?.['oldest_opened_at'] ?? null,
      oldest_days: caseOfProcess.get(process)?.['oldest_days'] ?? null,
    }))
    .toSorted((a, b) => Number(b['unclosed']) - Number(a['unclosed']))
}

const readOldest = (titles: readonly string[], asOf: Instant, { marts, settings }: Context) =>
  marts.rows(sql`
    select
      process,
      user_id,
      opened_at,
      (epoch_us(${timestamp(asOf)}) - epoch_us(opened_at)) / ${DAY_MICROSECONDS} as age_days
    from mart.journey_cases
    where overdue_at < ${timestamp(asOf)}
      and (ended_at is null or ended_at >= ${timestamp(asOf)})
      and ${amongst(titles)}
    order by opened_at, process, source, user_id
    limit ${settings.limit}`)

interface Found {
  processes: readonly Row[]
  date: Day
  asOf: Instant
}

const total = (rows: readonly Row[], column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0)

/** The process whose open case is the oldest. */
const oldestOf = (processes: readonly Row[]): Row | undefined =>
  processes
    .filter((row) => row['oldest_opened_at'] !== null)
    .toSorted((a, b) => (String(a['oldest_opened_at']) < String(b['oldest_opened_at']) ? -1 : 1))[0]

function figuresOf({ processes, date, asOf, excluded }: Found & { excluded: number }): Record<string, Cell> {
  const oldest = oldestOf(processes)
  return {
    date,
    as_of: asOf,
    started: total(processes, 'started'),
    unclosed: total(processes, 'unclosed'),
    overdue: total(processes, 'overdue'),
    oldest_process: oldest?.['process'] ?? null,
    oldest_opened_at: oldest?.['oldest_opened_at'] ?? null,
    oldest_days: oldest?.['oldest_days'] ?? null,
    excluded_users: excluded,
  }
}

function statementOf({ processes, date, asOf }: Found, { say, locale, timeZone }: Context): string {
  if (processes.length === 0) return say('unclosed.no_processes')
  const day = dayText(date, locale)
  const unclosedRows = processes.filter((row) => Number(row['unclosed']) > 0)
  const list = unclosedRows.map((row) =>
    say('unclosed.of', {
      process: String(row['process']),
      unclosed: Number(row['unclosed']),
      started: Number(row['started']),
    }),
  )
  const oldest = oldestOf(processes)
  return [
    unclosedRows.length === 0
      ? say('unclosed.none', { day, started: total(processes, 'started') })
      : say('unclosed.statement', { day, unclosed: total(processes, 'unclosed'), list: list.join(', ') }),
    oldest
      ? say('unclosed.overdue', {
          moment: formatInstant(asOf, { locale, timeZone }),
          overdue: total(processes, 'overdue'),
          process: String(oldest['process']),
          age: figure(Number(oldest['oldest_days']), 'days', locale),
        })
      : say('unclosed.none_overdue', { moment: formatInstant(asOf, { locale, timeZone }) }),
  ].join(' ')
}

/** `24 h`, or by process where limits differ. */
function limitsOf(titles: readonly string[], { pack, locale }: Context): string {
  const asked = pack.processes.filter(({ title }) => titles.includes(title))
  const hours = (limit: number): string => figure(limit, 'hours', locale)
  const isSame = asked.every(({ limitHours }) => limitHours === asked[0]?.limitHours)
  if (isSame) return hours(asked[0]?.limitHours ?? 24)
  return asked.map(({ title, limitHours }) => `${title} — ${hours(limitHours)}`).join(', ')
}
