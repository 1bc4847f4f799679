import type { AnalysisAnswer, Day, Instant, Locale } from '../base/index.ts'
import type { KnownAnalysis } from './definitions.ts'
import type { PersonMarts } from './marts.ts'
import { asCells } from './settings.ts'

/** Runs an analysis whose settings are checked, over the marts as the person may see them. */
export async function runAnalysis(
  { analysis, pack }: KnownAnalysis,
  settings: unknown,
  circumstances: {
    marts: PersonMarts
    timeZone: string
    locale: Locale
    currency: string | undefined
    today: Day
    asOf: Readonly<Record<string, Instant>>
  },
): Promise<Omit<AnalysisAnswer, 'asOf'>> {
  const { marts, locale, ...rest } = circumstances
  const { words } = pack.definition
  const result = await analysis.run({
    ...rest,
    locale,
    settings,
    pack: pack.settings,
    // only these: an analysis must not reach what the person's marts are made of
    marts: {
      rows: (query) => marts.rows(query),
      columns: (query) => marts.columns(query),
      seesAll: (mart) => marts.seesAll(mart),
    },
    say: (key, values) => words.say(locale, key, values),
  })
  return {
    ...result,
    id: analysis.id,
    title: words.say(locale, `analysis.${analysis.id}`),
    settings: asCells(settings),
  }
}
