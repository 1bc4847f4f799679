import type { Random } from '../../../stats/index.ts'
import { DAYS, dayOf, monthOf, pickDay, shoppingDay } from './calendar.ts'

/** Days on which a buyer buys, ascending, and how much at once. */
export interface Habit {
  days: readonly number[]
  /** lines of a document: so many on average */
  lines: number
  /** pieces of a line at most */
  pieces: number
}

/** Good customers of the planted group buy for the last time in these days. */
const FALL_SILENT = { from: dayOf('2023-08-25'), to: dayOf('2023-10-05') }

/** Buys at nearly even intervals from some day to another. */
function evenly(from: number, to: number, interval: number, random: Random): number[] {
  const days: number[] = []
  let wanted = from
  for (;;) {
    const day = shoppingDay(wanted, random)
    if (day >= Math.min(to, DAYS)) return days
    days.push(day)
    wanted = day + Math.max(2, interval * Math.exp(0.3 * random.normal()))
  }
}

/** Comes regularly; half of them leave some day. */
export function regular(random: Random): Habit {
  const from = random.integer(DAYS - 60) - 90
  const leaves = random.uniform() < 0.5 ? from + 120 + random.integer(400) : DAYS
  return { days: evenly(Math.max(0, from), leaves, 55 + random.integer(95), random), lines: 2.1, pieces: 2 }
}

/** Comes once, seldom twice or three times. */
export function occasional(random: Random): Habit {
  const first = pickDay(random)
  const days = [first]
  while (random.uniform() < 0.35 && days.length < 4) {
    const day = shoppingDay(days.at(-1)! + 20 + random.integer(200), random)
    if (day >= DAYS) break
    days.push(day)
  }
  return { days, lines: 1.7, pieces: 2 }
}

/** Comes in the same months of every year only. */
export function seasonal(random: Random): Habit {
  const months = random.uniform() < 0.65 ? [11, 12] : [5, 6, 7]
  const days = evenly(random.integer(40), DAYS, 18 + random.integer(15), random)
  return { days: days.filter((day) => months.includes(monthOf(day))), lines: 2.2, pieces: 2 }
}

/** A shop that buys for resale, every week or two. */
export function wholesale(random: Random): Habit {
  const from = random.integer(200)
  const to = random.uniform() < 0.2 ? from + 150 + random.integer(250) : DAYS
  return { days: evenly(from, to, 10 + random.integer(18), random), lines: 3.4, pieces: 12 }
}

/** A good customer who fell silent in autumn. */
export function fallenSilent(random: Random): Habit {
  const last = FALL_SILENT.from + random.integer(FALL_SILENT.to - FALL_SILENT.from)
  return { days: evenly(random.integer(60), last, 14 + random.integer(9), random), lines: 2.6, pieces: 3 }
}
