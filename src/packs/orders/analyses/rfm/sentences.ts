import { MEASURES } from '../../rfm/cuts.ts'
import type { Rating } from '../../rfm/question.ts'
import { ratingNotes } from '../rating-notes.ts'
import { segmentText } from '../text.ts'
import type { Found, Group } from './read.ts'
import type { Context } from './settings.ts'
import { scored } from './tables.ts'
import { dayText, figureText, moneyText, percentText } from '../../../../kit/index.ts'

/** Fewer customers make fifths that say little. */
const FEW_CUSTOMERS = 50
/** A fifth that holds more than so many customers is made of equal values. */
const CROWDED_SHARE = 0.3

const best = (groups: readonly Group[], of: (group: Group) => number): Group | undefined =>
  groups.reduce<Group | undefined>((most, group) => (most && of(most) >= of(group) ? most : group), undefined)

/** How many customers there are, which segment is the largest and which brings most. */
export function statementOf({ groups, all }: Found, { window }: Rating, { say, locale }: Context): string {
  const segments = groups
    .filter(({ segment }) => segment !== null)
    .toSorted((one, other) => (one.segment! < other.segment! ? -1 : 1))
  const largest = best(segments, ({ customers }) => customers)!
  const richest = best(segments, ({ revenue }) => revenue)!
  const name = ({ segment }: Group) => segmentText(segment ?? '', say)
  const total = all!.revenue
  return [
    say('rfm.statement', {
      date: dayText(window.on, locale),
      days: window.windowDays ?? 0,
      is_all: String(window.windowDays === null),
      customers: all!.customers,
      segment: name(largest),
      segment_customers: largest.customers,
      segment_share: percentText(largest.customers / all!.customers, locale),
    }),
    ...(total > 0
      ? [
          say('rfm.statement_revenue', {
            segment: name(richest),
            customers: richest.customers,
            share: percentText(richest.revenue / total, locale),
          }),
        ]
      : []),
  ].join(' ')
}

/** What a careful reader must know: window, returns, scoring, where the cut points are from, who is flagged or left out. */
export function notesOf(found: Found, rating: Rating, context: Context): string[] {
  const { settings, pack, say, locale } = context
  const { all, customers } = found
  const listed = settings.segment === '' ? all! : found.groups.find(({ segment }) => segment === settings.segment)
  return [
    ...ratingNotes(rating, { say, locale }),
    say(pack.rfm.rules ? 'note.rfm_rules' : 'note.rfm_grid'),
    ...(all!.flagged > 0 ? [say('note.rfm_flagged', { customers: all!.flagged })] : []),
    ...(rating.scoring === 'thresholds' ? [] : crowdedNotes(found, context)),
    ...(all!.customers < FEW_CUSTOMERS && rating.scoring !== 'thresholds'
      ? [say('note.rfm_few', { customers: all!.customers })]
      : []),
    ...(listed && listed.customers > customers.length
      ? [say('note.rfm_limit', { shown: customers.length, customers: listed.customers })]
      : []),
  ]
}

/** Equal values share a score: where many are equal, fifths are no fifths. */
function crowdedNotes(found: Found, context: Pick<Context, 'say' | 'locale' | 'currency'>): string[] {
  const { say, locale } = context
  return MEASURES.flatMap((measure) => {
    const crowded = best(
      [1, 2, 3, 4, 5].flatMap((score) => scored(found, measure, score) ?? []),
      ({ customers }) => customers,
    )
    const part = (crowded?.customers ?? 0) / found.all!.customers
    if (!crowded || part <= CROWDED_SHARE) return []
    const text = (value: unknown) =>
      measure === 'monetary' ? moneyText(value, context) : figureText(value, 'number', locale)
    return [
      say('note.rfm_crowded', {
        measure: say(`measure.${measure}`),
        share: percentText(part, locale, 0),
        score: crowded.r ?? crowded.f ?? crowded.m ?? 0,
        lowest: text(crowded.lowest[measure]),
        highest: text(crowded.highest[measure]),
      }),
    ]
  })
}
