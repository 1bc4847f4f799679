import { z } from 'zod'
import { daySetting, zoneSetting, workdaySetting } from '../../kit/index.ts'

export const LINES = ['line_1', 'line_2', 'development'] as const
export type Line = (typeof LINES)[number]

const OFFICE_HOURS = ['09:00-18:00']

const workingCalendar = z.strictObject({
  /** the wall clock of the hours below; the workspace's zone when absent */
  timeZone: zoneSetting.exactOptional(),
  /** hours of each weekday; an empty list is a day off. Monday to Friday 09:00–18:00 unless told. */
  week: z
    .strictObject({
      monday: workdaySetting.default(OFFICE_HOURS),
      tuesday: workdaySetting.default(OFFICE_HOURS),
      wednesday: workdaySetting.default(OFFICE_HOURS),
      thursday: workdaySetting.default(OFFICE_HOURS),
      friday: workdaySetting.default(OFFICE_HOURS),
      saturday: workdaySetting.default([]),
      sunday: workdaySetting.default([]),
    })
    .prefault({}),
  /** days off, whatever their weekday */
  holidays: z.array(daySetting).default([]),
  /** days with hours of their own: short days, working Saturdays */
  specialDays: z.record(daySetting, workdaySetting).default({}),
})
export type WorkingCalendar = z.infer<typeof workingCalendar>

const change = z
  .strictObject({
    /** first day of the transition */
    from: daySetting,
    /** last day of the transition; days inside belong neither to before nor to after */
    to: daySetting,
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
