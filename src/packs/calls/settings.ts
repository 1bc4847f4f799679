import { z } from 'zod'
import { daySetting, workdaySetting } from '../../kit/index.ts'

export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const

/** How a call ended, from best to worst. */
export const OUTCOMES = [
  'answered',
  'abandoned',
  'left',
  'no_answer',
  'voicemail',
  'busy',
  'failed',
  'machine',
] as const
const UNANSWERED = ['abandoned', 'left', 'no_answer', 'voicemail', 'busy', 'failed'] as const

/**
 * Formulas of the service level; A answered, A_T of them within the target, B abandoned, B_T of them within the target, B_s
 * of them within the short threshold.
 */
export const FORMULAS = [
  /** (A_T + B_T) / (A + B); Asterisk's SL2 */
  'early-abandons-met',
  /** A_T / A; Asterisk's SL */
  'abandons-ignored',
  /** A_T / (A + B) */
  'abandons-failed',
  /** A_T / (A + B − B_T) */
  'early-abandons-removed',
  /** (A_T + B_s) / (A + B) */
  'short-abandons-met',
] as const
export type Formula = (typeof FORMULAS)[number]

const USUAL_TARGET_SECONDS = 20
const SHORT_SECONDS = 5
const LONGEST_SECONDS = 3600
const USUAL_REACHED_HOURS = 24
const USUAL_REPEAT_DAYS = 7
const BEST_SCORE = 5
const SATISFIED_FROM = 4

const workingHours = z.strictObject({
  /** hours of each weekday on the workspace's clock; an empty list is a day off */
  week: z.strictObject({
    monday: workdaySetting.default([]),
    tuesday: workdaySetting.default([]),
    wednesday: workdaySetting.default([]),
    thursday: workdaySetting.default([]),
    friday: workdaySetting.default([]),
    saturday: workdaySetting.default([]),
    sunday: workdaySetting.default([]),
  }),
  /** days off, whatever their weekday */
  holidays: z.array(daySetting).default([]),
  /** days with hours of their own */
  specialDays: z.record(daySetting, workdaySetting).default({}),
})
export type WorkingHours = z.infer<typeof workingHours>

const serviceLevel = z.strictObject({
  formula: z.enum(FORMULAS).default('early-abandons-removed'),
  /** an answer within so many seconds of waiting is in time */
  seconds: z.int().min(1).max(LONGEST_SECONDS).default(USUAL_TARGET_SECONDS),
})

export const callsSettings = z.strictObject({
  /** calls of which directions are offered, handled and missed */
  directions: z.array(z.enum(DIRECTIONS)).min(1).default(['inbound']),
  /** which ends of a call without an answer are missed calls */
  missed: z
    .array(z.enum(UNANSWERED))
    .min(1)
    .default([...UNANSWERED]),
  serviceLevel: serviceLevel.prefault({}),
  /** whoever hangs up in a queue within so many seconds hung up by mistake, perhaps */
  shortAbandonSeconds: z.int().min(0).max(LONGEST_SECONDS).default(SHORT_SECONDS),
  /** whether they are among the abandoned and missed: `leave-out` takes them out of both parts of these shares */
  shortAbandons: z.enum(['count', 'leave-out']).default('count'),
  /** work after a call, which Asterisk does not know: added to the handling of each call */
  wrapUpSeconds: z.int().min(0).max(LONGEST_SECONDS).default(0),
  /** when calls are answered; around the clock when absent */
  workingHours: workingHours.exactOptional(),
  /** whether calls outside working hours are offered and missed */
  outsideHours: z.enum(['count', 'leave-out']).default('count'),
  /** a missed caller who talked to somebody within so many hours is not lost */
  reachedWithinHours: z.int().min(1).max(720).default(USUAL_REACHED_HOURS),
  /** a caller who called within so many days before calls again */
  repeatWithinDays: z.int().min(1).max(365).default(USUAL_REPEAT_DAYS),
  /** whether a call that a colleague took is missed by everybody else whom it rang */
  parallelRings: z.enum(['missed', 'leave-out']).default('missed'),
  /** the least score of a satisfied customer */
  satisfiedFrom: z.number().default(SATISFIED_FROM),
  /** the best score; used in words only */
  bestScore: z.number().default(BEST_SCORE),
  /** names of queues by their number */
  queues: z.record(z.string(), z.string().min(1)).default({}),
  /** applications in which a far side is a person */
  personApplications: z
    .array(z.string().min(1))
    .default(['Dial', 'Queue', 'AppDial', 'AppQueue', 'Bridge', 'Pickup', 'Transferred Call']),
  /** applications that take a message */
  voicemailApplications: z.array(z.string().min(1)).default(['VoiceMail', 'MiniVM']),
})
export type CallsSettings = z.infer<typeof callsSettings>
