import { NO_FIGURE, type Unit } from '../../../../base/index.ts'
import { dayText, figureText } from '../../../../kit/index.ts'
import type { Span } from '../settings.ts'
import type { Context } from './settings.ts'
import type { Compared } from './work.ts'

const MEASURES = [
  ['handled', 'count'],
  ['handleSeconds', 'seconds'],
  ['ringMissedShare', 'share'],
  ['satisfaction', 'share'],
] as const satisfies readonly (readonly [string, Unit])[]

/** Whose week it is, a line for each figure beside the usual and the team's, and the last day. */
export function statementOf(operator: string, compared: Compared, context: Context): string {
  const { say, locale } = context
  const { week, usual, teamWeek } = compared
  const known = { operator, days: daysText(week, locale) }
  if (week.days === 0 && week.ratings === 0) return say('my_work.nothing', known)
  const text = (value: number | null | undefined, unit: Unit): string =>
    value === null || value === undefined ? 'none' : figureText(value, unit, locale)
  const lines = MEASURES.filter(([name]) => week[name] !== null).map(([name, unit]) =>
    say(`my_work.${name}`, {
      value: figureText(week[name], unit, locale),
      usual: text(usual?.[name], unit),
      team: text(teamWeek?.[name], unit),
      days: week.days,
      ratings: week.ratings,
      score: figureText(week.score, 'score', locale),
    }),
  )
  return [say('my_work.week', known), ...lines, dayLine(compared, context)].join('\n')
}

/** `25–31 декабря 2023` */
const daysText = ({ from, to }: Span, locale: Context['locale']): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
    .formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
    .replace(/\sг\.$/, '')

function dayLine({ day, dayScores }: Compared, { say, locale }: Context): string {
  const on = dayText(day.to, locale)
  if (day.days === 0 && day.ratings === 0) return say('my_work.day_nothing', { on })
  return say('my_work.day', {
    on,
    handled: day.handled,
    seconds: day.handleSeconds === null ? NO_FIGURE : figureText(day.handleSeconds, 'seconds', locale),
    missed: day.ringMissed,
    rung: day.rung,
    ratings: day.ratings,
    scores: scoresText(dayScores, locale),
  })
}

const MOST_SCORES = 12

/** `5, 5, 4`: what each customer said; of many, the last. */
const scoresText = (scores: readonly number[], locale: Context['locale']): string =>
  (scores.length > MOST_SCORES ? ['…'] : [])
    .concat(scores.slice(-MOST_SCORES).map((score) => figureText(score, 'score', locale)))
    .join(', ')

export function notesOf({ earlier, teamWeek }: Compared, { say }: Context): string[] {
  const weeks = earlier.filter(({ days }) => days > 0).length
  const hasTeam = teamWeek !== undefined && teamWeek.handled !== null
  return [
    weeks > 0 ? say('note.my_work_usual', { weeks }) : say('note.my_work_no_usual'),
    say(hasTeam ? 'note.my_work_team' : 'note.my_work_no_team'),
    say('note.my_work_handled'),
  ]
}
