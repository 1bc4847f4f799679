import { type AnalysisResult } from '../../../base/index.ts'
import { defineAnalysis } from '../../../kit/index.ts'
import type { CallsSettings } from '../settings.ts'
import { findOperator } from './my-work/find.ts'
import { readDays, readRatings, readTeam } from './my-work/read.ts'
import { notesOf, statementOf } from './my-work/sentences.ts'
import { type AskedWork, workSettings } from './my-work/settings.ts'
import { chartsOf, tablesOf } from './my-work/tables.ts'
import { comparedOf } from './my-work/work.ts'

/** One operator's seven days beside their own weeks before and the median of the team, without any colleague. */
export const myWork = defineAnalysis<AskedWork, CallsSettings>({
  id: 'calls.my-work',
  meaning:
    'An operator’s own seven days: calls handled, time per call, rings not taken, ratings; beside their own weeks before and the median of the team. No colleague is named.',
  settings: workSettings,
  async run(context): Promise<AnalysisResult> {
    const operator = await findOperator(context)
    const [days, ratings, team] = await Promise.all([
      readDays(operator, context),
      readRatings(operator, context),
      readTeam(context),
    ])
    const compared = comparedOf({ days, ratings, team }, context)
    const { week, day, earlier, usual, teamWeek, teamDay } = compared
    return {
      statement: statementOf(operator, compared, context),
      figures: {
        operator,
        from: week.from,
        to: week.to,
        days_worked: week.days,
        handled: week.handled,
        handle_seconds: week.handleSeconds,
        rung: week.rung,
        ring_missed: week.ringMissed,
        ring_missed_share: week.ringMissedShare,
        ratings: week.ratings,
        satisfaction: week.satisfaction,
        score: week.score,
        usual_weeks: earlier.filter(({ days: worked }) => worked > 0).length,
        usual_handled: usual?.handled ?? null,
        usual_handle_seconds: usual?.handleSeconds ?? null,
        usual_ring_missed_share: usual?.ringMissedShare ?? null,
        usual_satisfaction: usual?.satisfaction ?? null,
        usual_score: usual?.score ?? null,
        team_handled: teamWeek?.handled ?? null,
        team_handle_seconds: teamWeek?.handleSeconds ?? null,
        team_ring_missed_share: teamWeek?.ringMissedShare ?? null,
        team_satisfaction: teamWeek?.satisfaction ?? null,
        team_score: teamWeek?.score ?? null,
        day_handled: day.handled,
        day_handle_seconds: day.handleSeconds,
        day_rung: day.rung,
        day_ring_missed: day.ringMissed,
        day_ratings: day.ratings,
        day_score: day.score,
        team_day_handled: teamDay?.handled ?? null,
      },
      tables: tablesOf({ days, ratings, compared }, context),
      charts: chartsOf(compared, context),
      notes: notesOf(compared, context),
    }
  },
})
