import { type Claim, addDays, formatInstant, startOfDay } from '../../../../base/index.ts'
import { dayText, figureText } from '../../../../kit/index.ts'
import type { Effect } from './effect.ts'
import type { Found } from './find.ts'
import type { Reason } from './decide.ts'
import type { RiskModel } from './risk.ts'
import { CHANNELS } from './rules.ts'
import type { Context } from './settings.ts'

export const countOf = ({ judged }: Found, ...reasons: readonly Reason[]): number =>
  judged.filter(({ decision }) => reasons.includes(decision.reason)).length

export function statementOf(found: Found, context: Context): string {
  return [...staleSentences(found, context), listSentence(found, context), modelSentence(found.model, context)].join(
    ' ',
  )
}

/** Whoever paid after the data ends is still a debtor here: that comes first. */
function staleSentences({ judged, rules }: Found, { asOf, say, locale, timeZone }: Context): string[] {
  const sources = new Set(judged.map(({ client }) => client.source))
  const ends = [...sources].flatMap((source) => asOf[source] ?? []).toSorted(byInstant)
  const [first] = ends
  if (first === undefined || Date.parse(first) >= Date.parse(startOfDay(addDays(rules.day, -1), timeZone))) return []
  return [say('reminders.stale', { end: formatInstant(first, { locale, timeZone }) })]
}

const byInstant = (one: string, other: string): number => Date.parse(one) - Date.parse(other)

function listSentence(found: Found, { say, locale }: Context): string {
  const date = dayText(found.rules.day, locale)
  const contacts = countOf(found, 'contact')
  const all = { date, clients: found.judged.length, held_out: countOf(found, 'held_out') }
  if (contacts === 0) return say('reminders.nobody', all)
  const channels = CHANNELS.flatMap((channel) => {
    const count = found.judged.filter(
      ({ decision }) => decision.reason === 'contact' && decision.channel === channel,
    ).length
    return count > 0 ? [say('reminders.by_channel', { channel: say(`setting.channel.${channel}`), count })] : []
  })
  return say('reminders.statement', {
    ...all,
    contacts,
    channels: channels.join(', '),
    limited: countOf(found, 'limit_day', 'limit_week', 'limit_month'),
    left_alone: countOf(found, 'barred', 'opted_out'),
  })
}

function modelSentence(model: RiskModel | null, { say, locale }: Context): string {
  if (!model) return say('reminders.no_model')
  if (!model.trial) return say('reminders.no_trial', { learned: model.learned })
  const { area, calibration, instalments, lateShare } = model.trial
  const two = (value: number): string =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value)
  return say('reminders.model', {
    area: two(area.area),
    low: two(area.interval.low),
    high: two(area.interval.high),
    brier: two(calibration.brier),
    brier_of_share: two(calibration.brierOfShare),
    instalments,
    late: figureText(lateShare, 'share', locale),
  })
}

const VERDICTS: Readonly<Record<Effect['verdict'], Claim['verdict']>> = {
  works: 'confirmed',
  harms: 'not confirmed',
  too_small: 'not confirmed',
  cannot_tell: 'cannot tell',
}

/** Whether reminders work; nothing before the trial began. */
export function claimsOf({ effect }: Found, { say, locale, pack }: Context): Claim[] {
  const { since, withinDays, smallestEffect } = pack.reminders
  if (since === null) return []
  const common = { since: dayText(since, locale), within: withinDays, smallest: points(smallestEffect, locale) }
  if (!effect) return [{ id: 'reminders_work', verdict: 'cannot tell', sentence: say('reminders.effect.none', common) }]
  const { arms, ever, moreNeeded, verdict } = effect
  const sentence = say(`reminders.effect.${verdict}`, {
    ...common,
    reminded: figureText(arms.reminded.plain.share, 'share', locale),
    held_out: figureText(arms.held_out.plain.share, 'share', locale),
    difference: signed(ever.difference, locale),
    low: signed(ever.interval.low, locale),
    high: signed(ever.interval.high, locale),
    more: Number(moreNeeded.toPrecision(2)),
    instalments: arms.reminded.plain.trials + arms.held_out.plain.trials,
  })
  return [{ id: 'reminders_work', verdict: VERDICTS[verdict], sentence }]
}

/** Points of percent, without the words for them. */
const points = (share: number, locale: Context['locale']): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(share * 100)

const signed = (share: number, locale: Context['locale']): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(share * 100)

/** What a careful reader must know. */
export function notesOf(found: Found, context: Context): string[] {
  const { say, locale, timeZone, pack } = context
  const { reminders } = pack
  const { lastContactAt, isLogSilent, unknownChannels, rules } = found
  const late = reminders.stages.find(({ isSoft }) => !isSoft)
  return [
    ...(lastContactAt === null
      ? [say('reminders.note.no_log')]
      : [
          say(isLogSilent ? 'reminders.note.silent_log' : 'reminders.note.log', {
            last: formatInstant(new Date(lastContactAt).toISOString(), { locale, timeZone }),
          }),
        ]),
    ...(unknownChannels > 0 ? [say('reminders.note.unknown_channels', { contacts: unknownChannels })] : []),
    say('reminders.note.limits', {
      from: rules.hours.from,
      to: rules.hours.to,
      day_off: String(rules.isDayOff),
      before: String(reminders.limits.bindBeforeDue),
      messengers: String(reminders.limits.messengersCount),
      per: reminders.limits.per,
    }),
    say('reminders.note.held_out', {
      share: figureText(reminders.heldOut, 'share', locale),
      has_late: String(late !== undefined),
      late: late?.days ?? 0,
    }),
    ...(reminders.since === null ? [say('reminders.note.not_begun')] : [say('reminders.note.effect')]),
    say('reminders.note.stages'),
    ...(found.model?.trial ? [say('reminders.note.model')] : []),
    ...(reminders.signature === '' ? [say('reminders.note.signature')] : []),
  ]
}
