import type { Random } from '../../../stats/index.ts'

export const DAY_MS = 86_400_000
/** The shop's clock: Europe/Moscow, UTC+3 all the year. */
const ZONE_MS = 3 * 3_600_000
const FIRST_MIDNIGHT = Date.parse('2022-07-01T00:00:00Z')
/** Days from the first one, 1 July 2022, to the last one, 31 December 2023. */
export const DAYS = 549

export const dayOf = (date: string): number => (Date.parse(`${date}T00:00:00Z`) - FIRST_MIDNIGHT) / DAY_MS

const BY_MONTH = [0.75, 0.9, 1.05, 0.95, 0.9, 0.85, 0.8, 0.9, 1, 1.1, 1.35, 1.5]
/** from Sunday */
const BY_WEEKDAY = [0.6, 1.1, 1.1, 1.1, 1.1, 1.15, 0.85]
const BY_HOUR = [0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 7, 9, 9, 8, 8, 8, 8, 8, 7, 6, 4, 2, 1, 0]

const dates = Array.from({ length: DAYS }, (_, day) => new Date(FIRST_MIDNIGHT + day * DAY_MS))

export const monthOf = (day: number): number => (dates[day] ?? dates[DAYS - 1]!).getUTCMonth() + 1

/** How well a day sells, compared with others. */
const DAY_WEIGHTS = dates.map((date) => {
  const isNewYear = (date.getUTCMonth() === 0 && date.getUTCDate() <= 8) || date.toISOString().slice(5, 10) === '12-31'
  return BY_MONTH[date.getUTCMonth()]! * BY_WEEKDAY[date.getUTCDay()]! * (isNewYear ? 0.3 : 1)
})
const GREATEST = Math.max(...DAY_WEIGHTS)

/** A day near the wanted one on which somebody would rather buy; `DAYS` or more when there is none left. */
export function shoppingDay(wanted: number, random: Random): number {
  let day = Math.max(0, Math.round(wanted))
  while (day < DAYS && random.uniform() * GREATEST > DAY_WEIGHTS[day]! * 1.3) day += 1
  return day
}

/** Draws positions in proportion to their weights. */
export function picker(weights: readonly number[]): (random: Random) => number {
  let total = 0
  const edges = weights.map((weight) => (total += weight))
  return (random) => {
    const at = random.uniform() * total
    const place = edges.findIndex((edge) => edge > at)
    return place < 0 ? edges.length - 1 : place
  }
}

const pickHour = picker(BY_HOUR)
export const pickDay = picker(DAY_WEIGHTS)

/** A moment of the day at which the shop works, as epoch milliseconds. */
export const momentOf = (day: number, random: Random): number =>
  FIRST_MIDNIGHT + day * DAY_MS - ZONE_MS + (pickHour(random) * 3600 + random.integer(3600)) * 1000

export const instantText = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`
