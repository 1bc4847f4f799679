import type { Random } from '../../../stats/index.ts'

export const HOUR = 3600
export const DAY = 24 * HOUR
/** The sample's year by the wall clock of Moscow; its instants are whole seconds from the first midnight. */
const FIRST_DAY = '2023-01-01'
const DAYS = 365
/** Nothing from this second on is known. */
export const KNOWN_UNTIL = DAYS * DAY

const BY_MONTH = [0.8, 0.9, 1, 0.95, 0.85, 0.8, 0.85, 1.05, 1.25, 1.15, 1.1, 1]
/** from Sunday */
const BY_WEEKDAY = [0.75, 1.15, 1.12, 1.08, 1.05, 1, 0.85]
const BY_HOUR = [3, 2, 1, 1, 1, 2, 4, 8, 16, 28, 38, 44, 46, 44, 40, 38, 38, 40, 46, 54, 58, 50, 32, 12]
/** How many times more users come at the end of the year than at its beginning. */
const GROWTH = 1.8
/** The first days of January are nearly empty, and so is New Year's Eve. */
const QUIET_DAYS = new Set([0, 1, 2, 3, 4, 5, 6, 7, 364])
const IN_QUIET_DAYS = 0.45

const OPENS = 9 * HOUR
const CLOSES = 21 * HOUR

const midnights = Array.from(
  { length: DAYS },
  (_, day) => new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) + day * 86_400_000),
)

/** Seconds at which `count` users come for the first time, ascending: seasons, growth, weekdays and hours. */
export function arrivals(count: number, random: Random): Float64Array {
  const pickDay = picker(midnights.map((date, day) => weightOf(date, day) * (1 + 0.06 * random.normal())))
  const pickHour = picker(BY_HOUR)
  return Float64Array.from({ length: count }, () => {
    const day = pickDay(random)
    return day * DAY + pickHour(random) * HOUR + random.integer(HOUR)
  }).sort()
}

function weightOf(date: Date, day: number): number {
  const season = BY_MONTH[date.getUTCMonth()]! * BY_WEEKDAY[date.getUTCDay()]!
  return season * GROWTH ** (day / DAYS) * (QUIET_DAYS.has(day) ? IN_QUIET_DAYS : 1)
}

/** The second at which somebody of the department gets to it: at once while they are at work, in the morning otherwise. */
export function atWork(second: number): number {
  const midnight = Math.floor(second / DAY) * DAY
  if (second < midnight + OPENS) return midnight + OPENS + (second % (2 * HOUR))
  return second < midnight + CLOSES ? second : midnight + DAY + OPENS + (second % (2 * HOUR))
}

/** `2023-05-02 11:00:00`, by the wall clock. */
export function timeText(second: number): string {
  const day = Math.floor(second / DAY)
  const rest = second - day * DAY
  return `${days[day]!} ${two(Math.floor(rest / HOUR))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`
}

const days = midnights.map((date) => date.toISOString().slice(0, 10))
const two = (number: number): string => (number < 10 ? `0${number}` : String(number))

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
