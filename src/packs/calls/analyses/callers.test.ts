import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk, SOURCE } from '../../../../test/calls/calls-desk.ts'
import { entities } from '../entities.ts'

/* Three Mondays and an evening, read up to half past nine on the last Monday in Moscow; every figure counted by hand. */

const AS_OF = new Date('2024-01-01T06:30:00Z')
const ANNA = { person: { id: 'anna', name: 'Анна', role: 'operator' }, locale: 'en' } as const

let sequence = 0
/** A call on Moscow's clock; without talk nobody answered. */
function call(at: string, number: string, { talk = 0, by = '101', isOut = false } = {}) {
  sequence += 1
  return {
    call_id: `${at} ${number}`,
    leg_id: `${at} ${number}`,
    sequence,
    started_at: new Date(`${at.replace(' ', 'T')}:00+03:00`).toISOString(),
    duration_seconds: 5 + talk,
    talk_seconds: talk,
    disposition: talk > 0 ? 'ANSWERED' : 'NO ANSWER',
    application: 'Dial',
    direction: isOut ? 'outbound' : 'inbound',
    caller: isOut ? by : number,
    dialled: isOut ? number : by,
    near_extension: isOut ? by : null,
    far_channel: `PJSIP/${isOut ? 'line' : by}-1`,
    far_extension: isOut ? null : by,
  }
}

const LEGS = [
  call('2023-12-18 08:10', '79160000001', { talk: 60 }),
  call('2023-12-18 09:10', '79160000002'),
  call('2023-12-18 09:29', '79160000003', { talk: 60, by: '102' }),
  call('2023-12-18 09:31', '79160000004', { talk: 60 }),
  call('2023-12-18 10:00', '79160000005'),
  call('2023-12-25 08:20', '79160000006', { talk: 60 }),
  call('2023-12-25 09:40', '79160000007', { talk: 60 }),
  // out of the last day's reach
  call('2023-12-31 09:00', '79160000008'),
  call('2023-12-31 20:00', '79160000009'),
  call('2023-12-31 20:30', '89160000009', { talk: 30, isOut: true }),
  call('2023-12-31 20:10', '79160000010'),
  call('2023-12-31 20:20', '79160000010', { talk: 30 }),
  call('2023-12-31 21:00', '79160000011'),
  call('2023-12-31 21:05', '79160000011'),
  call('2023-12-31 22:00', 'anonymous'),
  // somebody else, for all that is known
  call('2023-12-31 22:30', 'anonymous', { talk: 30, by: '102' }),
  call('2024-01-01 08:05', '79160000012', { talk: 60 }),
  call('2024-01-01 09:05', '79160000013'),
  call('2024-01-01 09:20', '79160000014'),
]

let desk: CallsDesk
beforeAll(async () => {
  desk = await openCallsDesk()
  await desk.load({
    'calls.leg': LEGS,
    'calls.agent': [
      { agent_id: '101', name: 'Анна' },
      { agent_id: '102', name: 'Борис' },
    ],
    'calls.queue_event': [
      {
        event_id: '1',
        happened_at: '2024-01-01T06:29:30Z',
        place: 1,
        call_id: 'waits',
        queue: '7000',
        event: 'ENTERQUEUE',
        data2: '79160000015',
        data3: '1',
      },
    ],
  })
  for (const { id } of entities) await desk.warehouse.mark(SOURCE, id, { asOf: AS_OF })
})
afterAll(() => desk.close())

const rowsOf = (table: { rows: readonly object[] } | undefined) => table?.rows.map((row) => Object.values(row))

describe('the day so far', () => {
  test('is beside the same weekdays up to the same minute, of which there are two', async () => {
    const { statement, tables, figures } = await desk.analyze('calls.day-so-far')

    // by 09:30: three calls and one missed on the 18th, one call on the 25th
    expect(rowsOf(tables['so_far'])).toEqual([
      ['January 1, 2024, until 9:30 AM', 3, 1, 2, 2 / 3, 1],
      ['Usual on Mondays by this time', 2, 1.5, 0.5, 0.25, 1],
    ])
    expect(statement).toBe(
      'By 9:30 AM, 3 calls have come in. Usual on Mondays by this time: 2. 2 were missed (66.7%), usually 25.0%. 1 caller waits in a queue now.',
    )
    expect(figures).toMatchObject({ days: 2, waiting: 1, until: AS_OF.toISOString().replace('.000', '') })
  })

  test('has an hour’s usual whole, and nothing of hours that have not come or hardly have calls', async () => {
    const { tables } = await desk.analyze('calls.day-so-far')

    // at ten one call in two Mondays
    expect(rowsOf(tables['hours'])).toEqual([
      ['08:00', 1, 0, 1],
      ['09:00', 2, 2, 2],
    ])
  })

  test('of a day that is over is the whole day, in Russian as in English', async () => {
    const { statement } = await desk.analyze('calls.day-so-far', { day: '2023-12-25' }, 'ru')

    expect(statement).toBe(
      '25 декабря 2023 к 24:00 поступило 2 звонка. Обычно в понедельник к этому времени — 5. Ни один не пропущен, обычно — 40,0 %.'.replaceAll(
        ' %',
        '\u00a0%',
      ),
    )
  })

  test('of a day that has not begun, or without weeks before it, says so', async () => {
    await expect(desk.analyze('calls.day-so-far', { day: '2024-01-02' })).rejects.toThrow('Nothing is known yet')
    const { statement } = await desk.analyze('calls.day-so-far', { day: '2023-12-18' })

    expect(statement).toContain('What is usual on Mondays is not known yet')
  })
})

test('whom to call back: numbers that nobody has spoken with since, the longest first', async () => {
  const { statement, tables } = await desk.analyze('calls.callbacks')

  expect(tables['due']?.rows.map(({ caller, calls }) => [caller, calls])).toEqual([
    ['79160000011', 2],
    ['79160000013', 1],
    ['79160000014', 1],
  ])
  expect(rowsOf(tables['fates'])).toEqual([
    ['Called back', 1, 1 / 7, 30],
    ['Got through at another try', 1, 1 / 7, 10],
    ['Number hidden', 1, 1 / 7, null],
    ['Wait for a callback', 4, 4 / 7, null],
  ])
  expect(statement).toContain('7 calls were missed: 1 called back, 1 got through at another try.')
  expect(statement).toContain('3 numbers wait for a callback')
})

test('the metric of callbacks counts the same numbers', async () => {
  const period = { from: '2023-12-31', to: '2024-01-01' }
  const { rows } = await desk.query({ metrics: ['calls.callbacks_due', 'calls.waiting'], period })

  // and the one of nine o'clock the day before, out of the list's reach
  expect(rows).toEqual([{ 'calls.callbacks_due': 4, 'calls.waiting': 1 }])
})

test('who calls again, and after which end', async () => {
  const { statement, tables, figures } = await desk.analyze('calls.repeat-callers')

  expect(figures).toMatchObject({ offered: 15, repeats: 2 })
  expect(rowsOf(tables['ends'])).toEqual([
    ['No answer', 8, 2, 0.25],
    ['Answered', 7, 0, 0],
  ])
  expect(tables['callers']?.rows.map(({ caller, calls, missed }) => [caller, calls, missed])).toEqual([
    ['79160000010', 2, 1],
    ['79160000011', 2, 2],
  ])
  expect(statement).toContain('After an answered call people call again in 0.0% of cases, after a missed one in 25.0%.')
})

test('an operator sees the day and repeats of own calls only, and is told so; missed calls are nobody’s', async () => {
  const day = await desk.figures.analyze('calls.day-so-far', {}, ANNA)
  const repeats = await desk.figures.analyze('calls.repeat-callers', {}, ANNA)

  expect(rowsOf(day.tables['so_far'])).toEqual([
    ['January 1, 2024, until 9:30 AM', 1, 1, 0, 0, 1],
    ['Usual on Mondays by this time', 1, 1, 0, 0, 1],
  ])
  for (const { statement } of [day, repeats]) expect(statement).toContain('These are your own calls only.')
  expect(JSON.stringify([day, repeats])).not.toContain('Борис')
  await expect(desk.figures.analyze('calls.callbacks', {}, ANNA)).rejects.toThrow('belongs to no operator')
})
