import type { Random } from '../../../stats/index.ts'
import { HOLIDAYS } from './catalog.ts'

export const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** The desk's clock: Europe/Moscow, UTC+3 all the year. */
export const ZONE_MS = 3 * HOUR_MS

export const FIRST_DAY = '2023-01-01'
/** Nothing after this instant is known: the last midnight of the year in Moscow. */
export const KNOWN_UNTIL = Date.parse('2023-12-31T21:00:00Z')

const BY_MONTH = [0.92, 0.97, 1.04, 1.06, 0.98, 0.95, 0.88, 0.93, 1.08, 1.1, 1.07, 1.02]
/** from Sunday */
const BY_WEEKDAY = [0.22, 1.18, 1.12, 1.06, 1.02, 0.93, 0.33]
const ON_HOLIDAY = 0.3
const BY_HOUR = [2, 1, 1, 1, 1, 2, 4, 9, 20, 42, 55, 54, 44, 40, 50, 52, 48, 40, 26, 16, 11, 8, 6, 4]

const holidays = new Set(HOLIDAYS)

/** Instants (epoch ms, whole seconds, ascending) at which `count` tickets of the year are made. */
export function arrivals(count: number, random: Random): Float64Array {
  const midnight = Date.parse(`${FIRST_DAY}T00:00:00Z`)
  const weights = Array.from(
    { length: 365 },
    (_, day) => dayWeight(new Date(midnight + day * DAY_MS)) * (1 + 0.05 * random.normal()),
  )
  const pickDay = picker(weights)
  const pickHour = picker(BY_HOUR)
  return Float64Array.from({ length: count }, () => {
    const day = pickDay(random)
    const second = pickHour(random) * 3600 + random.integer(3600)
    return midnight + day * DAY_MS + second * 1000 - ZONE_MS
  }).sort()
}

function dayWeight(date: Date): number {
  const isHoliday = holidays.has(date.toISOString().slice(0, 10))
  return BY_MONTH[date.getUTCMonth()]! * (isHoliday ? ON_HOLIDAY : BY_WEEKDAY[date.getUTCDay()]!)
}

/** Draws positions in proportion to their weights. */
export function picker(weights: readonly number[]): (random: Random) => number {
  let total = 0
  const edges = weights.map((weight) => (total += weight))
  return (random) => {
    const at = random.uniform() * total
    let low = 0
    let high = edges.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (edges[middle]! > at) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** A wall-clock date of the desk. */
export const deskDate = (instant: number): Date => new Date(instant + ZONE_MS)

export function isDeskOpen(instant: number): boolean {
  const date = deskDate(instant)
  const hour = date.getUTCHours()
  return hour >= 9 && hour < 18 && !isDayOff(date)
}

/** The next opening of the desk at 09:00 after an instant when it is shut. */
export function nextOpening(instant: number): number {
  const date = deskDate(instant)
  let midnight = Math.floor((instant + ZONE_MS) / DAY_MS) * DAY_MS
  if (date.getUTCHours() >= 9) midnight += DAY_MS
  while (isDayOff(new Date(midnight))) midnight += DAY_MS
  return midnight + 9 * HOUR_MS - ZONE_MS
}

const isDayOff = (date: Date): boolean =>
  date.getUTCDay() === 0 || date.getUTCDay() === 6 || holidays.has(date.toISOString().slice(0, 10))
