import { defineWords, type Locale, type Words } from '../../base/index.ts'
import { SERVICE_LEVEL } from './metrics.ts'
import { callsSettings, type CallsSettings } from './settings.ts'
import { words } from './words.ts'

/** The service level as the settings want it; of settings that are not right, which are refused elsewhere, the usual one. */
export function serviceRule(given: unknown): CallsSettings {
  const { success, data } = callsSettings.safeParse(given)
  return success ? data : callsSettings.parse({})
}

/** The pack's texts, in which the service level says its target and its formula: they stand beside the number wherever it stands. */
export function wordsWithFormula(settings: CallsSettings): Words {
  const catalogOf = (locale: Locale) => ({
    ...words.catalog(locale),
    [`metric.${SERVICE_LEVEL}`]: words.say(locale, 'service_level.title', { seconds: settings.serviceLevel.seconds }),
    [`metric.${SERVICE_LEVEL}.meaning`]: formulaText(locale, settings),
  })
  return defineWords({ en: catalogOf('en'), ru: catalogOf('ru') })
}

/** The formula as a sentence. */
export const formulaText = (
  locale: Locale,
  { serviceLevel: { formula, seconds }, shortAbandonSeconds }: CallsSettings,
): string => words.say(locale, `service_level.${formula}`, { seconds, short: shortAbandonSeconds })
