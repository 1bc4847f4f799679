import { z } from 'zod'
import { remindersSettings } from './analyses/reminders/pack-settings.ts'

const USUAL_BUCKETS = [1, 30, 60, 90]
const USUAL_BANDS = [10_000, 50_000, 100_000, 500_000]
const MOST_EDGES = 12
const MOST_GRACE_DAYS = 365

/** How a loan is paid back that has no instalments of its own. */
export const SCHEDULES = ['annuity', 'single'] as const

const isAscending = (edges: readonly number[]): boolean => edges.every((edge, at) => at === 0 || edges[at - 1]! < edge)

const ascending = { error: 'must grow: each edge greater than the one before it' }

export const lendingSettings = z.strictObject({
  /**
   * Schedule of a loan that has no instalments of its own. `annuity`: equal monthly instalments from issue to due date, the last
   * takes the rest; `single`: all of it on the due date
   */
  schedule: z.enum(SCHEDULES).default('annuity'),
  /** an instalment counts as paid when no more than this is left of it */
  toleranceAmount: z.number().min(0).default(0),
  /** days after the due date during which an unpaid instalment does not make its loan overdue; days past due count from the due date all the same */
  graceDays: z.int().min(0).max(MOST_GRACE_DAYS).default(0),
  /** days past due at which each bucket begins; the first begins at 1 */
  buckets: z
    .array(z.int().min(1))
    .min(1)
    .max(MOST_EDGES)
    .refine(isAscending, ascending)
    .refine(([first]) => first === 1, { error: 'must begin with 1: the first day past due' })
    .default(USUAL_BUCKETS),
  /** amounts at which each band of loans begins, beside the one that begins at 0 */
  amountBands: z
    .array(z.number().positive())
    .min(1)
    .max(MOST_EDGES)
    .refine(isAscending, ascending)
    .default(USUAL_BANDS),
  /** whom to remind, how and when; see `lending.reminders` */
  reminders: remindersSettings.prefault({}),
})
export type LendingSettings = z.infer<typeof lendingSettings>
