import { isDay, type AnalysisAnswer, type CatalogAnalysis } from '../../base/index.ts'
import type { SearchFields } from '../dashboard/search.ts'

/** What is set, as texts by key; all of it lives in the address, so that a link asks the same question. */
export type Settings = Readonly<Record<string, string>>

const PREFIX = 'set.'

/** Reads the settings from the address; of several of one name the first holds. */
export function settingsOf(search: SearchFields): Settings {
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(search)) {
    if (!name.startsWith(PREFIX)) continue
    const text = typeof value === 'string' ? value : (value[0] ?? '')
    if (text !== '') settings[name.slice(PREFIX.length)] = text
  }
  return settings
}

/** Writes the settings to the address, without the empty ones. */
export const searchOf = (settings: Settings): SearchFields =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([, text]) => text !== '')
      .map(([key, text]) => [PREFIX + key, text]),
  )

/** What each setting is when nobody sets it: what the answer says of itself, else what the analysis says of itself. */
export function usualSettings({ settings, fields }: CatalogAnalysis, answer: AnalysisAnswer | undefined): Settings {
  const usual: Record<string, string> = {}
  for (const { key, kind } of fields) {
    const figure = answer?.figures[key]
    const counted = kind === 'day' && typeof figure === 'string' && isDay(figure) ? figure : undefined
    const value = answer?.settings[key] ?? settings[key] ?? counted ?? ''
    usual[key] = String(value)
  }
  return usual
}
