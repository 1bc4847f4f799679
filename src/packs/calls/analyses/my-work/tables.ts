import type { AnalysisChart, AnalysisResult, Row, Unit } from '../../../../base/index.ts'
import { labelledColumns } from '../../../../kit/index.ts'
import type { Rated, Team, WorkDay } from './read.ts'
import type { Context } from './settings.ts'
import type { Compared, UsualWork, Work } from './work.ts'

type Tables = AnalysisResult['tables']

const MEASURES = {
  handled: 'number',
  handle_seconds: 'seconds',
  ring_missed_share: 'share',
  satisfaction: 'share',
  score: 'score',
} as const satisfies Readonly<Record<string, Unit>>
const LISTED_RATINGS = 20

interface Shown {
  days: readonly WorkDay[]
  ratings: readonly Rated[]
  compared: Compared
}

export function tablesOf({ days, ratings, compared }: Shown, { say }: Context): Tables {
  const table = (
    name: string,
    units: Readonly<Record<string, Unit>>,
    rows: readonly Row[],
    word = 'column.my_work',
  ): Tables[string] => ({ title: say(`table.my_work.${name}`), columns: labelledColumns(units, say, word), rows })
  return {
    comparison: table('comparison', { what: 'text', ...MEASURES }, comparisonRows(compared, say)),
    weeks: table(
      'weeks',
      { week: 'day', ...MEASURES, team_handled: 'number', team_handle_seconds: 'seconds' },
      weekRows(compared),
    ),
    days: table(
      'days',
      { day: 'day', handled: 'count', handle_seconds: 'seconds', ring_missed: 'count' },
      days.map(({ on, handled, handleSeconds, ringMissed }) => ({
        day: on,
        handled,
        handle_seconds: handled > 0 ? handleSeconds / handled : null,
        ring_missed: ringMissed,
      })),
    ),
    ratings: table(
      'ratings',
      { rated_at: 'instant', score: 'score', queue: 'text' },
      ratings.slice(0, LISTED_RATINGS).map(({ at, score, queue }) => ({ rated_at: at, score, queue })),
      'column',
    ),
  }
}

function comparisonRows({ week, day, usual, teamWeek, teamDay }: Compared, say: Context['say']): Row[] {
  const row = (what: string, of: UsualWork | Team | undefined): Row[] =>
    of === undefined || of.handled === null ? [] : [{ what: say(`my_work.row.${what}`), ...measures(of) }]
  return [
    ...row('week', week),
    ...row('usual', usual),
    ...row('team', teamWeek),
    ...row('day', day),
    ...row('team_day', teamDay),
  ]
}

const measures = ({ handled, handleSeconds, ringMissedShare, satisfaction, score }: UsualWork | Team): Row => ({
  handled,
  handle_seconds: handleSeconds,
  ring_missed_share: ringMissedShare,
  satisfaction,
  score,
})

/** Oldest first, without weeks before the first call. */
function weekRows({ week, earlier, teamOf }: Compared): Row[] {
  const weeks: Work[] = [week, ...earlier].toReversed()
  const first = weeks.findIndex(({ days }) => days > 0)
  return weeks.slice(Math.max(0, first)).map((one) => ({
    week: one.from,
    ...measures(one),
    team_handled: teamOf(one.to)?.handled ?? null,
    team_handle_seconds: teamOf(one.to)?.handleSeconds ?? null,
  }))
}

/** The weeks beside the team's, where the team has a median at all. */
export function chartsOf({ week, earlier, teamOf }: Compared, { say }: Context): AnalysisChart[] {
  const hasTeam = [week, ...earlier].some(({ to }) => typeof teamOf(to)?.handled === 'number')
  const chart = (own: string): AnalysisChart => ({
    name: `weeks_${own}`,
    title: say(`chart.my_work.${own}`),
    table: 'weeks',
    spec: {
      kind: 'line',
      x: 'week',
      y: hasTeam ? [own, `team_${own}`] : [own],
      ...(hasTeam ? { dashed: [`team_${own}`] } : {}),
    },
  })
  return [
    {
      name: 'by_day',
      title: say('chart.my_work.days'),
      table: 'days',
      spec: { kind: 'bar', x: 'day', y: ['handled'] },
    },
    chart('handled'),
    chart('handle_seconds'),
  ]
}
