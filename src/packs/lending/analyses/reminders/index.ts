import type { AnalysisResult, Cell } from '../../../../base/index.ts'
import { defineAnalysis } from '../../../../kit/index.ts'
import type { LendingSettings } from '../../settings.ts'
import { type Found, find } from './find.ts'
import { claimsOf, countOf, notesOf, statementOf } from './sentences.ts'
import { type AskedReminders, type Context, askedReminders } from './settings.ts'
import { chartsOf, tablesOf } from './tables.ts'

/** Whom to remind on a day, when, by which channel and with what text, within the limits of the law; and whether it helps. */
export const reminders = defineAnalysis<AskedReminders, LendingSettings>({
  id: 'lending.reminders',
  meaning:
    'Whom to remind on a day, when, by which channel and with what text, within the limits of 230-FZ; why everybody else is not; and, against a held-out group, whether reminders work.',
  settings: askedReminders,
  async run(context): Promise<AnalysisResult> {
    const found = await find(context)
    return {
      statement: statementOf(found, context),
      claims: claimsOf(found, context),
      figures: { ...listFigures(found), ...modelFigures(found), ...effectFigures(found, context) },
      tables: tablesOf(found, context),
      charts: chartsOf(found, context),
      notes: notesOf(found, context),
    }
  },
})

const listFigures = (found: Found): Record<string, Cell> => ({
  date: found.rules.day,
  clients: found.judged.length,
  contacts: countOf(found, 'contact'),
  held_out: countOf(found, 'held_out'),
  unlikely_late: countOf(found, 'unlikely_late'),
  limited: countOf(found, 'limit_day', 'limit_week', 'limit_month'),
  barred: countOf(found, 'barred'),
  opted_out: countOf(found, 'opted_out'),
  no_address: countOf(found, 'no_address'),
})

function modelFigures({ model }: Found): Record<string, Cell> {
  const trial = model?.trial
  return {
    learned_instalments: model?.learned ?? 0,
    trial_instalments: trial?.instalments ?? 0,
    trial_late_share: trial?.lateShare ?? null,
    auc: trial?.area.area ?? null,
    auc_low: trial?.area.interval.low ?? null,
    auc_high: trial?.area.interval.high ?? null,
    brier: trial?.calibration.brier ?? null,
    brier_of_share: trial?.calibration.brierOfShare ?? null,
    calibration_slope: trial?.calibration.slope ?? null,
  }
}

function effectFigures({ effect }: Found, { pack: { reminders: settings } }: Context): Record<string, Cell> {
  return {
    since: settings.since,
    within_days: settings.withinDays,
    reminded_share: effect?.arms.reminded.plain.share ?? null,
    held_out_share: effect?.arms.held_out.plain.share ?? null,
    difference: effect?.ever.difference ?? null,
    difference_low: effect?.ever.interval.low ?? null,
    difference_high: effect?.ever.interval.high ?? null,
    verdict: effect?.verdict ?? null,
    more_needed: effect?.moreNeeded ?? null,
  }
}
