import type { Day } from '../../../base/index.ts'
import type { Random } from '../../../stats/index.ts'

export const DAY = 86_400
/** The centre's clock: Europe/Moscow, UTC+3 all the year. */
export const ZONE_SECONDS = 3 * 3600
export const FIRST_DAY: Day = '2023-12-04'
/** The second in which a day of the centre begins. */
export const beginningOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 1000 - ZONE_SECONDS
/** Four weeks. */
export const USUAL_DAYS = 28

/** The first shift begins, the last one ends. */
export const OPENS = 7
export const CLOSES = 21
const SHIFT_HOURS = 12

/** The planted fault: most of the shift goes to lunch in this hour. */
export const BAD_HOUR = 13

export interface Operator {
  extension: string
  name: string
  queues: readonly string[]
  /** hour in which the shift begins */
  begins: number
  /** hour of the lunch break */
  lunch: number
  /** how long this one talks, compared with others */
  pace: number
  /** share of rings that are not taken */
  deaf: number
}

export const ORDERS = '7000'
export const QUALITY = '7001'
/** After so many seconds a call to the quality line overflows into the other queue. */
export const OVERFLOW_SECONDS = 60
/** After so many seconds a call to the order line goes to voicemail. */
export const TIMEOUT_SECONDS = 180

export const OPERATORS: readonly Operator[] = [
  { extension: '101', name: 'Анна Белова', queues: [ORDERS, QUALITY], begins: 7, lunch: 13, pace: 0.9, deaf: 0.02 },
  { extension: '102', name: 'Борис Гусев', queues: [ORDERS], begins: 7, lunch: 13, pace: 1.1, deaf: 0.09 },
  { extension: '103', name: 'Вера Дымова', queues: [ORDERS], begins: 9, lunch: 13, pace: 1, deaf: 0.03 },
  { extension: '104', name: 'Глеб Ершов', queues: [ORDERS, QUALITY], begins: 7, lunch: 13, pace: 0.95, deaf: 0.05 },
  { extension: '105', name: 'Дарья Жукова', queues: [ORDERS], begins: 9, lunch: 13, pace: 1.25, deaf: 0.04 },
  { extension: '106', name: 'Егор Зимин', queues: [ORDERS], begins: 9, lunch: 14, pace: 1, deaf: 0.04 },
  { extension: '107', name: 'Жанна Ильина', queues: [QUALITY, ORDERS], begins: 9, lunch: 12, pace: 1.05, deaf: 0.03 },
]

/** Calls by hour of the day: a restaurant's, with its breakfast, lunch and evening. */
const BY_HOUR = [0.4, 0.2, 0.1, 0, 0, 0, 0.3, 8, 18, 20, 15, 17, 24, 27, 20, 14, 13, 17, 23, 22, 15, 3, 1.4, 0.8]
/** from Monday */
const BY_WEEKDAY = [0.9, 0.9, 0.95, 1, 1.25, 1.2, 1.05]

/** Seconds of a day's arrivals, growing; `day` counts from a Monday, 0. */
export function arrivalsOf(day: number, begins: number, random: Random, scale: number): number[] {
  return BY_HOUR.flatMap((weight, hour) => {
    const expected = weight * BY_WEEKDAY[day % 7]! * scale
    const count = Math.max(0, Math.round(expected + Math.sqrt(expected) * random.normal()))
    return Array.from({ length: count }, () => begins + hour * 3600 + random.integer(3600))
  }).toSorted((a, b) => a - b)
}

export const hourOf = (second: number): number => Math.floor(((second + ZONE_SECONDS) % DAY) / 3600)

/** Whether an operator sits at the phone: within the shift, and not at lunch. */
export function isPresent({ begins, lunch }: Operator, second: number): boolean {
  const hour = hourOf(second)
  return hour >= begins && hour < endOf({ begins }) && hour !== lunch
}

/** Hour in which an operator's shift ends. */
export const endOf = ({ begins }: Pick<Operator, 'begins'>): number => begins + SHIFT_HOURS
