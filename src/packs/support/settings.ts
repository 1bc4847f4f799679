import { z } from 'zod'
import { isDay, isZone } from '../../base/index.ts'

export const LINES = ['line_1', 'line_2', 'development'] as const
export type Line = (typeof LINES)[number]

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Stretches of work that one day may have. */
const MOST_STRETCHES = 3

const day = z.string().refine(isDay, { error: 'must be a day, YYYY-MM-DD' })

const stretch = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    error: "must be hours of one day, like '09:00-18:00'; work past midnight goes on from '00:00' of the next day",
  })
  .refine((text) => text.slice(0, 5) < text.slice(6), { error: 'must end later than it begins' })

const stretches = z
  .array(stretch)
  .max(MOST_STRETCHES, { error: `a day may have at most ${MOST_STRETCHES} stretches of work` })
  .transform((list) => list.toSorted())
  .refine((list) => list.every((text, at) => at === 0 || list[at - 1]!.slice(6) <= text.slice(0, 5)), {
    error: 'must not overlap',
  })

const OFFICE_HOURS = ['09:00-18:00']

const workingCalendar = z.strictObject({
  /** the wall clock of the hours below; the workspace's zone when absent */
  timeZone: z.string().refine(isZone, { error: 'must be an IANA zone, like Europe/Moscow' }).exactOptional(),
  /** hours of each weekday; an empty list is a day off. Monday to Friday 09:00–18:00 unless told. */
  week: z
    .strictObject({
      monday: stretches.default(OFFICE_HOURS),
      tuesday: stretches.default(OFFICE_HOURS),
      wednesday: stretches.default(OFFICE_HOURS),
      thursday: stretches.default(OFFICE_HOURS),
      friday: stretches.default(OFFICE_HOURS),
      saturday: stretches.default([]),
      sunday: stretches.default([]),
    })
    .prefault({}),
  /** days off, whatever their weekday */
  holidays: z.array(day).default([]),
  /** days with hours of their own: short days, working Saturdays */
  specialDays: z.record(day, stretches).default({}),
})
export type WorkingCalendar = z.infer<typeof workingCalendar>

const change = z
  .strictObject({
    /** first day of the transition */
    from: day,
    /** last day of the transition; days inside belong neither to before nor to after */
    to: day,
    title: z.string().min(1),
  })
  .refine(({ from, to }) => from <= to, { error: 'the last day must not be before the first' })
export type ProcessChange = z.infer<typeof change>

const groups = z.array(z.string().min(1)).default([])

export const supportSettings = z.strictObject({
  /** names of groups by the line of support that they make up; tickets of other groups have no line */
  lines: z
    .strictObject({ line_1: groups, line_2: groups, development: groups })
    .prefault({})
    .superRefine((lines, context) => {
      const seen = new Map<string, Line>()
      for (const line of LINES) {
        for (const [at, name] of lines[line].entries()) {
          const other = seen.get(name)
          if (other)
            context.addIssue({ code: 'custom', path: [line, at], message: `the group stands in ${other} already` })
          seen.set(name, line)
        }
      }
    }),
  /** when the help desk works: what counts as a working hour */
  workingCalendar: workingCalendar.prefault({}),
  /** process changes whose effect `support.resolution-change` may be asked for; the first one unless told */
  changes: z.array(change).default([]),
})
export type SupportSettings = z.infer<typeof supportSettings>
