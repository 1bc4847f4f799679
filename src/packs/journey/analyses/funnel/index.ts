import { type AnalysisResult, type Cell, RequestError } from '../../../../base/index.ts'
import { defineAnalysis, shareOf } from '../../../../kit/index.ts'
import type { JourneySettings } from '../../settings.ts'
import { words } from '../../words.ts'
import { countExcluded, eventNumbers } from '../settings.ts'
import { type Funnel, countFunnel } from './count.ts'
import { biggestLoss } from './loss.ts'
import { notesOf, statementOf } from './sentences.ts'
import { type FunnelQuestion, type FunnelSettings, funnelSettings, questionOf } from './settings.ts'
import { chartsOf, tablesOf } from './tables.ts'

/** Where users are lost on the way from the first step to the last. */
export const funnel = defineAnalysis<FunnelSettings, JourneySettings>({
  id: 'journey.funnel',
  meaning:
    'How many users come from step to step within a window from the first one, each counted once, and where most are lost.',
  settings: funnelSettings,
  async run(context): Promise<AnalysisResult> {
    const numbers = await eventNumbers(context)
    const question = questionOf(context, numbers)
    const [found, excluded] = await Promise.all([countFunnel(context, question), countExcluded(context)])
    if (found.all.users[0] === 0) {
      throw new RequestError(words, 'no_starts', { ...question.days, event: question.steps[0]!.event })
    }
    const tables = tablesOf(found, question, context)
    return {
      statement: statementOf(found, question, context),
      figures: figuresOf(found, question, excluded),
      tables,
      charts: chartsOf(tables, context),
      notes: notesOf(found, question, { excluded, events: [...numbers.keys()] }, context),
    }
  },
})

function figuresOf(found: Funnel, { days, steps, windowDays }: FunnelQuestion, excluded: number): Record<string, Cell> {
  const { users, withTime } = found.all
  const [started, finished] = [users[0]!, users.at(-1)!]
  const unfinished = withTime[0]! - withTime.at(-1)!
  const loss = biggestLoss(found)
  return {
    ...days,
    window_days: windowDays,
    users_started: started,
    users_finished: finished,
    conversion_share: shareOf(finished, started),
    unfinished_users: unfinished,
    conversion_share_without_unfinished: shareOf(finished, started - unfinished),
    users_ended: started - withTime[0]!,
    conversion_share_ended: shareOf(finished - withTime.at(-1)!, started - withTime[0]!),
    biggest_loss_step: loss ? steps[loss.at]!.event : null,
    biggest_loss_users: loss?.users ?? null,
    biggest_loss_share: loss?.share ?? null,
    excluded_users: excluded,
    known_until: found.knownUntil,
  }
}
