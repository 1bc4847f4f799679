import type { Day } from '../../../../base/index.ts'
import { shareOf } from '../../../../kit/index.ts'
import type { Span } from '../settings.ts'
import type { Rated, Team, WorkDay } from './read.ts'
import { type Context, DAYS_OF_A_WEEK, lastDay, weeksOf } from './settings.ts'

/** What an operator did within some days. */
export interface Work extends Span {
  /** days with a call */
  days: number
  rung: number
  handled: number
  ringMissed: number
  ringMissedShare: number | null
  /** mean of a call */
  handleSeconds: number | null
  ratings: number
  satisfaction: number | null
  score: number | null
}

/** A usual week: counts are means of weeks, everything else is of all those weeks' calls together. */
export type UsualWork = Pick<Work, 'handled' | 'handleSeconds' | 'ringMissedShare' | 'satisfaction' | 'score'>

export interface Compared {
  week: Work
  day: Work
  /** the last day's scores, oldest first */
  dayScores: readonly number[]
  /** the weeks before, newest first, each with the team's median where there is one */
  earlier: readonly Work[]
  /** undefined: no calls in any of the weeks before */
  usual: UsualWork | undefined
  teamWeek: Team | undefined
  teamDay: Team | undefined
  teamOf(to: Day): Team | undefined
}

export interface Read {
  days: readonly WorkDay[]
  ratings: readonly Rated[]
  team: readonly Team[]
}

export function comparedOf({ days, ratings, team }: Read, context: Context): Compared {
  const [span, ...before] = weeksOf(context)
  const workOf = ({ from, to }: Span): Work =>
    sumOf(
      { from, to },
      days.filter(({ on }) => on >= from && on <= to),
      ratings.filter(({ on }) => on >= from && on <= to),
    )
  const teamAt = (to: Day, length: number) => team.find((one) => one.to === to && one.days === length)
  const on = lastDay(context)
  const earlier = before.map(workOf)
  return {
    week: workOf(span!),
    day: workOf({ from: on, to: on }),
    dayScores: ratings
      .filter((rating) => rating.on === on)
      .map(({ score }) => score)
      .toReversed(),
    earlier,
    usual: usualOf(earlier, before, workOf),
    teamWeek: teamAt(on, DAYS_OF_A_WEEK),
    teamDay: teamAt(on, 1),
    teamOf: (to) => teamAt(to, DAYS_OF_A_WEEK),
  }
}

function sumOf(span: Span, days: readonly WorkDay[], ratings: readonly Rated[]): Work {
  const sum = (of: (day: WorkDay) => number) => days.reduce((all, day) => all + of(day), 0)
  const [rung, handled, ringMissed] = [sum((day) => day.rung), sum((day) => day.handled), sum((day) => day.ringMissed)]
  return {
    ...span,
    days: days.filter((day) => day.rung + day.handled > 0).length,
    rung,
    handled,
    ringMissed,
    ringMissedShare: shareOf(ringMissed, rung),
    handleSeconds: shareOf(
      sum((day) => day.handleSeconds),
      handled,
    ),
    ratings: ratings.length,
    satisfaction: shareOf(ratings.filter(({ isSatisfied }) => isSatisfied).length, ratings.length),
    score: shareOf(
      ratings.reduce((all, { score }) => all + score, 0),
      ratings.length,
    ),
  }
}

function usualOf(
  earlier: readonly Work[],
  spans: readonly Span[],
  workOf: (span: Span) => Work,
): UsualWork | undefined {
  const worked = earlier.filter(({ days }) => days > 0)
  const [newest, oldest] = [spans[0], spans.at(-1)]
  if (worked.length === 0 || !newest || !oldest) return undefined
  const all = workOf({ from: oldest.from, to: newest.to })
  return { ...all, handled: all.handled / worked.length }
}
