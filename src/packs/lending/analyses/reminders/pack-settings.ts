import { z } from 'zod'
import { LOCALES } from '../../../../base/index.ts'
import { daySetting, zoneSetting } from '../../../../kit/index.ts'
import { CHANNELS, WAYS } from './rules.ts'
import { PLACEHOLDERS, placeholdersIn } from './placeholders.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a clock time, like '10:00'" })

const MOST_STAGES = 20
const FARTHEST_DAY = 365

const template = z
  .string()
  .min(1)
  .refine((text) => placeholdersIn(text).every((name) => PLACEHOLDERS.some((known) => known === name)), {
    error: `may hold only ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')}`,
  })

const stage = z.strictObject({
  /** days from the due date at which the stage begins: −3 is three days before, 7 seven days past due */
  days: z.int().min(-30).max(FARTHEST_DAY),
  /** ways to contact, the first that the client has an address for and the limits leave open */
  channels: z.array(z.enum(CHANNELS)).min(1),
  /** a reminder, which the held-out group does not get; otherwise collection, which everybody gets */
  isSoft: z.boolean().default(true),
  /** the message with {name}, {amount}, {due_on}, {days}, {signature}; the pack's own text when absent */
  text: template.exactOptional(),
})
export type Stage = z.infer<typeof stage>

/** Nothing but custom stands behind these days and channels: settings without authority. */
const USUAL_STAGES: z.input<typeof stage>[] = [
  { days: -3, channels: ['messenger', 'sms'] },
  { days: 1, channels: ['messenger', 'sms'] },
  { days: 3, channels: ['sms', 'messenger'] },
  { days: 7, channels: ['robot_call', 'sms', 'messenger'] },
  { days: 14, channels: ['call', 'sms', 'messenger'], isSoft: false },
  { days: 30, channels: ['call', 'sms', 'messenger'], isSoft: false },
]

const limits = z.strictObject({
  /** whether the limits bind reminders before the due date, when nothing is overdue yet; for a lawyer */
  bindBeforeDue: z.boolean().default(true),
  /** whether a messenger counts as a message; for a lawyer */
  messengersCount: z.boolean().default(true),
  /** whether contacts are counted for the debtor or for each loan; for a lawyer. Contacts of a feed name no loan and count for each. */
  per: z.enum(['debtor', 'loan']).default('debtor'),
  /** ways of channels that a feed calls by names of its own: `{ 'whats-app': 'message' }` */
  ways: z.record(z.string().toLowerCase(), z.enum(WAYS)).default({}),
})

const calendar = z.strictObject({
  /** days off beside Saturdays and Sundays */
  holidays: z.array(daySetting).default([]),
  /** Saturdays and Sundays that are worked */
  workingDays: z.array(daySetting).default([]),
})

export const remindersSettings = z
  .strictObject({
    /** stages of reminding, by days from the due date */
    stages: z
      .array(stage)
      .min(1)
      .max(MOST_STAGES)
      .refine((stages) => stages.every(({ days }, at) => at === 0 || stages[at - 1]!.days < days), {
        error: 'must come in the order of their days, no two on one day',
      })
      .prefault(USUAL_STAGES),
    /** days after its first during which a stage that found no way is tried again */
    catchUpDays: z.int().min(0).max(30).default(2),
    /** before the due date those are reminded whose chance to be late is at least this */
    likelyLate: z.number().min(0).max(1).default(0.2),
    /** the part of clients who get no reminders, so that it can be seen what reminders do */
    heldOut: z.number().min(0).max(0.5).default(0.1),
    /** decides, with the client's id, who is held out; another word draws another group and begins the trial anew */
    salt: z.string().min(1).default('svodka'),
    /** first day of reminding with a held-out group; null: not begun, nothing is compared */
    since: daySetting.nullable().default(null),
    /** reminders work when more instalments are paid within so many days of the due date */
    withinDays: z.int().min(0).max(60).default(7),
    /** the least difference of shares that is worth the reminders */
    smallestEffect: z.number().min(0.001).max(0.5).default(0.03),
    limits: limits.prefault({}),
    calendar: calendar.prefault({}),
    /** when to send, by the client's clock, where the law's hours allow */
    hour: clock.default('10:00'),
    /** where a client may live whose zone is not known: contact only at hours that are allowed in all of these */
    unknownZones: z.array(zoneSetting).min(1).default(['Europe/Kaliningrad', 'Asia/Kamchatka']),
    /** language of the messages; the reader's when absent */
    language: z.enum(LOCALES).exactOptional(),
    /** ISO 4217, for amounts in messages */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'must be a currency, like RUB' })
      .default('RUB'),
    /** who writes and where to ask back: the law wants both in a message */
    signature: z.string().default(''),
  })
  .superRefine(({ stages, withinDays }, context) => {
    const late = stages.find(({ isSoft }) => !isSoft)
    if (late && withinDays >= late.days)
      context.addIssue({
        code: 'custom',
        path: ['withinDays'],
        message: `must end before day ${late.days}, on which the held-out group is contacted too`,
      })
  })
export type RemindersSettings = z.infer<typeof remindersSettings>

/** How many days before the due day the first stage begins. */
export const leadDays = ({ stages }: RemindersSettings): number => Math.max(0, -(stages[0]?.days ?? 0))
