import { isDay, type AnalysisAnswer, type CatalogAnalysis, type Day } from '../../base/index.ts'
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

/** A day as people write it, `30.06.2023` or `2023-06-30`; null while it is no whole day yet. */
export function writtenDay(text: string): Day | null {
  const [, date, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim()) ?? []
  const day = date && month && year ? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` : text.trim()
  return isDay(day) ? day : null
}
