import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk } from '../../../test/calls/calls-desk.ts'
import { sql } from '../../kit/index.ts'

/* Callers who were missed, who call again, what they say of calls, and when operators were there. */

/** Monday, noon in Moscow. */
const NOON = Date.parse('2023-12-04T09:00:00Z') / 1000
const instant = (second: number) => new Date((NOON + second) * 1000).toISOString()
const HOUR = 3600

let sequence = 0
function call(id: string, from: number, caller: string | null, talk = 0, outbound?: string) {
  sequence += 1
  return {
    call_id: id,
    leg_id: `${id} leg`,
    sequence,
    started_at: instant(from),
    duration_seconds: 10 + talk,
    talk_seconds: talk,
    disposition: talk > 0 ? 'ANSWERED' : 'NO ANSWER',
    application: 'Dial',
    direction: outbound ? 'outbound' : 'inbound',
    caller: outbound ? '101' : caller,
    dialled: outbound ?? '101',
    near_extension: outbound ? '101' : null,
    far_channel: outbound ? 'PJSIP/line-1' : 'PJSIP/101-1',
    far_extension: outbound ? null : '101',
  }
}

const LEGS = [
  call('called back', 0, '79160000001'),
  call('back', HOUR, null, 40, '89160000001'),
  call('called again', 0, '+79160000002'),
  call('again', HOUR, '79160000002', 50),
  call('back in vain', 0, '79160000003'),
  call('in vain', HOUR, null, 0, '89160000003'),
  call('too late', 0, '79160000004'),
  call('the day after', 25 * HOUR, null, 30, '89160000004'),
  call('hidden', 0, 'anonymous'),
  call('talked before', -HOUR, '79160000005', 20),
  call('missed after', 0, '79160000005'),
  call('a week later', 7 * 24 * HOUR - HOUR, '79160000005', 20),
  call('more than a week later', 15 * 24 * HOUR, '79160000005', 20),
  call('at night', 12 * HOUR, '79160000009'),
]

let desk: CallsDesk
beforeAll(async () => {
  const line = (at: number, agent: string | null, queue: string | null, event: string, data1 = '') => {
    sequence += 1
    return { event_id: String(sequence), happened_at: instant(at), place: sequence, agent, queue, event, data1 }
  }
  desk = await openCallsDesk()
  await desk.load({
    'calls.leg': LEGS,
    'calls.agent': [{ agent_id: '101', name: 'Анна' }],
    'calls.rating': [
      { rating_id: '1', rated_at: instant(2 * HOUR), score: 5, call_id: 'again' },
      { rating_id: '2', rated_at: instant(2 * HOUR), score: 3, call_id: 'again leg' },
      { rating_id: '3', rated_at: instant(HOUR), score: 4, phone: '8 (916) 000-00-05' },
      { rating_id: '4', rated_at: instant(40 * HOUR), score: 1, phone: '+7 916 000-00-05' },
      { rating_id: '5', rated_at: instant(HOUR), score: 2, agent_id: '102' },
    ],
    'calls.queue_event': [
      line(0, 'Анна', '7000', 'ADDMEMBER'),
      line(10, 'Анна', '7001', 'ADDMEMBER'),
      line(HOUR, 'Анна', null, 'PAUSEALL', 'lunch'),
      line(HOUR, 'Анна', '7000', 'PAUSE', 'lunch'),
      line(2 * HOUR, 'Анна', '7000', 'UNPAUSE'),
      line(2 * HOUR, 'Анна', null, 'UNPAUSEALL'),
      line(3 * HOUR, 'Анна', '7000', 'REMOVEMEMBER'),
      line(11 * HOUR, 'Анна', '7001', 'ADDMEMBER'),
      line(13 * HOUR, 'Анна', '7001', 'REMOVEMEMBER'),
      line(14 * HOUR, 'SIP/102-0001', '7000', 'AGENTLOGIN'),
      line(15 * HOUR, null, null, 'CONFIGRELOAD'),
    ],
  })
})
afterAll(() => desk.close())

describe('a missed caller', () => {
  test.each([
    ['called back', 'called_back', false],
    ['called again', 'called_again', false],
    ['back in vain', null, true],
    ['too late', null, true],
    ['hidden', null, true],
    // talked six and a half days later
    ['missed after', null, true],
  ])('%s', async (id, reachedBy, isLost) => {
    const [row] = await desk.rows(
      sql`select reached_by, is_missed, is_lost from mart.calls_calls where call_id = ${id}`,
    )

    expect(Object.values(row ?? {})).toEqual([reachedBy, true, isLost])
  })

  test('figures: missed, lost, called back', async () => {
    const { rows } = await desk.query({ metrics: ['calls.missed', 'calls.lost', 'calls.called_back_share'] })

    expect(rows).toEqual([{ 'calls.missed': 7, 'calls.lost': 5, 'calls.called_back_share': 1 / 7 }])
  })
})

test('who called within a week before calls again', async () => {
  const rows = await desk.rows(sql`select call_id from mart.calls_calls where is_repeat order by started_at`)

  expect(rows.map(({ call_id }) => call_id)).toEqual(['missed after', 'again', 'a week later'])
})

test('a rating belongs to the call that it names, or to its number’s latest within a day', async () => {
  const rows = await desk.rows(
    sql`select rating_id, call_id, operator, is_satisfied from mart.calls_ratings order by rating_id`,
  )
  const { rows: figures } = await desk.query({ metrics: ['calls.satisfaction', 'calls.ratings'] })

  expect(rows.map((row) => Object.values(row))).toEqual([
    ['1', 'again', 'Анна', true],
    ['2', 'again', 'Анна', false],
    ['3', 'talked before', 'Анна', true],
    ['4', null, null, false],
    ['5', null, '102', false],
  ])
  expect(figures).toEqual([{ 'calls.satisfaction': 2 / 5, 'calls.ratings': 5 }])
})

test('presence is the time in any queue, pauses apart, cut at midnight; who never left is there until the last line', async () => {
  const rows = await desk.rows(
    sql`select operator, local_day, present_seconds, paused_seconds, handle_seconds, available_seconds from mart.calls_operator_days
      where present_seconds is not null order by operator desc, local_day`,
  )

  expect(rows.map((row) => Object.values(row))).toEqual([
    // in 7001 all along: its first joining never ended before the second
    ['Анна', '2023-12-04', 12 * HOUR, HOUR, 110, 11 * HOUR],
    ['Анна', '2023-12-05', HOUR, 0, 30, HOUR],
    ['102', '2023-12-05', HOUR, 0, 0, HOUR],
  ])
})

test('occupancy is handling by available time, over days of known presence', async () => {
  const { rows } = await desk.query({ metrics: ['calls.occupancy'], by: ['operator'] })

  expect(rows).toEqual([
    { operator: '102', 'calls.occupancy': 0 },
    { operator: 'Анна', 'calls.occupancy': 140 / (12 * HOUR) },
  ])
})

test('outside working hours calls are left out where the settings say so, and told apart in any case', async () => {
  const week = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, ['09:00-21:00']]),
  )
  const night = async () =>
    (await desk.rows(sql`select is_working_time, is_offered from mart.calls_calls where call_id = 'at night'`))[0]

  const always = await night()
  await desk.set({ workingHours: { week } })
  const counted = await night()
  await desk.set({ workingHours: { week, holidays: ['2023-12-04'] }, outsideHours: 'leave-out' })
  const leftOut = await night()
  const { rows } = await desk.query({
    metrics: ['calls.offered'],
    grain: 'day',
    period: { from: '2023-12-04', to: '2023-12-11' },
  })
  await desk.set({})

  expect([always, counted, leftOut].map((row) => Object.values(row ?? {}))).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ])
  expect(rows.map((row) => row['calls.offered'])).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
})
