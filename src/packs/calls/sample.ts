import type { Day } from '../../base/index.ts'
import { createRandom } from '../../stats/index.ts'
import {
  BAD_HOUR,
  FIRST_DAY,
  OPERATORS,
  ORDERS,
  QUALITY,
  USUAL_DAYS,
  ZONE_SECONDS,
  beginningOf,
} from './sample/centre.ts'
import { type CdrRow, type QueueLogLine, type RatingRow, Recorder, instantText } from './sample/records.ts'
import { Shift } from './sample/shift.ts'

/** Extensions and names of the made-up centre, as FreePBX keeps them. */
export const SAMPLE_OPERATORS = OPERATORS.map(({ extension, name }) => ({ extension, name }))

/** Names of its queues by their numbers. */
export const SAMPLE_QUEUES: Readonly<Record<string, string>> = { [ORDERS]: 'Заказы', [QUALITY]: 'Качество' }

export interface SampleCallsOptions {
  seed?: number
  /** the first day, a Monday; 4 December 2023 unless told */
  from?: Day
  /** how many days; four weeks unless told. More days leave those before as they are. */
  days?: number
  /** how busy the centre is; 1 is about two hundred and forty calls a day */
  scale?: number
}

export interface SampleCalls {
  /** rows of `asteriskcdrdb.cdr`, by time; `calldate` on the clock of Moscow */
  cdr: readonly CdrRow[]
  /** lines of `queue_log`, by time */
  queueLog: readonly QueueLogLine[]
  ratings: readonly RatingRow[]
  /** names of queues, as the setting `queues` wants them */
  queues: Readonly<Record<string, string>>
  /** the planted hour in which most of the shift is at lunch */
  badHour: number
}

/**
 * Weeks of 2023 at the contact centre of a restaurant: two queues of which one overflows into the other, seven
 * operators, a menu, voicemail at night, transfers, callbacks, repeated calls, ratings, and an hour in which most of the shift
 * is at lunch. The same seed gives the same centre.
 * @example sampleCalls({ seed: 7 }).cdr.length // about 8 000 rows of about 7 000 calls
 */
export function sampleCalls({
  seed = 2023,
  from = FIRST_DAY,
  days = USUAL_DAYS,
  scale = 1,
}: SampleCallsOptions = {}): SampleCalls {
  const recorder = new Recorder()
  new Shift(createRandom(seed), recorder).run(beginningOf(from), days, scale)
  return {
    cdr: recorder.cdr.toSorted((a, b) => (a.calldate < b.calldate ? -1 : a.calldate > b.calldate ? 1 : 0)),
    queueLog: recorder.queueLog.toSorted((a, b) => a.time - b.time),
    ratings: recorder.ratings.toSorted((a, b) => (a.rated_at < b.rated_at ? -1 : 1)),
    queues: SAMPLE_QUEUES,
    badHour: BAD_HOUR,
  }
}

/** Rows of `calls.leg`. */
export const sampleLegs = ({ cdr }: Pick<SampleCalls, 'cdr'>) =>
  cdr.map((row) => ({
    call_id: row.linkedid,
    leg_id: row.uniqueid,
    sequence: row.sequence,
    started_at: instantText(Date.parse(`${row.calldate.replace(' ', 'T')}Z`) / 1000 - ZONE_SECONDS),
    duration_seconds: row.duration,
    talk_seconds: row.billsec,
    disposition: row.disposition,
    application: row.lastapp,
    direction: row.did === '' ? 'outbound' : 'inbound',
    caller: row.src,
    dialled: row.dst,
    did: row.did === '' ? null : row.did,
    near_extension: extensionOf(row.channel),
    far_channel: row.dstchannel === '' ? null : row.dstchannel,
    far_extension: extensionOf(row.dstchannel),
  }))

const extensionOf = (channel: string): string | null => /^PJSIP\/(\d+)-/.exec(channel)?.[1] ?? null

/** Rows of `calls.queue_event`. */
export const sampleQueueEvents = ({ queueLog }: Pick<SampleCalls, 'queueLog'>) =>
  queueLog.map(({ time, callid, queue, agent, event, data }, at) => ({
    event_id: String(at + 1),
    happened_at: instantText(time),
    place: at + 1,
    call_id: callid === 'NONE' || callid === 'MANAGER' ? null : callid,
    queue: queue === 'NONE' ? null : queue,
    agent: agent === 'NONE' ? null : agent,
    event,
    ...Object.fromEntries(data.map((value, place) => [`data${place + 1}`, String(value)])),
  }))

/** The file `queue_log` as Asterisk writes it: `epoch|callid|queue|agent|event|data…`. */
export const sampleQueueLog = ({ queueLog }: Pick<SampleCalls, 'queueLog'>): string =>
  queueLog
    .map(({ time, callid, queue, agent, event, data }) => `${[time, callid, queue, agent, event, ...data].join('|')}\n`)
    .join('')
