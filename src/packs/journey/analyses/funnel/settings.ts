import { z } from 'zod'
import { type Day, RequestError } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting } from '../../../../kit/index.ts'
import type { JourneySettings } from '../../settings.ts'
import { words } from '../../words.ts'
import { type Days, countSetting, daysOf, requireKnown } from '../settings.ts'

const MODES = ['ordered', 'any'] as const
const GROUPINGS = ['cluster', 'cohort', 'none'] as const
export type Grouping = (typeof GROUPINGS)[number]

export interface FunnelSettings {
  from?: Day | undefined
  to?: Day | undefined
  window_days: number
  steps: string
  by: Grouping
  mode: (typeof MODES)[number]
}

export type Context = AnalysisContext<FunnelSettings, JourneySettings>

const SEPARATOR = '|'
const LONGEST_WINDOW_DAYS = 3660
const MOST_STEPS = 20

/** `steps` are names of events with | between them; `mode=any` asks for the later steps in whatever order. */
export const funnelSettings = (pack: JourneySettings): z.ZodType<FunnelSettings> =>
  z.strictObject({
    from: daySetting.optional(),
    to: daySetting.optional(),
    window_days: countSetting(1, LONGEST_WINDOW_DAYS, pack.funnelWindowDays),
    steps: z.string().default(pack.funnel.join(SEPARATOR)),
    by: z.enum(GROUPINGS).default('cluster'),
    mode: z.enum(MODES).default('ordered'),
  })

export interface Step {
  event: string
  /** undefined: no such event has ever been seen */
  number: number | undefined
}

export interface FunnelQuestion {
  days: Days
  steps: readonly Step[]
  windowDays: number
  isOrdered: boolean
}

/**
 * What is asked, with the events' numbers. A step of the pack's own settings may not have happened yet, one that is asked
 * for must be known.
 * @throws {RequestError} for fewer than two steps, more than twenty, one that stands twice, an unknown event, wrong days
 */
export function questionOf({ settings, pack, today }: Context, numbers: ReadonlyMap<string, number>): FunnelQuestion {
  const days = daysOf(settings, today)
  const names = settings.steps
    .split(SEPARATOR)
    .map((name) => name.trim())
    .filter(Boolean)
  if (names.length === 0) throw new RequestError(words, 'no_funnel')
  if (names.length === 1) throw new RequestError(words, 'one_step', { step: names[0]! })
  if (names.length > MOST_STEPS) throw new RequestError(words, 'many_steps', { most: MOST_STEPS, count: names.length })
  const doubled = names.find((name, at) => names.indexOf(name) !== at)
  if (doubled !== undefined) throw new RequestError(words, 'step_twice', { step: doubled })
  for (const name of names) if (!pack.funnel.includes(name)) requireKnown(name, numbers.keys(), 'unknown_event')
  return {
    days,
    steps: names.map((event) => ({ event, number: numbers.get(event) })),
    windowDays: settings.window_days,
    isOrdered: settings.mode === 'ordered',
  }
}
