import type { Locale } from './words.ts'

/** How a figure is measured. `share` is 0…1 and becomes percent only when written; `day` and `instant` are times; `text` is anything else. */
export const UNITS = [
  'count',
  'share',
  'ratio',
  'score',
  'seconds',
  'minutes',
  'hours',
  'days',
  'money',
  'number',
  'day',
  'instant',
  'text',
] as const
export type Unit = (typeof UNITS)[number]

/** Whether figures of this unit stand to the right in a table, like numbers, and not to the left, like text and times. */
export const isNumericUnit = (unit: Unit): boolean => unit !== 'text' && unit !== 'day' && unit !== 'instant'

export interface NumberFormat {
  locale: Locale
  /** ISO 4217 */
  currency?: string
  /** shorten large numbers: 12 400 → 12,4 тыс. */
  compact?: boolean
  /** zone in which instants are written; UTC when absent */
  timeZone?: string
}

const DIGITS: Partial<Record<Unit, number>> = {
  count: 0,
  share: 1,
  ratio: 2,
  score: 2,
  seconds: 0,
  minutes: 1,
  hours: 1,
  days: 1,
  number: 2,
}
const INTL_UNITS: Partial<Record<Unit, string>> = { seconds: 'second', minutes: 'minute', hours: 'hour', days: 'day' }

/** What stands for "no figure": unlike zero, and never blank. */
export const NO_FIGURE = '—'

/**
 * A figure as a person reads it: `formatValue(12.54, 'hours', { locale: 'ru' })` → `12,5 ч`, `null` → `—`.
 */
export function formatValue(value: unknown, unit: Unit, format: NumberFormat): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_FIGURE
  if (unit === 'day') return formatDay(String(value), format.locale)
  if (unit === 'instant') return formatInstant(String(value), format)
  if (typeof value !== 'number' || unit === 'text') return String(value)
  return formatter(unit, format).format(value)
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(unit: Unit, { locale, currency, compact }: NumberFormat): Intl.NumberFormat {
  const id = `${unit}|${locale}|${currency}|${compact}`
  const known = formatters.get(id)
  if (known) return known
  const made = new Intl.NumberFormat(locale, {
    ...(unit === 'share' ? { style: 'percent' } : {}),
    ...(unit === 'money' && currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } : {}),
    ...(INTL_UNITS[unit] ? { style: 'unit', unit: INTL_UNITS[unit], unitDisplay: 'short' } : {}),
    ...(compact ? { notation: 'compact' } : {}),
    maximumFractionDigits: compact ? 1 : (DIGITS[unit] ?? 0),
    ...(unit === 'share' ? { minimumFractionDigits: 1 } : {}),
  })
  formatters.set(id, made)
  return made
}

const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** A format of dates, kept: making one costs a hundred times what using it does. */
export function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale}|${JSON.stringify(options)}`
  const made = dateFormats.get(id) ?? new Intl.DateTimeFormat(locale, options)
  dateFormats.set(id, made)
  return made
}

const changeFormats = new Map<string, Intl.NumberFormat>()

function changeFormat(locale: Locale, digits: number, style: 'decimal' | 'percent' = 'decimal'): Intl.NumberFormat {
  const id = `${locale}|${digits}|${style}`
  const made =
    changeFormats.get(id) ??
    new Intl.NumberFormat(locale, { style, maximumFractionDigits: digits, signDisplay: 'exceptZero' })
  changeFormats.set(id, made)
  return made
}

/** `2023-03-01` → `1 мар. 2023 г.` / `Mar 1, 2023`. Text that is not a day stays as it is. */
export function formatDay(day: string, locale: Locale): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return day
  return dateFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(date)
}

/** An instant on the wall clock of `timeZone`. */
export function formatInstant(instant: string, { locale, timeZone }: NumberFormat): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  return dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timeZone ?? 'UTC' }).format(date)
}

/** A change against an earlier figure: `+12,3 %`; shares differ by percentage points: `−3,1 п. п.` */
export function formatChange(now: number | null, before: number | null, unit: Unit, locale: Locale): string {
  if (now === null || before === null) return NO_FIGURE
  if (unit === 'share') {
    const points = changeFormat(locale, 1).format((now - before) * 100)
    return locale === 'ru' ? `${points} п. п.` : `${points} pp`
  }
  if (unit === 'score') return changeFormat(locale, 2).format(now - before)
  if (before === 0) return NO_FIGURE
  return changeFormat(locale, 1, 'percent').format(now / before - 1)
}
