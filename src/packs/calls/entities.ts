import { defineEntity } from '../../kit/index.ts'

/** No leg lasts a year; sums of what says so do not fit. */
const MOST_SECONDS = 31_536_000
/** Whatever the scale is, no mark stands beyond. */
const MOST_SCORE = 1_000_000

export const leg = defineEntity({
  id: 'calls.leg',
  meaning: 'A record of an exchange: one attempt to connect two parties of a call. Never a call by itself.',
  key: ['call_id', 'leg_id', 'sequence'],
  columns: {
    call_id: { type: 'string', required: true, meaning: 'common to all legs of one call (Asterisk: linkedid)' },
    leg_id: { type: 'string', required: true, meaning: 'channel of the near party (Asterisk: uniqueid)' },
    sequence: { type: 'integer', required: true, meaning: 'number that grows from record to record' },
    started_at: { type: 'instant', required: true, meaning: 'when the leg began' },
    duration_seconds: {
      type: 'integer',
      required: true,
      least: -MOST_SECONDS,
      most: MOST_SECONDS,
      meaning: 'from its beginning to its end',
    },
    talk_seconds: {
      type: 'integer',
      required: true,
      least: -MOST_SECONDS,
      most: MOST_SECONDS,
      meaning: 'from the answer to the end; 0 unanswered',
    },
    disposition: { type: 'string', required: true, meaning: 'ANSWERED, NO ANSWER, BUSY, FAILED, CONGESTION, CANCEL' },
    application: { type: 'string', meaning: 'what the exchange did with it last: Dial, Queue, VoiceMail, Playback' },
    direction: { type: 'string', meaning: 'inbound, outbound or internal' },
    caller: { type: 'string', meaning: 'number of the near party' },
    dialled: { type: 'string', meaning: 'what was dialled: a number, an extension, a queue' },
    did: { type: 'string', meaning: 'own number that an outside caller dialled' },
    near_extension: { type: 'string', meaning: 'extension of the near party; null for an outside line' },
    far_channel: { type: 'string', meaning: 'channel of the far party; null when nobody was dialled' },
    far_extension: { type: 'string', meaning: 'extension of the far party; null for an outside line' },
    recording: { type: 'string', meaning: 'file of the recording' },
  },
})

export const queueEvent = defineEntity({
  id: 'calls.queue_event',
  meaning: 'A line of the log of queues, as Asterisk writes it.',
  key: ['event_id'],
  columns: {
    event_id: { type: 'string', required: true, meaning: 'identity of the line' },
    happened_at: { type: 'instant', required: true, meaning: 'when' },
    place: { type: 'integer', required: true, meaning: 'order among lines of one second' },
    call_id: { type: 'string', meaning: 'channel or call that waits; null for events of operators' },
    queue: { type: 'string', meaning: 'number or name of the queue; null for all of them' },
    agent: { type: 'string', meaning: 'member as the log names them: a name, or a channel such as PJSIP/101' },
    event: { type: 'string', required: true, meaning: 'ENTERQUEUE, CONNECT, ABANDON, PAUSE …' },
    data1: { type: 'string', meaning: 'as the event means it' },
    data2: { type: 'string', meaning: 'as the event means it' },
    data3: { type: 'string', meaning: 'as the event means it' },
    data4: { type: 'string', meaning: 'as the event means it' },
    data5: { type: 'string', meaning: 'as the event means it' },
  },
})

export const rating = defineEntity({
  id: 'calls.rating',
  meaning: 'What a customer said of a call.',
  key: ['rating_id'],
  columns: {
    rating_id: { type: 'string', required: true, meaning: 'identity of the rating' },
    rated_at: { type: 'instant', required: true, meaning: 'when it was given' },
    score: {
      type: 'double',
      required: true,
      least: -MOST_SCORE,
      most: MOST_SCORE,
      meaning: 'the mark, 1 to 5 unless the settings say otherwise',
    },
    call_id: { type: 'string', meaning: 'call or channel that is rated' },
    phone: { type: 'string', meaning: 'number of the customer, where the call is not known' },
    agent_id: { type: 'string', meaning: 'extension of the operator, where it is not the one of the call' },
    comment: { type: 'string', meaning: 'what was said besides' },
  },
})

export const agent = defineEntity({
  id: 'calls.agent',
  meaning: 'An operator.',
  key: ['agent_id'],
  columns: {
    agent_id: { type: 'string', required: true, meaning: 'extension' },
    name: { type: 'string', required: true, meaning: 'name as people know it' },
  },
})

export const entities = [leg, queueEvent, rating, agent] as const
