import type { Random } from '../../../stats/index.ts'
import type { Line } from '../settings.ts'
import { KNOWN_UNTIL, ZONE_MS, deskDate } from './arrivals.ts'

/** What is planted in the resolution times. */
export interface PlantedTruth {
  /** lasting rise that grows over March: 0.35 is 35 % longer */
  rise: number
  /** lasting change that comes in over August and September: -0.2 is 20 % shorter */
  change: number
  /** correlation of neighbouring weeks' shocks */
  autocorrelation: number
}

const WEEK_MS = 7 * 86_400_000
/** A Monday before the first ticket. */
const FIRST_MONDAY = Date.parse('2022-12-26T00:00:00Z')
/** Standard deviation of a week's shock, in logarithms. */
const SHOCK = 0.05
/** Spread of a ticket's own duration, in logarithms. */
const SPREAD = 0.85
const LONGEST_DEVIATION = 3

const MEDIAN_HOURS = { 1: 27, 2: 15, 3: 8, 4: 3.5 } as const
const LINE_SLOWNESS: Record<Line, number> = { line_1: 0.6, line_2: 1.5, development: 3 }
/** from Sunday: what is asked before a day off waits over it */
const WEEKDAY_SLOWNESS = [1.15, 0.95, 0.92, 0.95, 1, 1.2, 1.3]

/** Calendar hours to resolve a ticket: lognormal around what its priority, line, category and weekday make usual. */
export function durations(truth: PlantedTruth, random: Random) {
  const shocks = weeklyShocks(truth.autocorrelation, random)
  const rise = Math.log(1 + truth.rise)
  const change = Math.log(1 + truth.change)
  return (ticket: { createdAt: number; priority: 1 | 2 | 3 | 4; line: Line; slowness: number }): number => {
    const usual =
      MEDIAN_HOURS[ticket.priority] *
      LINE_SLOWNESS[ticket.line] *
      ticket.slowness *
      WEEKDAY_SLOWNESS[deskDate(ticket.createdAt).getUTCDay()]!
    const planted =
      rise * ramp(ticket.createdAt, '2023-03-01', '2023-04-01') +
      change * ramp(ticket.createdAt, '2023-08-01', '2023-10-01')
    const week = Math.floor((ticket.createdAt + ZONE_MS - FIRST_MONDAY) / WEEK_MS)
    return usual * Math.exp(planted + shocks[week]! + SPREAD * boundedNormal(random))
  }
}

/** 0 before the first day, 1 from the last on, a straight line between. */
function ramp(instant: number, from: string, to: string): number {
  const start = Date.parse(`${from}T00:00:00+03:00`)
  const end = Date.parse(`${to}T00:00:00+03:00`)
  return Math.min(Math.max((instant - start) / (end - start), 0), 1)
}

/** A first-order autoregression that starts in its own long-run spread. */
function weeklyShocks(correlation: number, random: Random): Float64Array {
  const weeks = Math.ceil((KNOWN_UNTIL - FIRST_MONDAY) / WEEK_MS) + 1
  const shocks = new Float64Array(weeks)
  const innovation = SHOCK * Math.sqrt(1 - correlation ** 2)
  for (let week = 0; week < weeks; week++) {
    shocks[week] = week === 0 ? SHOCK * random.normal() : correlation * shocks[week - 1]! + innovation * random.normal()
  }
  return shocks
}

function boundedNormal(random: Random): number {
  for (;;) {
    const value = random.normal()
    if (Math.abs(value) <= LONGEST_DEVIATION) return value
  }
}
