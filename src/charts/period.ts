import {
  addDays,
  dateFormat,
  daysBetween,
  grainsIn,
  nextGrain,
  startOfGrain,
  type Day,
  type Grain,
  type Locale,
} from '../base/index.ts'
import { words } from './words.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

export const isPeriodValue = (value: unknown): value is Day => typeof value === 'string' && DAY.test(value)

const COARSE: readonly Grain[] = ['year', 'quarter', 'month', 'week']

/** The coarsest step of which every day is a beginning. One day alone is a day unless it begins a month. */
export function grainOf(days: readonly Day[]): Grain {
  const sorted = [...new Set(days)].sort()
  const begins = (grain: Grain) => sorted.every((day) => startOfGrain(day, grain) === day)
  if (sorted.length < 2) return sorted.length === 1 && begins('month') ? 'month' : 'day'
  const shortest = Math.min(...sorted.slice(1).map((day, index) => daysBetween(sorted[index] ?? day, day)))
  const longEnough: Record<Grain, number> = { year: 365, quarter: 90, month: 28, week: 7, day: 1 }
  return COARSE.find((grain) => shortest >= longEnough[grain] && begins(grain)) ?? 'day'
}

const MOST_FILLED = 5000

/** Every period from the first to the last, so that a missing one is a gap and not a shorter way. */
export function filledPeriods(days: readonly Day[], grain: Grain): Day[] {
  const sorted = [...new Set(days)].sort()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  if (daysBetween(first, last) > MOST_FILLED * (grain === 'day' ? 1 : 7)) return sorted
  const whole = grainsIn({ from: first, to: last }, grain)
  return sorted.every((day) => whole.includes(day)) ? whole : sorted
}

/**
 * A period as it is written on an axis: `мар. 2023`, `1 кв. 2023`, `6 мар.`, `2023`.
 * @param withYear days and weeks name their year only where it is told to
 */
export function periodText(day: Day, grain: Grain, locale: Locale, withYear = false): string {
  const year = day.slice(0, 4)
  switch (grain) {
    case 'year':
      return year
    case 'quarter':
      return words.say(locale, 'quarter', { quarter: String(Math.ceil(Number(day.slice(5, 7)) / 3)), year })
    case 'month':
      return dateText(day, locale, { month: 'short', year: 'numeric' })
    case 'week':
    case 'day':
      return dateText(day, locale, { day: 'numeric', month: 'short', ...(withYear ? { year: 'numeric' } : {}) })
  }
}

/** The same with nothing left to guess: `неделя с 6 мар. 2023`. */
export function periodTitle(day: Day, grain: Grain, locale: Locale): string {
  const text = periodText(day, grain, locale, true)
  return grain === 'week' ? words.say(locale, 'week_of', { day: text }) : text
}

function dateText(day: Day, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  const text = dateFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  return text.replace(/\s+г\.$/, '')
}

/** Where a day lies on an axis of periods, counted in cells from its left end; a whole cell is its period. */
export function cellPosition(day: Day, periods: readonly Day[], grain: Grain): number {
  const index = periods.findLastIndex((period) => period <= day)
  const start = periods[index]
  if (start === undefined) return 0
  const end = nextGrain(start, grain)
  if (day >= end) return index + 1
  return index + daysBetween(start, day) / daysBetween(start, end)
}

/** A stretch of days, both ends included, as positions on the axis; undefined where it lies outside. */
export function spanPositions(
  span: { from: Day; to: Day },
  periods: readonly Day[],
  grain: Grain,
): { from: number; to: number } | undefined {
  const from = cellPosition(span.from, periods, grain)
  const to = cellPosition(addDays(span.to, 1), periods, grain)
  return to > from ? { from, to } : undefined
}
