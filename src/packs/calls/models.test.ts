import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk } from '../../../test/calls/calls-desk.ts'
import type { Row } from '../../base/index.ts'
import { sql } from '../../kit/index.ts'

/* Legs as Asterisk writes them, and what each call is, counted by hand. */

/** Monday, noon in Moscow. */
const NOON = Date.parse('2023-12-04T09:00:00Z') / 1000

interface Leg {
  /** seconds after noon, and until when; `talk` are the last of them */
  from: number
  to: number
  talk?: number
  /** the extension or line that was dialled */
  far?: string
  near?: string
  app?: string
  disposition?: string
  direction?: 'inbound' | 'outbound' | 'internal'
  caller?: string
  dialled?: string
}

let sequence = 0
const instant = (second: number) => new Date((NOON + second) * 1000).toISOString()

/** From outside to a phone, answered where there is talk, unless it says otherwise. */
function legsOf(call: string, legs: readonly Leg[]) {
  return legs.map((leg) => {
    const { far, near, talk = 0, app = 'Dial', direction = 'inbound', caller = '74950000000' } = leg
    sequence += 1
    return {
      call_id: call,
      leg_id: call,
      sequence,
      started_at: instant(leg.from),
      duration_seconds: leg.to - leg.from,
      talk_seconds: talk,
      disposition: leg.disposition ?? (talk > 0 ? 'ANSWERED' : 'NO ANSWER'),
      application: app,
      direction,
      caller,
      dialled: leg.dialled ?? far ?? 's',
      near_extension: near ?? null,
      far_channel: far === undefined ? null : `PJSIP/${far}-00000001`,
      far_extension: far !== undefined && /^\d{3}$/.test(far) ? far : null,
    }
  })
}

const CALLS: Readonly<Record<string, readonly Leg[]>> = {
  'ring all': [
    { from: 0, to: 12, far: '101', app: 'Queue' },
    { from: 0, to: 12, far: '102', app: 'Queue' },
    { from: 0, to: 112, talk: 100, far: '103', app: 'Queue' },
  ],
  'parallel ring': [
    { from: 0, to: 8, far: '104' },
    { from: 0, to: 38, talk: 30, far: '105' },
  ],
  'blind transfer': [
    { from: 0, to: 65, talk: 60, far: '101' },
    { from: 65, to: 100, talk: 30, far: '102' },
  ],
  // the customer with 101 from 5 to 120, on hold while 101 asks 102 from 85, then with 102 to 180
  'attended transfer': [
    { from: 0, to: 120, talk: 115, far: '101' },
    { from: 80, to: 125, talk: 40, near: '101', far: '102', direction: 'internal' },
    { from: 120, to: 180, talk: 60, far: '102' },
  ],
  'local channel': [
    { from: 0, to: 60, talk: 50, far: '101', app: 'Queue' },
    { from: 1, to: 60, talk: 49, far: '101' },
  ],
  'long pause between two': [
    { from: 0, to: 20, talk: 20, far: '101' },
    { from: 100, to: 110, talk: 10, far: '101' },
    { from: 105, to: 130, talk: 25, far: '102' },
  ],
  voicemail: [
    { from: 0, to: 20, far: '101' },
    { from: 20, to: 35, talk: 15, app: 'VoiceMail' },
  ],
  menu: [{ from: 0, to: 30, talk: 30, app: 'BackGround' }],
  'nobody in the queue': [{ from: 0, to: 41, talk: 41, app: 'Queue', dialled: '7000' }],
  busy: [{ from: 0, to: 2, far: '101', disposition: 'BUSY' }],
  failed: [{ from: 0, to: 0, app: 'Congestion', disposition: 'FAILED' }],
  'hung up in the dialplan': [{ from: 0, to: 9, talk: 9, far: '101', app: 'Hangup' }],
  'to a customer': [
    {
      from: 0,
      to: 75,
      talk: 60,
      near: '101',
      far: 'city-line',
      direction: 'outbound',
      caller: '101',
      dialled: '84951112233',
    },
  ],
  'between colleagues': [{ from: 0, to: 33, talk: 30, near: '101', far: '102', direction: 'internal' }],
  'two queues': [{ from: 0, to: 150, talk: 60, far: '102', app: 'Queue', dialled: '7000' }],
}

const event = (
  at: number,
  call: string | null,
  queue: string | null,
  agent: string | null,
  name: string,
  ...data: (string | number)[]
) => {
  sequence += 1
  return {
    event_id: String(sequence),
    happened_at: instant(at),
    place: sequence,
    call_id: call,
    queue,
    agent,
    event: name,
    ...Object.fromEntries(data.map((value, index) => [`data${index + 1}`, String(value)])),
  }
}

const EVENTS = [
  // overflows from quality to orders and is answered there
  event(5, 'two queues', '7001', null, 'ENTERQUEUE', '', '74950000000', 2),
  event(20, 'two queues', '7001', 'Анна', 'RINGNOANSWER', 15_000),
  event(65, 'two queues', '7001', null, 'EXITWITHTIMEOUT', 1, 2, 60),
  event(65, 'two queues', '7000', null, 'ENTERQUEUE', '', '74950000000', 1),
  event(90, 'two queues', '7000', 'PJSIP/102', 'CONNECT', 25, 'x', 4),
  event(150, 'two queues', '7000', 'PJSIP/102', 'COMPLETEAGENT', 25, 60, 1),
  // answered, and still talked
  event(0, 'is talked', '7000', null, 'ENTERQUEUE', '', '74951234571', 1),
  event(12, 'is talked', '7000', 'PJSIP/102', 'CONNECT', 12, 'x', 4),
  // known to the log of queues only
  event(0, 'hung up', '7000', null, 'ENTERQUEUE', '', '74951234567', 1),
  event(31, 'hung up', '7000', null, 'ABANDON', 1, 1, 31),
  event(0, 'back in the same queue', '7000', null, 'ENTERQUEUE', '', '74951234568', 1),
  event(10, 'back in the same queue', '7000', 'Анна', 'CONNECT', 10, 'x', 3),
  event(40, 'back in the same queue', '7000', 'Анна', 'BLINDTRANSFER', '7000', 'from-internal', 10, 30, 1),
  event(40, 'back in the same queue', '7000', null, 'ENTERQUEUE', '', '74951234568', 1),
  event(60, 'back in the same queue', '7000', null, 'EXITWITHKEY', '9', 1, 1, 20),
  event(500, 'still waits', '7000', null, 'ENTERQUEUE', '', '74951234569', 1),
  event(0, 'nobody there', '7001', null, 'ENTERQUEUE', '', '74951234570', 1),
  event(1, 'nobody there', '7001', null, 'EXITEMPTY', 1, 1, 1),
]

let desk: CallsDesk
beforeAll(async () => {
  desk = await openCallsDesk({ settings: { queues: { 7000: 'Orders' } } })
  await desk.load({
    'calls.leg': Object.entries(CALLS).flatMap(([call, legs]) => legsOf(call, legs)),
    'calls.queue_event': EVENTS,
    'calls.agent': [{ agent_id: '101', name: 'Анна' }],
  })
})
afterAll(() => desk.close())

const one = async (call: string): Promise<Row> =>
  (await desk.rows(sql`from mart.calls_calls where call_id = ${call}`))[0] ?? {}

test('each call is one row, however many legs it has', async () => {
  const [{ rows, calls } = {}] = await desk.rows(
    sql`select count(*) as rows, count(distinct call_id) as calls from mart.calls_calls`,
  )

  expect([rows, calls]).toEqual([20, 20])
})

/** outcome, seconds of talk, who answered first, who talked last, how many talked, seconds of waiting */
const BY_HAND: Readonly<Record<string, readonly unknown[]>> = {
  'ring all': ['answered', 100, '103', '103', 1, 12],
  'parallel ring': ['answered', 30, '105', '105', 1, 8],
  'blind transfer': ['answered', 90, 'Анна', '102', 2, 5],
  'attended transfer': ['answered', 175, 'Анна', '102', 2, 5],
  'local channel': ['answered', 50, 'Анна', 'Анна', 1, 10],
  'long pause between two': ['answered', 50, 'Анна', '102', 2, 0],
  voicemail: ['voicemail', 0, null, null, 0, null],
  menu: ['machine', 0, null, null, 0, null],
  'nobody in the queue': ['no_answer', 0, null, null, 0, null],
  busy: ['busy', 0, null, null, 0, null],
  failed: ['failed', 0, null, null, 0, null],
  'hung up in the dialplan': ['no_answer', 0, null, null, 0, null],
  'to a customer': ['answered', 60, 'Анна', 'Анна', 1, 15],
  'between colleagues': ['answered', 30, '102', '102', 1, 3],
  'two queues': ['answered', 60, '102', '102', 1, 85],
  'hung up': ['abandoned', 0, null, null, 0, 31],
  'back in the same queue': ['answered', 30, 'Анна', 'Анна', 1, 30],
  'still waits': [null, 0, null, null, 0, null],
  'nobody there': ['no_answer', 0, null, null, 0, 1],
  'is talked': ['answered', null, '102', '102', 1, 12],
}

test.each(Object.keys(BY_HAND))('%s', async (call) => {
  const row = await one(call)

  const found = ['outcome', 'talk_seconds', 'operator', 'last_operator', 'operators', 'wait_seconds']
  expect(found.map((name) => row[name])).toEqual(BY_HAND[call])
})

test('offered are inbound calls that wanted a person; handled and missed together are all of them', async () => {
  const rows = await desk.rows(sql`select call_id, is_handled from mart.calls_calls where is_offered order by call_id`)
  const { rows: figures } = await desk.query({
    metrics: ['calls.offered', 'calls.handled', 'calls.missed', 'calls.calls'],
  })

  expect(rows.map(({ call_id }) => call_id)).not.toContain('menu')
  expect(rows.map(({ call_id }) => call_id)).not.toContain('to a customer')
  expect(rows.map(({ call_id }) => call_id)).not.toContain('still waits')
  expect(figures).toEqual([{ 'calls.offered': 16, 'calls.handled': 9, 'calls.missed': 7, 'calls.calls': 20 }])
})

describe('queues', () => {
  const visits = async (call: string) =>
    (
      await desk.rows(
        sql`select queue, entry, outcome, wait_seconds, talk_seconds, operator from mart.calls_queue_visits
          where call_id = ${call} order by entered_at, entry`,
      )
    ).map((row) => Object.values(row))

  test('a call that overflows is a visit of each queue, and one call, in the queue where it ended', async () => {
    const { queue, first_queue, queues } = await one('two queues')

    expect(await visits('two queues')).toEqual([
      ['7001', 1, 'overflowed', 60, 0, null],
      ['Orders', 1, 'answered', 25, 60, '102'],
    ])
    expect([queue, first_queue, queues]).toEqual(['Orders', '7001', 2])
  })

  test('a call that comes back to a queue is there twice', async () => {
    expect(await visits('back in the same queue')).toEqual([
      ['Orders', 1, 'answered', 10, 30, 'Анна'],
      ['Orders', 2, 'left', 20, 0, null],
    ])
  })

  test('one that still waits has no outcome, and is offered when it ends', async () => {
    expect(await visits('still waits')).toEqual([['Orders', 1, null, null, 0, null]])
    expect((await one('still waits'))['is_offered']).toBe(false)
  })
})

describe('operators', () => {
  const of = async (call: string) =>
    (
      await desk.rows(
        sql`select operator, role, rings, is_taken, is_ring_missed, talk_seconds from mart.calls_operator_calls
          where call_id = ${call} order by operator_id`,
      )
    ).map((row) => Object.values(row))

  test('whom it rang and who did not take it missed the ring, once', async () => {
    expect(await of('ring all')).toEqual([
      ['Анна', 'rung', 1, false, true, 0],
      ['102', 'rung', 1, false, true, 0],
      ['103', 'rung', 1, true, false, 100],
    ])
    expect(await of('two queues')).toEqual([
      ['Анна', 'rung', 1, false, true, 0],
      ['102', 'rung', 1, true, false, 60],
    ])
  })

  test('two legs of one conversation are one conversation', async () => {
    expect(await of('local channel')).toEqual([['Анна', 'rung', 2, true, false, 50]])
  })

  test('a call to a customer is made, not missed', async () => {
    expect(await of('to a customer')).toEqual([['Анна', 'made', 1, true, false, 60]])
  })

  test('where a colleague took it, the setting decides whether a ring was missed', async () => {
    const share = async () =>
      (await desk.query({ metrics: ['calls.ring_missed_share'] })).rows[0]?.['calls.ring_missed_share']
    const before = await share()

    await desk.set({ queues: { 7000: 'Orders' }, parallelRings: 'leave-out' })
    const after = await share()
    await desk.set({ queues: { 7000: 'Orders' } })

    // rung and not taken: two of ring all, 104 of the parallel ring, Анна of two queues; voicemail and Hangup rang her in vain, and a busy phone did not ring
    expect(before).toBeCloseTo(6 / 19, 9)
    expect(after).toBeCloseTo(2 / 15, 9)
  })
})

test('a call that is still talked is handled, and no average takes its talk for nothing', async () => {
  const where = [{ dimension: 'hour', op: 'between', from: 12, to: 12 }] as const
  const { rows } = await desk.query({
    metrics: ['calls.handled', 'calls.average_handle_seconds', 'calls.waiting'],
    where,
  })
  const [talking] = await desk.rows(
    sql`select is_taken, talk_seconds, handle_seconds from mart.calls_operator_calls where call_id = 'is talked'`,
  )

  // the other eight: 100, 30, 90, 175, 50, 50, 60 and 30 seconds
  expect(rows).toEqual([{ 'calls.handled': 9, 'calls.average_handle_seconds': 585 / 8, 'calls.waiting': 1 }])
  expect(Object.values(talking ?? {})).toEqual([true, null, null])
})

test('a leg that lands late makes of a missed call an answered one', async () => {
  const [rang] = legsOf('late', [{ from: 0, to: 20, far: '101' }])
  const [talked] = legsOf('late', [{ from: 20, to: 80, talk: 55, far: '102' }])

  await desk.load({ 'calls.leg': [rang!] })
  const before = await one('late')
  await desk.load({ 'calls.leg': [talked!, rang!] })
  const after = await one('late')

  expect([before['outcome'], before['talk_seconds'], before['is_missed']]).toEqual(['no_answer', 0, true])
  expect([after['outcome'], after['talk_seconds'], after['is_missed'], after['legs']]).toEqual([
    'answered',
    55,
    false,
    2,
  ])
})
