import { z } from 'zod'
import { isDay, isZone } from '../base/index.ts'

/** A day of the calendar: `2024-02-29`. */
export const daySetting = z.string().refine(isDay, { error: 'must be a day, YYYY-MM-DD' })

export const zoneSetting = z.string().refine(isZone, { error: 'must be an IANA zone, like Europe/Moscow' })

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Stretches of work that one day may have. */
export const MOST_STRETCHES = 3

const stretch = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    error: "must be hours of one day, like '09:00-18:00'; work past midnight goes on from '00:00' of the next day",
  })
  .refine((text) => text.slice(0, 5) < text.slice(6), { error: 'must end later than it begins' })

/** The hours of a day on which work is done, in their order: `['09:00-13:00', '14:00-18:00']`; empty: a day off. */
export const workdaySetting = z
  .array(stretch)
  .max(MOST_STRETCHES, { error: `a day may have at most ${MOST_STRETCHES} stretches of work` })
  .transform((list) => list.toSorted())
  .refine((list) => list.every((text, at) => at === 0 || list[at - 1]!.slice(6) <= text.slice(0, 5)), {
    error: 'must not overlap',
  })
