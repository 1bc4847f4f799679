import { answers } from '../api/client.ts'
import { questions } from '../api/questions.ts'
import { firstLocale } from '../locale.tsx'
import { parseSearch, viewOf } from './search.ts'
import { firstQuestions } from './tile-query.ts'

const BOARD = /^\/d\/([^/]+)$/

/** Asks what the board in the address begins with, while the page is still being built: where it then looks, it is answered. */
export async function askAhead(tiles: number): Promise<void> {
  const id = BOARD.exec(location.pathname)?.[1]
  if (id === undefined) return
  const locale = firstLocale()
  const [{ today }, dashboard, { metrics }] = await Promise.all([
    answers.ensureQueryData(questions.app(locale)),
    answers.ensureQueryData(questions.dashboard(decodeURIComponent(id), locale)),
    answers.ensureQueryData(questions.catalog(locale)),
  ])
  const { period, filters, span } = dashboard
  const view = viewOf(parseSearch(location.search), period, filters)
  const first = dashboard.tiles.slice(0, tiles)
  for (const query of first.flatMap((tile) => firstQuestions(tile, view, { today, span, metrics }))) {
    void answers.prefetchQuery(questions.answer(query, locale))
  }
}
