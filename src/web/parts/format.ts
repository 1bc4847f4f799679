import { useCallback } from 'react'
import { dateFormat, formatDay, formatValue, type Grain, type Locale, type Unit } from '../../base/index.ts'
import { useLocale } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'

export type Format = (value: unknown, unit: Unit, options?: { compact?: boolean }) => string

/** Writes figures in the reader's language, the workspace's currency and zone. */
export function useFormat(): Format {
  const locale = useLocale()
  const { currency, timeZone } = useWorkspace()
  return useCallback(
    (value, unit, options) =>
      formatValue(value, unit, { locale, timeZone, ...(currency ? { currency } : {}), ...options }),
    [locale, currency, timeZone],
  )
}

const FULL_NUMBERS = {
  ru: new Intl.NumberFormat('ru', { maximumFractionDigits: 6 }),
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 6 }),
} as const

/** Every digit of a number, for those who point at it. */
export function fullNumber(value: unknown, locale: Locale): string | undefined {
  if (typeof value !== 'number') return undefined
  return FULL_NUMBERS[locale].format(value)
}

const inUtc = (day: string, locale: Locale, style: Intl.DateTimeFormatOptions): string =>
  dateFormat(locale, { ...style, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

/** The first day of a period as its name: `март 2023 г.`, `3 кв. 2023`, `2023`, `6 мар. 2023 г.` */
export function formatPeriod(day: string, grain: Grain | undefined, locale: Locale): string {
  if (grain === 'year') return day.slice(0, 4)
  if (grain === 'month') return inUtc(day, locale, { month: 'long', year: 'numeric' })
  if (grain === 'quarter') {
    const quarter = Math.ceil(Number(day.slice(5, 7)) / 3)
    return locale === 'ru' ? `${quarter} кв. ${day.slice(0, 4)}` : `Q${quarter} ${day.slice(0, 4)}`
  }
  return formatDay(day, locale)
}

/** Days from the first to the last: `1–30 сент. 2023 г.` */
export function formatSpan(from: string, to: string, locale: Locale): string {
  const format = dateFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return format.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
}
