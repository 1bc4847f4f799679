import { type AnalysisContext, dayText } from '../../../kit/index.ts'
import type { Rating } from '../rfm/question.ts'

/** How customers were rated: which purchases, what returns do, by which scores and cut points. */
export function ratingNotes(
  rating: Rating,
  { say, locale }: Pick<AnalysisContext<unknown, unknown>, 'say' | 'locale'>,
): string[] {
  const { window, scoring, cuts, cutsOn } = rating
  return [
    window.windowDays === null
      ? say('note.rfm_all_history', { date: dayText(window.on, locale) })
      : say('note.rfm_window', { days: window.windowDays, date: dayText(window.on, locale) }),
    say(`note.rfm_returns_${window.returns}`),
    say(`note.rfm_scoring_${scoring.replaceAll('-', '_')}`),
    ...(cuts
      ? [say(cutsOn ? 'note.rfm_cuts_of' : 'note.rfm_cuts', { date: dayText(cutsOn ?? window.on, locale) })]
      : []),
  ]
}
