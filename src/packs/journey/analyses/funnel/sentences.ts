import { nearest } from '../../../../base/index.ts'
import type { Funnel } from './count.ts'
import { biggestLoss } from './loss.ts'
import type { Context, FunnelQuestion } from './settings.ts'
import { dayText, percentText } from '../../../../kit/index.ts'

/** How many began and arrived, where most were lost, and how many still have time. */
export function statementOf(
  found: Funnel,
  { days, steps, windowDays }: FunnelQuestion,
  { say, locale }: Context,
): string {
  const { users, withTime } = found.all
  const [started, finished] = [users[0]!, users.at(-1)!]
  const unfinished = withTime[0]! - withTime.at(-1)!
  const ended = started - withTime[0]!
  const loss = biggestLoss(found)
  return [
    say('funnel.statement', {
      from: dayText(days.from, locale),
      to: dayText(days.to, locale),
      started,
      finished,
      share: percentText(finished / started, locale),
      first: steps[0]!.event,
      last: steps.at(-1)!.event,
    }),
    loss
      ? say('funnel.loss', {
          from: steps[loss.at - 1]!.event,
          to: steps[loss.at]!.event,
          users: loss.users,
          unfinished: loss.unfinished,
          share: percentText(loss.share, locale),
        })
      : say('funnel.no_loss'),
    ...(unfinished > 0 ? [say('funnel.unfinished', { unfinished, days: windowDays })] : []),
    ...(unfinished > 0 && ended > 0
      ? [say('funnel.ended', { ended, share: percentText((finished - withTime.at(-1)!) / ended, locale) })]
      : []),
  ].join(' ')
}

export function notesOf(
  found: Funnel,
  { steps, windowDays, isOrdered }: FunnelQuestion,
  { excluded, events }: { excluded: number; events: readonly string[] },
  { settings, say, locale, timeZone }: Context,
): string[] {
  const unknown = steps.filter(({ number }) => number === undefined)
  return [
    say(isOrdered ? 'note.funnel_ordered' : 'note.funnel_any', { days: windowDays }),
    say('note.funnel_median'),
    say('note.funnel_known_until', {
      instant: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(
        new Date(found.knownUntil),
      ),
    }),
    say('note.excluded', { excluded }),
    ...(settings.by === 'cluster' && found.groups.size === 0 ? [say('note.no_clusters')] : []),
    ...unknown.map(({ event }) => {
      const guess = nearest(event, events)
      return say('note.funnel_unknown_step', { event, has_guess: String(guess !== undefined), guess: guess ?? '' })
    }),
  ]
}
