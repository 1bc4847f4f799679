import { z } from 'zod'

/** Hours that a process may take when nothing else is said. */
const USUAL_LIMIT_HOURS = 24
const USUAL_WINDOW_DAYS = 30
const LONGEST_LIMIT_HOURS = 24 * 366
const LONGEST_WINDOW_DAYS = 3660

const event = z.string().min(1)

const unique = (what: string) => (events: readonly string[], context: z.core.$RefinementCtx<readonly string[]>) => {
  events.forEach((each, at) => {
    if (events.indexOf(each) !== at)
      context.addIssue({ code: 'custom', path: [at], message: `stands among the ${what} already` })
  })
}

const process = z
  .strictObject({
    /** a short name for links and commands: `line_2` */
    id: z.string().regex(/^[a-z][a-z0-9_-]*$/, { error: 'must be lower-case letters, digits, - and _, like line_2' }),
    /** the name that people read */
    title: z.string().min(1),
    /** the event that begins it */
    start: event,
    /** events any of which ends it */
    end: z.array(event).min(1, { error: 'must name at least one event' }).superRefine(unique('end events')),
    /** a case open longer than this is overdue */
    limitHours: z.number().positive().max(LONGEST_LIMIT_HOURS).default(USUAL_LIMIT_HOURS),
  })
  .superRefine(({ start, end }, context) => {
    const at = end.indexOf(start)
    if (at >= 0)
      context.addIssue({ code: 'custom', path: ['end', at], message: 'is the start of the process; it cannot end it' })
  })
export type Process = z.infer<typeof process>

export const journeySettings = z
  .strictObject({
    /** business processes whose cases must not be left lying */
    processes: z.array(process).default([]).superRefine(refuseDoubles),
    /** steps of the ideal way in their order; the funnel is counted over them */
    funnel: z
      .array(event)
      .default([])
      .refine((steps) => steps.length !== 1, { error: 'must have at least two steps, or none' })
      .superRefine(unique('steps')),
    /** days from the first step within which the last one counts */
    funnelWindowDays: z.int().min(1).max(LONGEST_WINDOW_DAYS).default(USUAL_WINDOW_DAYS),
    /** events of experiments: users who have any of them are left out */
    experiments: z.array(event).default([]).superRefine(unique('events of experiments')),
    /** the event that a payment counts as */
    purchase: event.default('Покупка'),
  })
  .superRefine(({ processes, funnel, experiments, purchase }, context) => {
    const used = new Map<string, string>([
      ...processes.flatMap(({ id, start, end }) =>
        [start, ...end].map((each): [string, string] => [each, `the process ${id}`]),
      ),
      ...funnel.map((each): [string, string] => [each, 'the funnel']),
      [purchase, 'payments'],
    ])
    experiments.forEach((each, at) => {
      const by = used.get(each)
      if (by === undefined) return
      const message = `is an event of ${by}; users who have it would be left out, so nobody would be counted there`
      context.addIssue({ code: 'custom', path: ['experiments', at], message })
    })
  })
export type JourneySettings = z.infer<typeof journeySettings>

function refuseDoubles(processes: readonly Process[], context: z.core.$RefinementCtx<readonly Process[]>): void {
  for (const key of ['id', 'title'] as const) {
    const names = processes.map((each) => each[key])
    names.forEach((name, at) => {
      if (names.indexOf(name) !== at)
        context.addIssue({ code: 'custom', path: [at, key], message: 'another process has it already' })
    })
  }
}
