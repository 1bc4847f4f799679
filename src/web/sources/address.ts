import { isDay, PERIOD_PRESETS, presetPeriod, type Day, type Period } from '../../base/index.ts'
import type { SearchFields } from '../dashboard/search.ts'

export const fieldOf = (search: SearchFields, name: string): string | undefined => {
  const value = search[name]
  const text = typeof value === 'string' ? value : value?.[0]
  return text === '' ? undefined : text
}

const EARLIEST = '1970-01-01'

/** Days of the address: `from` and `to`, or a preset as tiles have it; the last thirty days where it names none. */
export function periodOf(search: SearchFields, today: Day): Period {
  const [from, to] = [fieldOf(search, 'from'), fieldOf(search, 'to')]
  if (from !== undefined && to !== undefined && isDay(from) && isDay(to) && from <= to) return { from, to }
  const preset = PERIOD_PRESETS.find((known) => known === fieldOf(search, 'period')) ?? 'last-30-days'
  return presetPeriod(preset, today, { from: EARLIEST, to: today })
}

/** A load's number; undefined where the address has none. */
export function batchOf(search: SearchFields, name: string): number | undefined {
  const text = fieldOf(search, name)
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined
}
