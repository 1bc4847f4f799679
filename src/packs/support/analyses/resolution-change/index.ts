import type { AnalysisResult, Cell } from '../../../../base/index.ts'
import { defineAnalysis } from '../../../../kit/index.ts'
import type { SupportSettings } from '../../settings.ts'
import { type ResolutionChangeSettings, requireOrder, resolutionChangeSettings } from '../settings.ts'
import type { ClaimName, Judgement, Phase } from './judge.ts'
import { claimsOf, notesOf } from './sentences.ts'
import { type Study, study } from './study.ts'
import { chartsOf, tablesOf } from './tables.ts'

/** Did resolution times rise, and did the process change bring them down? */
export const resolutionChange = defineAnalysis<ResolutionChangeSettings, SupportSettings>({
  id: 'support.resolution-change',
  meaning: 'Whether mean resolution time rose from a day on, and whether a process change brought it down.',
  settings: resolutionChangeSettings,
  async run(context): Promise<AnalysisResult> {
    requireOrder(context.settings)
    const found = await study(context)
    const claims = claimsOf(found, context)
    return {
      statement: claims.map(({ sentence }) => sentence).join(' '),
      claims,
      figures: figuresOf(found, claims.find(({ id }) => id === 'rise_every_priority')!.verdict),
      tables: tablesOf(found, context),
      charts: chartsOf(found, context),
      notes: notesOf(found, context),
    }
  },
})

function figuresOf(found: Study, everyPriority: string): Readonly<Record<string, Cell>> {
  const { rise, change } = found.comparisons.get(undefined)!
  const count = (phase: Phase) => found.weeks.filter((week) => week.phase === phase).length
  return {
    ...judged('change', found.overall.change, change.before.mean),
    ...judged('rise', found.overall.rise, rise.before.mean),
    rise_every_priority_verdict: everyPriority,
    change_standardized_percent: percent(found.standardized.change),
    rise_standardized_percent: percent(found.standardized.rise),
    n_baseline: rise.before.tickets,
    n_before: change.before.tickets,
    n_after: change.after.tickets,
    mean_baseline: rise.before.mean ?? null,
    mean_before: change.before.mean ?? null,
    mean_after: change.after.mean ?? null,
    median_baseline: rise.before.median ?? null,
    median_before: change.before.median ?? null,
    median_after: change.after.median ?? null,
    mean_difference_hours: change.meanDifference?.hours ?? null,
    mean_difference_low_hours: change.meanDifference?.interval.low ?? null,
    mean_difference_high_hours: change.meanDifference?.interval.high ?? null,
    shift_hours: change.shift?.hours ?? null,
    shift_low_hours: change.shift?.interval.low ?? null,
    shift_high_hours: change.shift?.interval.high ?? null,
    rank_p: change.rankP ?? null,
    rho: found.overall.change.effect?.rho ?? null,
    weeks_baseline: count('baseline'),
    weeks_before: count('raised'),
    weeks_after: count('after'),
    follow_up_days: found.followUp.days,
    last_day: found.followUp.lastDay,
    known_until: found.followUp.knownUntil,
  }
}

const judged = (name: ClaimName, judgement: Judgement, mean: number | undefined): Record<string, Cell> => ({
  [`${name}_percent`]: percent(judgement.share),
  [`${name}_low_percent`]: percent(judgement.low),
  [`${name}_high_percent`]: percent(judgement.high),
  [`${name}_hours`]: hours(judgement.share, mean),
  [`${name}_low_hours`]: hours(judgement.low, mean),
  [`${name}_high_hours`]: hours(judgement.high, mean),
  [`${name}_p`]: judgement.effect?.p ?? null,
  [`${name}_verdict`]: judgement.verdict,
})

const percent = (share: number | undefined): number | null => (share === undefined ? null : share * 100)

const hours = (share: number | undefined, mean: number | undefined): number | null =>
  share === undefined || mean === undefined ? null : share * mean
