import type { Locale } from '../../../base/index.ts'

const MINUS = '−'

const signed = (value: number, locale: Locale, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: 1, signDisplay: 'exceptZero' })
    .format(value)
    .replace('-', MINUS)

/** A change as people write it, with its sign: `−19,3 %`. */
export const signedPercent = (share: number, locale: Locale): string => signed(share, locale, { style: 'percent' })

export const signedHours = (hours: number, locale: Locale): string =>
  signed(hours, locale, { style: 'unit', unit: 'hour', unitDisplay: 'short' })

export const decimal = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)

/** A p-value as people read it: below a thousandth it is only small. */
export const pText = (p: number | undefined, locale: Locale): string | null =>
  p === undefined ? null : p < 0.001 ? `< ${decimalOf(0.001, locale)}` : decimalOf(p, locale)

const decimalOf = (p: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(p)

/** A number for a table: what is not known is null. */
export const known = (value: number | undefined): number | null => value ?? null
