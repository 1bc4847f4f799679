import { type Row, formatInstant } from '../../../../base/index.ts'
import type { Context, UnclosedQuestion } from './settings.ts'
import { dayText, figureText } from '../../../../kit/index.ts'

export interface Found {
  processes: readonly Row[]
  oldest: readonly Row[]
  excluded: number
}

export const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0)

/** The process whose open case is the oldest. */
export const oldestProcess = (processes: readonly Row[]): Row | undefined =>
  processes
    .filter((row) => row['oldest_opened_at'] !== null)
    .toSorted((a, b) => (String(a['oldest_opened_at']) < String(b['oldest_opened_at']) ? -1 : 1))[0]

export function statementOf(found: Found, question: UnclosedQuestion, context: Context): string {
  const { say } = context
  if (found.processes.length === 0) return say('unclosed.no_processes')
  return [
    unclosedSentence(found, question, context),
    overdueSentence(found, question, context),
    ...(found.excluded > 0 ? [say('note.excluded', { excluded: found.excluded })] : []),
  ].join(' ')
}

function unclosedSentence({ processes }: Found, { date }: UnclosedQuestion, { say, locale }: Context): string {
  const day = dayText(date, locale)
  const open = processes.filter((row) => Number(row['unclosed']) > 0)
  if (open.length === 0) return say('unclosed.none', { day, started: total(processes, 'started') })
  const list = open.map((row) =>
    say('unclosed.of', {
      process: String(row['process']),
      unclosed: Number(row['unclosed']),
      started: Number(row['started']),
      has_usual: String(row['usual_unclosed'] !== null),
      usual: Math.round(Number(row['usual_unclosed'])),
    }),
  )
  return say('unclosed.statement', { day, unclosed: total(processes, 'unclosed'), list: list.join(', ') })
}

function overdueSentence({ processes }: Found, { asOf }: UnclosedQuestion, { say, locale, timeZone }: Context): string {
  const moment = formatInstant(asOf, { locale, timeZone })
  const oldest = oldestProcess(processes)
  if (!oldest) return say('unclosed.none_overdue', { moment })
  return say('unclosed.overdue', {
    moment,
    overdue: total(processes, 'overdue'),
    process: String(oldest['process']),
    age: figureText(Number(oldest['oldest_days']), 'days', locale),
  })
}

export function notesOf({ excluded }: Found, { titles, asOf }: UnclosedQuestion, context: Context): string[] {
  const { say, locale, timeZone } = context
  return [
    say('note.unclosed_day'),
    say('note.unclosed_limit', {
      limits: limitsOf(titles, context),
      moment: formatInstant(asOf, { locale, timeZone }),
    }),
    say('note.unclosed_usual'),
    say('note.excluded', { excluded }),
  ]
}

/** `24 h`, or by process where limits differ. */
function limitsOf(titles: readonly string[], { pack, locale }: Context): string {
  const asked = pack.processes.filter(({ title }) => titles.includes(title))
  const hours = (limit: number): string => figureText(limit, 'hours', locale)
  const limits = new Set(asked.map(({ limitHours }) => limitHours))
  if (limits.size === 1) return [...limits].map(hours).join('')
  return asked.map(({ title, limitHours }) => `${title} — ${hours(limitHours)}`).join(', ') || '–'
}
