import { answers } from '../api/client.ts'
import { questions } from '../api/questions.ts'
import { parseSearch } from '../dashboard/search.ts'
import { firstLocale } from '../locale.tsx'
import { words } from '../words.ts'
import { commonDimensions, metricsOf } from './offers.ts'
import { isFirstOrdered, possible } from './possible.ts'
import { questionOf, usualTop } from './question.ts'
import { explored, spanned, spanOf } from './use-explored.ts'

/** Asks what the address asks, while the page is still being built: where it then looks, it is answered. */
export async function askAhead(): Promise<void> {
  if (location.pathname !== '/explore') return
  const locale = firstLocale()
  const [{ today }, catalog] = await Promise.all([
    answers.ensureQueryData(questions.app(locale)),
    answers.ensureQueryData(questions.catalog(locale)),
  ])
  const exploration = possible(parseSearch(location.search), catalog)
  if (exploration.metrics.length === 0) return
  const metrics = metricsOf(catalog, exploration.metrics)
  const span = spanOf(await answers.ensureQueryData(spanned(exploration.metrics, locale)))
  const query = questionOf(exploration, { today, span, metrics })
  const { show, top = usualTop(exploration) } = exploration
  const isOrdered = isFirstOrdered(exploration, commonDimensions(catalog, metrics))
  const restLabel = words.say(locale, 'explore_rest')
  await answers.prefetchQuery(explored({ query, top, show, isOrdered, restLabel }, locale))
}
