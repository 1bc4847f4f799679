import { z } from 'zod'
import { type Day, RequestError, addDays, addMonths, isDay } from '../../../base/index.ts'
import { daySetting } from '../../../kit/index.ts'
import type { ProcessChange, SupportSettings } from '../settings.ts'
import { words } from '../words.ts'

export const CLOCKS = ['calendar', 'working'] as const
export type Clock = (typeof CLOCKS)[number]

export const clockSetting = z.enum(CLOCKS).default('calendar')

/** A whole number that comes as text. */
export const countSetting = (least: number, most: number, usual: number) =>
  z.coerce.number().int().min(least).max(most).default(usual)

/** Growth that begins a month may take it to come in. */
const SETTLE_DAYS = 31

export interface ResolutionChangeSettings {
  from: Day
  to: Day
  rise_from: Day
  settle_days: number
  change_from: Day
  change_to: Day
  change: string
  clock: Clock
}

/**
 * `change` is the title of a change in the pack's settings or two days, `2023-08-01..2023-09-30`; the first of the settings unless told.
 * From it follow the others: seven months before it to three months after, the rise five months before.
 */
export const resolutionChangeSettings = (pack: SupportSettings): z.ZodType<ResolutionChangeSettings> =>
  z
    .strictObject({
      from: daySetting.optional(),
      to: daySetting.optional(),
      rise_from: daySetting.optional(),
      settle_days: countSetting(0, 366, SETTLE_DAYS),
      change: z.string().default(pack.changes[0]?.title ?? ''),
      clock: clockSetting,
    })
    .superRefine((given, context) => {
      const change = changeOf(given.change, pack)
      if (given.change !== '' && !change) {
        const known = pack.changes.map(({ title }) => title).join(', ')
        context.addIssue({
          code: 'custom',
          path: ['change'],
          message: `must be two days, like 2023-08-01..2023-09-30, or one of: ${known || '–'}`,
        })
      }
    })
    .transform((given) => {
      const change = changeOf(given.change, pack) ?? NO_CHANGE
      return {
        from: given.from ?? addMonths(change.from, -7),
        to: given.to ?? addDays(addMonths(addDays(change.to, 1), 3), -1),
        rise_from: given.rise_from ?? addMonths(change.from, -5),
        settle_days: given.settle_days,
        change_from: change.from,
        change_to: change.to,
        change: given.change,
        clock: given.clock,
      }
    })

/** Stands for a change that neither the settings nor the question name. */
const NO_CHANGE = { from: '2000-01-01', to: '2000-01-01' }

function changeOf(text: string, pack: SupportSettings): Pick<ProcessChange, 'from' | 'to'> | undefined {
  const [from, to, more] = text.split('..')
  if (from && to && more === undefined && isDay(from) && isDay(to) && from <= to) return { from, to }
  return pack.changes.find(({ title }) => title === text)
}

/** @throws {RequestError} when there is no change to judge, or the days do not follow each other */
export function requireOrder(settings: ResolutionChangeSettings): void {
  if (settings.change === '') throw new RequestError(words, 'no_change')
  const days = [settings.from, settings.rise_from, settings.change_from, settings.change_to, settings.to]
  if (days.some((day, at) => at > 0 && day < days[at - 1]!)) {
    throw new RequestError(words, 'wrong_order', {
      from: settings.from,
      rise_from: settings.rise_from,
      change_from: settings.change_from,
      change_to: settings.change_to,
      to: settings.to,
    })
  }
}

/** @throws {RequestError} when the last day lies before the first */
export function requirePeriod({ from, to }: { from: Day; to: Day }): void {
  if (to < from) throw new RequestError(words, 'wrong_period', { from, to })
}

/** The period of the questions about lines and categories: from the rise to the end of the year, as far as settings tell. */
export function usualPeriod(pack: SupportSettings): { from: Day; to: Day } {
  const change = pack.changes[0]
  if (!change) return { from: '2000-01-01', to: '2099-12-31' }
  return { from: addMonths(change.from, -5), to: addDays(addMonths(addDays(change.to, 1), 3), -1) }
}
