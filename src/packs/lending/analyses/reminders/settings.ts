import { z } from 'zod'
import { type Day } from '../../../../base/index.ts'
import { type AnalysisContext, daySetting } from '../../../../kit/index.ts'
import type { LendingSettings } from '../../settings.ts'
import { CHANNELS, type Channel } from './rules.ts'

const EVERY = 'all'

export interface AskedReminders {
  date?: Day | undefined
  channel: Channel | typeof EVERY
  horizon: number
}

export type Context = AnalysisContext<AskedReminders, LendingSettings>

const USUAL_HORIZON_DAYS = 7
const MOST_HORIZON_DAYS = 31

/** `date` is today when absent; `channel` keeps one channel's part of the contact list; `horizon` is how many days ahead instalments are looked at. */
export const askedReminders = (): z.ZodType<AskedReminders> =>
  z.strictObject({
    date: daySetting.optional(),
    channel: z.enum([EVERY, ...CHANNELS]).default(EVERY),
    horizon: z.coerce.number().int().min(0).max(MOST_HORIZON_DAYS).default(USUAL_HORIZON_DAYS),
  })

export const isAsked = (channel: Channel | null, asked: AskedReminders['channel']): boolean =>
  asked === EVERY || channel === asked
