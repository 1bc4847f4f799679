import { defineMetric } from '../../kit/index.ts'
import { CALLS, OPERATOR_CALLS, OPERATOR_DAYS, RATINGS, VISITS } from './dimensions.ts'

const OF_CALLS = { from: CALLS, at: 'started_at' } as const
const OF_VISITS = { from: VISITS, at: 'entered_at' } as const
const OF_RINGS = { from: OPERATOR_CALLS, at: 'rung_at' } as const

export const calls = defineMetric({
  ...OF_CALLS,
  id: 'calls.calls',
  meaning: 'Calls of every direction that began in the period, each once, however many legs it has.',
  unit: 'count',
  better: 'neither',
  sql: 'count(*)',
})

export const offered = defineMetric({
  ...OF_CALLS,
  id: 'calls.offered',
  meaning:
    'Inbound calls that asked for a person, each once, however many queues it entered; calls that a menu or an announcement was enough for are left out.',
  unit: 'count',
  better: 'neither',
  sql: 'count(*)',
  where: 'is_offered',
  onHome: true,
})

export const handled = defineMetric({
  ...OF_CALLS,
  id: 'calls.handled',
  meaning: 'Offered calls that a person answered; menus, announcements and voicemail answer nobody.',
  unit: 'count',
  better: 'up',
  sql: 'count(*)',
  where: 'is_handled',
  onHome: true,
})

export const missed = defineMetric({
  ...OF_CALLS,
  id: 'calls.missed',
  meaning: 'Offered calls that no person answered: hung up in a queue, not picked up, sent to voicemail, busy, failed.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: 'is_missed',
  onHome: true,
})

export const missedShare = defineMetric({
  ...OF_CALLS,
  id: 'calls.missed_share',
  meaning: 'Missed calls / offered calls.',
  unit: 'share',
  better: 'down',
  sql: 'count(*) filter (where is_missed) / nullif(count(*), 0)',
  where: 'is_offered',
  onHome: true,
})

export const lost = defineMetric({
  ...OF_CALLS,
  id: 'calls.lost',
  meaning:
    'Missed calls whose caller reached nobody within the setting reachedWithinHours (a day unless told): neither called back nor answered at another try.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: 'is_lost',
  onHome: true,
})

export const calledBackShare = defineMetric({
  ...OF_CALLS,
  id: 'calls.called_back_share',
  meaning:
    'Missed calls whose caller was called back and reached within the setting reachedWithinHours (a day unless told) / missed calls.',
  unit: 'share',
  better: 'up',
  sql: "count(*) filter (where reached_by = 'called_back') / nullif(count(*), 0)",
  where: 'is_missed',
})

export const callbacksDue = defineMetric({
  ...OF_CALLS,
  id: 'calls.callbacks_due',
  meaning:
    'Outside numbers whose missed calls of the period have reached nobody within the setting reachedWithinHours (a day unless told): of today, whom to call back. A number counts once; hidden ones cannot be called.',
  unit: 'count',
  better: 'down',
  sql: 'count(distinct customer)',
  where: 'is_lost and customer is not null',
})

export const waiting = defineMetric({
  ...OF_CALLS,
  id: 'calls.waiting',
  meaning: 'Calls that wait in a queue at the moment up to which the data reach.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: 'outcome is null',
})

export const averageHandleSeconds = defineMetric({
  ...OF_CALLS,
  id: 'calls.average_handle_seconds',
  meaning:
    '(Talk + work after the call) / handled calls, without those that are still talked. Talk counts overlapping legs once; holding is part of it. Work after the call is the setting wrapUpSeconds.',
  unit: 'seconds',
  better: 'down',
  sql: 'avg(handle_seconds)',
  where: 'is_handled',
})

export const averageAnswerSeconds = defineMetric({
  ...OF_CALLS,
  id: 'calls.average_answer_seconds',
  meaning:
    'Waiting of handled calls / handled calls: time in queues with ringing, or from the beginning of a call without a queue; menus before a queue are not waiting.',
  unit: 'seconds',
  better: 'down',
  sql: 'avg(wait_seconds)',
  where: 'is_handled',
  onHome: true,
})

/** Its meaning in words names the formula that the settings choose: see `formula-words.ts`. */
export const SERVICE_LEVEL = 'calls.service_level'

export const abandonedShare = defineMetric({
  ...OF_CALLS,
  id: 'calls.abandoned_share',
  meaning: 'Offered calls that hung up while they waited in a queue / offered calls that were in a queue.',
  unit: 'share',
  better: 'down',
  sql: 'count(*) filter (where is_abandoned) / nullif(count(*), 0)',
  where: 'is_queued',
  onHome: true,
})

export const averageAbandonSeconds = defineMetric({
  ...OF_CALLS,
  id: 'calls.average_abandon_seconds',
  meaning: 'Mean waiting of offered calls that hung up in a queue.',
  unit: 'seconds',
  better: 'neither',
  sql: 'avg(wait_seconds)',
  where: 'is_abandoned',
})

export const repeatShare = defineMetric({
  ...OF_CALLS,
  id: 'calls.repeat_share',
  meaning:
    'Offered calls from a number that had called within the setting repeatWithinDays (a week unless told) before / offered calls.',
  unit: 'share',
  better: 'down',
  sql: 'count(*) filter (where is_repeat) / nullif(count(*), 0)',
  where: 'is_offered',
})

export const queueOffered = defineMetric({
  ...OF_VISITS,
  id: 'calls.queue_offered',
  meaning: 'Times that a call entered a queue: a call that overflows counts in each queue.',
  unit: 'count',
  better: 'neither',
  sql: 'count(*)',
})

export const queueAnswered = defineMetric({
  ...OF_VISITS,
  id: 'calls.queue_answered',
  meaning: 'Times that a call was answered in a queue.',
  unit: 'count',
  better: 'up',
  sql: 'count(*)',
  where: "outcome = 'answered'",
})

export const queueAbandoned = defineMetric({
  ...OF_VISITS,
  id: 'calls.queue_abandoned',
  meaning: 'Times that a caller hung up in a queue.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: "outcome = 'abandoned'",
})

export const queueOverflowed = defineMetric({
  ...OF_VISITS,
  id: 'calls.queue_overflowed',
  meaning: 'Times that a call left a queue unanswered for another queue.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: "outcome = 'overflowed'",
})

export const queueUnanswered = defineMetric({
  ...OF_VISITS,
  id: 'calls.queue_unanswered',
  meaning:
    'Times that a call left a queue unanswered, by time-out, by a key or because nobody was there, for no other queue.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: "outcome in ('left', 'no_answer')",
})

export const queueWaitSeconds = defineMetric({
  ...OF_VISITS,
  id: 'calls.queue_wait_seconds',
  meaning: 'Mean waiting in a queue until its end, whatever it was.',
  unit: 'seconds',
  better: 'down',
  sql: 'avg(wait_seconds)',
})

export const rung = defineMetric({
  ...OF_RINGS,
  id: 'calls.rung',
  meaning: 'Calls that rang an operator, once for each operator, however often the phone rang.',
  unit: 'count',
  better: 'neither',
  sql: 'count(*)',
  where: 'is_ring',
})

export const taken = defineMetric({
  ...OF_RINGS,
  id: 'calls.taken',
  meaning: 'Calls in which an operator talked, once for each operator, made ones included.',
  unit: 'count',
  better: 'up',
  sql: 'count(*)',
  where: 'is_taken',
})

export const ringMissedShare = defineMetric({
  ...OF_RINGS,
  id: 'calls.ring_missed_share',
  meaning: 'Calls that rang an operator and that this operator did not take / calls that rang the operator.',
  unit: 'share',
  better: 'down',
  sql: 'count(*) filter (where is_ring_missed) / nullif(count(*), 0)',
  where: 'is_ring',
})

export const operatorHandleSeconds = defineMetric({
  ...OF_RINGS,
  id: 'calls.operator_handle_seconds',
  meaning: '(An operator’s own talk + work after the call) / calls in which the operator talked.',
  unit: 'seconds',
  better: 'down',
  sql: 'avg(handle_seconds)',
  where: 'is_taken',
})

export const occupancy = defineMetric({
  from: OPERATOR_DAYS,
  at: 'day_at',
  id: 'calls.occupancy',
  meaning:
    '(Talk + work after calls) / (that + available idle time), over days on which the log of queues knows when operators were there; pauses are not available time.',
  unit: 'share',
  better: 'neither',
  sql: 'sum(handle_seconds) / nullif(sum(available_seconds), 0)',
  where: 'available_seconds is not null',
})

export const satisfaction = defineMetric({
  from: RATINGS,
  at: 'rated_at',
  id: 'calls.satisfaction',
  meaning: 'CSAT: ratings that reach the setting satisfiedFrom (4 of 5 unless told) / all ratings given in the period.',
  unit: 'share',
  better: 'up',
  sql: 'avg(is_satisfied::integer)',
  onHome: true,
})

export const ratings = defineMetric({
  from: RATINGS,
  at: 'rated_at',
  id: 'calls.ratings',
  meaning: 'Ratings given in the period.',
  unit: 'count',
  better: 'up',
  sql: 'count(*)',
})

/** The service level, with the formula that the settings choose in its meaning. */
export const serviceLevel = (meaning: string) =>
  defineMetric({
    ...OF_CALLS,
    id: SERVICE_LEVEL,
    meaning,
    unit: 'share',
    better: 'up',
    sql: 'count(*) filter (where is_service_met) / nullif(count(*), 0)',
    where: 'is_service_counted',
    onHome: true,
  })

export const metricsWith = (serviceLevelMeaning: string) => [
  offered,
  handled,
  missed,
  missedShare,
  lost,
  calledBackShare,
  callbacksDue,
  waiting,
  averageAnswerSeconds,
  serviceLevel(serviceLevelMeaning),
  abandonedShare,
  averageAbandonSeconds,
  averageHandleSeconds,
  repeatShare,
  calls,
  queueOffered,
  queueAnswered,
  queueOverflowed,
  queueUnanswered,
  queueAbandoned,
  queueWaitSeconds,
  rung,
  taken,
  ringMissedShare,
  operatorHandleSeconds,
  occupancy,
  satisfaction,
  ratings,
]
