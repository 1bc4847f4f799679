import type { Claim } from '../../../../base/index.ts'
import { ofAll, wasFalling, type ClaimName, type Judgement } from './judge.ts'
import type { Context } from './read.ts'
import type { Study } from './study.ts'
import { decimal, signedHours, signedPercent } from '../text.ts'
import { dayText, dimensionValueText, percentText } from '../../../../kit/index.ts'

/** One plain sentence for each claim: the rise, the rise of every priority, and the effect of the change. */
export function claimsOf(study: Study, context: Context): Claim[] {
  const rise = study.overall.rise
  const change = study.overall.change
  const ofPriorities = study.priorities.map((priority) => study.byPriority.get(priority)!.rise)
  const ofEach = ofAll(ofPriorities.map((judgement) => judgement.verdict))
  return [
    { id: 'rise', verdict: rise.verdict, sentence: sentence('rise', rise, study, context) },
    {
      id: 'rise_every_priority',
      verdict: ofEach,
      sentence: context.say(`claim.rise_every_priority.${key(ofEach)}`, { list: listOf(study, context) }),
    },
    { id: 'change', verdict: change.verdict, sentence: sentence('change', change, study, context) },
  ]
}

const key = (verdict: string): string => verdict.replaceAll(' ', '_')

function sentence(claim: ClaimName, judgement: Judgement, study: Study, context: Context): string {
  const { settings, locale, say } = context
  const days = {
    rise_from: dayText(settings.rise_from, locale),
    change_from: dayText(settings.change_from, locale),
    change_to: dayText(settings.change_to, locale),
  }
  const { effect, share, low, high } = judgement
  if (!effect || share === undefined || low === undefined || high === undefined) {
    return say(`claim.${claim}.too_few`, days)
  }
  const mean = study.comparisons.get(undefined)![claim].before.mean ?? 0
  const found = claim === 'change' && wasFalling(judgement) ? 'was_falling' : key(judgement.verdict)
  return say(`claim.${claim}.${found}`, {
    ...days,
    percent: signedPercent(share, locale),
    low: signedPercent(low, locale),
    high: signedPercent(high, locale),
    hours: signedHours(share * mean, locale),
    low_hours: signedHours(low * mean, locale),
    high_hours: signedHours(high * mean, locale),
  })
}

/** `high +31,2 % (от +20,1 % до +43,0 %), …` */
function listOf({ priorities, byPriority }: Study, { locale, say }: Context): string {
  return priorities
    .map((priority) => {
      const { share, low, high, verdict } = byPriority.get(priority)!.rise
      const label = dimensionValueText('priority', priority, say).toLowerCase()
      if (share === undefined) return say('claim.priority_too_few', { label })
      return say('claim.priority', {
        label,
        percent: signedPercent(share, locale),
        low: signedPercent(low!, locale),
        high: signedPercent(high!, locale),
        verdict: say(`verdict.${key(verdict)}`),
      })
    })
    .join('; ')
}

/** What a careful reader must know of the method and of what was left out. */
export function notesOf(study: Study, context: Context): string[] {
  const { settings, locale, say } = context
  const { followUp, phases, weeks, overall, standardized } = study
  const day = (text: string) => dayText(text, locale)
  const cut = weeks.filter(({ phase }) => phase === undefined).length
  const unfinished = study.cells.reduce((sum, cell) => sum + cell.unfinished, 0)
  const tickets = study.cells.reduce((sum, cell) => sum + cell.tickets, 0)
  const slope = overall.change.effect?.before.slope
  return [
    say(`note.clock_${settings.clock}`),
    say('note.sides', {
      baseline_from: day(phases.baseline.from),
      baseline_to: day(phases.baseline.to),
      raised_from: day(phases.raised.from),
      raised_to: day(phases.raised.to),
      after_from: day(phases.after.from),
      after_to: day(phases.after.to),
    }),
    say('note.left_out', {
      settle_days: settings.settle_days,
      rise_from: day(settings.rise_from),
      change_from: day(settings.change_from),
      change_to: day(settings.change_to),
      cut,
    }),
    say('note.follow_up', {
      days: followUp.days,
      share: percentText(followUp.finishedShare, locale),
      last_day: day(followUp.lastDay),
      unfinished,
      tickets,
    }),
    say('note.estimator', {
      rho: overall.change.effect ? decimal(overall.change.effect.rho, locale) : '–',
    }),
    say('note.verdict'),
    say('note.holm'),
    say('note.bootstrap'),
    ...(standardized.change === undefined
      ? []
      : [say('note.mix', { change: signedPercent(standardized.change, locale) })]),
    ...(slope && (slope.interval.low > 0 || slope.interval.high < 0)
      ? [say('note.trend', { slope: signedPercent(Math.expm1(slope.estimate), locale) })]
      : []),
    say('note.segmented'),
  ]
}
