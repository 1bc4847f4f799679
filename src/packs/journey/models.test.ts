import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../kit/index.ts'
import { type JourneyDesk, openJourneyDesk } from '../../../test/journey/journey-desk.ts'

const settings = {
  processes: [
    { id: 'line_1', title: 'First line', start: 'task', end: ['answer', 'refusal'] },
    { id: 'payment', title: 'Payment', start: 'lesson', end: ['paid', 'task'], limitHours: 2.5 },
  ],
  experiments: ['demo', 'message'],
  purchase: 'paid',
}

/** Events of users on 2 May 2023, a Tuesday, by the clock in Moscow; a day may stand before the time. */
const HISTORIES: Readonly<Record<string, readonly (readonly [event: string, time: string])[]>> = {
  'closed on the day': [
    ['task', '11:00:00'],
    ['answer', '11:00:01'],
  ],
  'end before the start': [
    ['answer', '10:00:00'],
    ['task', '11:00:00'],
  ],
  'end in the same second': [
    ['task', '11:00:00'],
    ['answer', '11:00:00'],
  ],
  'end in the last second': [
    ['task', '11:00:00'],
    ['refusal', '23:59:59'],
  ],
  'end at midnight': [
    ['task', '11:00:00'],
    ['answer', '3 00:00:00'],
  ],
  'start at midnight': [['task', '00:00:00']],
  'start in the last second': [['task', '23:59:59']],
  'start after the end': [
    ['task', '10:00:00'],
    ['answer', '11:00:00'],
    ['task', '12:00:00'],
  ],
  'three starts of one day': [
    ['task', '10:00:00'],
    ['task', '11:00:00'],
    ['task', '12:00:00'],
    ['answer', '11:30:00'],
  ],
  'starts on two days': [
    ['task', '10:00:00'],
    ['task', '3 10:00:00'],
    ['answer', '3 11:00:00'],
  ],
  'start with the end': [
    ['task', '10:00:00'],
    ['answer', '11:00:00'],
    ['task', '11:00:00'],
    ['answer', '12:00:00'],
  ],
  'only an end': [['answer', '10:00:00']],
  'written twice': [
    ['task', '10:00:00'],
    ['task', '10:00:00'],
  ],
  'ended by another start': [
    ['lesson', '10:00:00'],
    ['task', '10:30:00'],
  ],
  'ended by a payment': [['lesson', '10:00:00']],
  'pays in the same second': [['lesson', '10:00:00']],
  'in an experiment later': [
    ['task', '10:00:00'],
    ['demo', '30 10:00:00'],
    ['message', '29 10:00:00'],
  ],
  'bought without a payment': [['paid', '10:00:00']],
  'only comes': [['lesson', '1 00:00:00']],
  'came in April in UTC': [['lesson', '1 00:30:00']],
}

const instantOf = (time: string): string => {
  const [clock = '', day = '2'] = time.split(' ').toReversed()
  const date = new Date(`2023-05-${day.padStart(2, '0')}T${clock}+03:00`)
  return date.toISOString().replace('.000Z', 'Z')
}

const payment = (payment_id: string, user_id: string, time: string, amount: number | null) => ({
  payment_id,
  user_id,
  paid_at: instantOf(time),
  amount,
})

const payments = [
  payment('1', 'ended by a payment', '11:00:00', 100),
  payment('2', 'pays in the same second', '10:00:00', 100),
  payment('3', 'in an experiment later', '10:00:00', 100),
  payment('4', 'refunded', '10:00:00', 500),
  payment('5', 'refunded', '12:00:00', -500),
  payment('6', 'only a refund', '10:00:00', -500),
  payment('7', 'a gift', '10:00:00', 0),
  payment('8', 'of unknown amount', '10:00:00', null),
  payment('9', 'pays twice at once', '10:00:00', 100),
  payment('10', 'pays twice at once', '10:00:00', 50.5),
]

let desk: JourneyDesk
beforeAll(async () => {
  desk = await openJourneyDesk({ settings })
  await desk.load({
    'journey.event': Object.entries(HISTORIES).flatMap(([user_id, history]) =>
      history.map(([event, time]) => ({ user_id, event, happened_at: instantOf(time) })),
    ),
    'journey.payment': payments,
  })
})
afterAll(() => desk.close())

const daysOf = (user: string, process = 'First line') =>
  desk.rows(sql`
    select started_on, started_at, ended_at, is_unclosed
    from mart.journey_process_days
    where user_id = ${user} and process = ${process}
    order by started_on`)

const casesOf = (user: string, process = 'First line') =>
  desk.rows(sql`
    select opened_at, ended_at, overdue_at
    from mart.journey_cases
    where user_id = ${user} and process = ${process}
    order by opened_at`)

const userOf = async (user: string) => {
  const [found] = await desk.rows(sql`select * from mart.journey_users where user_id = ${user}`)
  return found
}

const at = (time: string) => instantOf(time)

describe('mart.journey_process_days', () => {
  test.each([
    ['closed on the day', false],
    ['end before the start', true],
    ['end in the same second', true],
    ['end in the last second', false],
    ['end at midnight', true],
    ['start at midnight', true],
    ['start in the last second', true],
    ['start after the end', true],
  ])('%s: unclosed is %s', async (user, isUnclosed) => {
    expect(await daysOf(user)).toMatchObject([{ started_on: '2023-05-02', is_unclosed: isUnclosed }])
  })

  test('the last start of the day decides, and the day counts once', async () => {
    expect(await daysOf('three starts of one day')).toEqual([
      { started_on: '2023-05-02', started_at: at('12:00:00'), ended_at: null, is_unclosed: true },
    ])
  })

  test('a start on two days is two rows, each with the end that follows it', async () => {
    expect(await daysOf('starts on two days')).toEqual([
      { started_on: '2023-05-02', started_at: at('10:00:00'), ended_at: at('3 11:00:00'), is_unclosed: true },
      { started_on: '2023-05-03', started_at: at('3 10:00:00'), ended_at: at('3 11:00:00'), is_unclosed: false },
    ])
  })

  test('an event that ends one process may begin another, and a payment may end one', async () => {
    expect(await daysOf('ended by another start', 'Payment')).toMatchObject([{ is_unclosed: false }])
    expect(await daysOf('ended by another start')).toMatchObject([{ is_unclosed: true }])
    expect(await daysOf('ended by a payment', 'Payment')).toMatchObject([{ ended_at: at('11:00:00') }])
    expect(await daysOf('pays in the same second', 'Payment')).toMatchObject([{ ended_at: null, is_unclosed: true }])
  })

  test('an end alone is no process', async () => {
    expect(await daysOf('only an end')).toEqual([])
  })
})

describe('mart.journey_cases', () => {
  test('repeated starts belong to the open case', async () => {
    expect(await casesOf('three starts of one day')).toEqual([
      { opened_at: at('10:00:00'), ended_at: at('11:30:00'), overdue_at: at('3 10:00:00') },
      { opened_at: at('12:00:00'), ended_at: null, overdue_at: at('3 12:00:00') },
    ])
    expect(await casesOf('starts on two days')).toMatchObject([
      { opened_at: at('10:00:00'), ended_at: at('3 11:00:00') },
    ])
  })

  test('a start in the second of an end opens the next case', async () => {
    expect(await casesOf('start with the end')).toMatchObject([
      { opened_at: at('10:00:00'), ended_at: at('11:00:00') },
      { opened_at: at('11:00:00'), ended_at: at('12:00:00') },
    ])
  })

  test('an end before the start or in its second ends nothing', async () => {
    expect(await casesOf('end before the start')).toMatchObject([{ opened_at: at('11:00:00'), ended_at: null }])
    expect(await casesOf('end in the same second')).toMatchObject([{ opened_at: at('11:00:00'), ended_at: null }])
  })

  test('the limit is the process’s own', async () => {
    expect(await casesOf('ended by a payment', 'Payment')).toMatchObject([{ overdue_at: at('12:30:00') }])
  })

  test('overdue at the end of a day: past the limit and not ended by then', async () => {
    const { rows } = await desk.query({
      metrics: ['journey.overdue_processes'],
      where: [{ dimension: 'process', op: 'in', values: ['Payment'] }],
      grain: 'day',
      period: { from: '2023-05-01', to: '2023-05-02' },
    })

    // of 1 May: those who only come; of 2 May also the one whose payment came in the same second
    expect(rows.map((row) => row['journey.overdue_processes'])).toEqual([2, 3])
  })
})

describe('mart.journey_users and mart.journey_events', () => {
  test('a double in all three columns is one event', async () => {
    expect(await userOf('written twice')).toMatchObject({ events: 1 })
  })

  test('a payment is an event, and the first one makes a paying user', async () => {
    const events = await desk.rows(
      sql`select event, happened_at from mart.journey_events where user_id = 'ended by a payment' order by 2`,
    )

    expect(events).toEqual([
      { event: 'lesson', happened_at: at('10:00:00') },
      { event: 'paid', happened_at: at('11:00:00') },
    ])
    expect(await userOf('ended by a payment')).toMatchObject({
      first_paid_at: at('11:00:00'),
      payments: 1,
      paid_amount: 100,
      events: 2,
    })
  })

  test('an event of the payment’s name is a payment too', async () => {
    expect(await userOf('bought without a payment')).toMatchObject({
      first_paid_at: at('10:00:00'),
      payments: 1,
      paid_amount: null,
    })
  })

  test('a refund is no payment, but takes its money back; who was refunded did pay', async () => {
    expect(await userOf('refunded')).toMatchObject({
      payments: 1,
      events: 1,
      paid_amount: 0,
      last_event_at: at('10:00:00'),
    })
    expect(await userOf('only a refund')).toBeUndefined()
  })

  test('nothing paid is no payment, an unknown amount is one', async () => {
    expect(await userOf('a gift')).toBeUndefined()
    expect(await userOf('of unknown amount')).toMatchObject({ payments: 1, paid_amount: null })
  })

  test('two payments of one second are two', async () => {
    expect(await userOf('pays twice at once')).toMatchObject({ payments: 2, events: 2, paid_amount: 150.5 })
  })

  test('whoever was in an experiment at any time is left out of everything, with their payments', async () => {
    const user = 'in an experiment later'

    expect(await userOf(user)).toBeUndefined()
    expect(await daysOf(user)).toEqual([])
    expect(await casesOf(user)).toEqual([])
    expect(await desk.rows(sql`select 1 from mart.journey_events where user_id = ${user}`)).toEqual([])
    expect(await desk.rows(sql`select user_id, first_experiment_at from mart.journey_excluded`)).toEqual([
      { user_id: user, first_experiment_at: at('29 10:00:00') },
    ])
  })

  test('the cohort is the month of the first event in the workspace’s zone', async () => {
    expect(await userOf('came in April in UTC')).toMatchObject({
      first_event_at: '2023-04-30T21:30:00Z',
      cohort: '2023-05-01',
    })
  })

  test('users are numbered from 1 in the order of their first event, without gaps', async () => {
    const users = await desk.rows(sql`select user_number, first_event_at from mart.journey_users order by 1`)

    expect(users.map((row) => row['user_number'])).toEqual(users.map((_, place) => place + 1))
    const firsts = users.map((row) => String(row['first_event_at']))
    expect(firsts).toEqual(firsts.toSorted())
  })

  test('an event that comes late moves the cohort and the first payment', async () => {
    const late = await openJourneyDesk({ settings })
    const event = { user_id: 'a', event: 'lesson', happened_at: '2023-05-02T08:00:00Z' }
    await late.load({ 'journey.event': [event], 'journey.payment': [payment('1', 'a', '20 10:00:00', 5)] })

    await late.load({
      'journey.event': [{ ...event, happened_at: '2023-02-02T08:00:00Z' }],
      'journey.payment': [payment('2', 'a', '10 10:00:00', 5)],
    })

    const [found] = await late.rows(sql`select cohort, first_paid_at, events from mart.journey_users`)
    expect(found).toEqual({ cohort: '2023-02-01', first_paid_at: at('10 10:00:00'), events: 4 })
    await late.close()
  })
})

test('without settings there are events and payers, and nothing else', async () => {
  const plain = await openJourneyDesk()
  await plain.load({
    'journey.event': [{ user_id: 'a', event: 'demo', happened_at: '2023-05-02T08:00:00Z' }],
    'journey.payment': [payment('1', 'a', '10:00:00', 5)],
  })

  const period = { from: '2023-05-01', to: '2023-05-31' }
  const metrics = [
    'events',
    'active_users',
    'new_paying_users',
    'experiment_users',
    'unclosed_processes',
    'overdue_processes',
  ]
  const { rows } = await plain.query({ metrics: metrics.map((name) => `journey.${name}`), period })

  expect(Object.values(rows[0] ?? {})).toEqual([2, 1, 1, 0, 0, 0])
  await plain.close()
})

test('the rows behind a figure carry the user', async () => {
  const asker = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'en' as const }
  const answer = await desk.figures.rows(
    { metric: 'journey.unclosed_processes', period: { from: '2023-05-02', to: '2023-05-02' }, limit: 1 },
    asker,
  )

  expect(answer.rows).toMatchObject([{ user_id: 'start in the last second', process: 'First line', is_unclosed: true }])
  expect(answer.columns.map(({ label }) => label)).toContain('Last start')
})

test('more names of events than a small number holds are no fault', async () => {
  const many = await openJourneyDesk({ settings: { funnel: ['event 1', 'event 40000'] } })
  await many.load({
    'journey.event': Array.from({ length: 40_000 }, (_, at) => ({
      user_id: String(at % 7),
      event: `event ${at + 1}`,
      happened_at: `2023-05-02T08:00:${String(at % 60).padStart(2, '0')}Z`,
    })),
  })

  const [names] = await many.rows(
    sql`select count(*) as names, max(event_number) as most from mart.journey_event_names`,
  )
  expect(names).toEqual({ names: 40_000, most: 40_000 })
  await many.close()
})
