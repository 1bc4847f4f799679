import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type JourneyDesk, openJourneyDesk, sampleRows } from '../../../../test/journey/journey-desk.ts'
import { journey, sampleJourney, sampleJourneySettings } from '../index.ts'

const settings = {
  processes: [
    { id: 'calls', title: 'Calls', start: 'task', end: ['answer'] },
    { id: 'lessons', title: 'Lessons', start: 'lesson', end: ['paid'], limitHours: 48 },
    { id: 'quiet', title: 'Quiet', start: 'never', end: ['answer'] },
  ],
  experiments: ['demo'],
  purchase: 'paid',
}
const event = (user_id: string, name: string, happened_at: string) => ({ user_id, event: name, happened_at })

describe('journey.unclosed', () => {
  let desk: JourneyDesk
  beforeAll(async () => {
    desk = await openJourneyDesk({ settings, asOf: new Date('2024-01-01T05:45:00Z') })
    await desk.load({
      'journey.event': [
        event('a', 'task', '2023-12-31T08:00:00Z'),
        event('a', 'answer', '2023-12-31T09:00:00Z'),
        event('b', 'task', '2023-12-31T08:00:00Z'),
        event('c', 'task', '2023-12-25T05:45:00Z'),
        event('d', 'lesson', '2023-12-30T06:00:00Z'),
        event('e', 'lesson', '2023-12-20T05:45:00Z'),
        event('e', 'paid', '2023-12-31T22:00:00Z'),
        event('f', 'task', '2023-12-31T08:00:00Z'),
        event('f', 'demo', '2023-12-31T08:00:00Z'),
        event('g', 'lesson', '2023-12-22T05:45:00Z'),
      ],
    })
  })
  afterAll(() => desk.close())

  test('says what was left open yesterday and what is open beyond its limit as of the data', async () => {
    const answer = await desk.analyze('journey.unclosed')

    expect(answer.statement).toBe(
      'December 31, 2023: 1 process was left unclosed by midnight: Calls 1 of 2. Open beyond the limit as of Jan 1, 2024, 8:45 AM: 2; the oldest, open for 10 days, is in “Lessons”. 1 user with events of experiments is left out.',
    )
    expect(answer.figures).toEqual({
      date: '2023-12-31',
      as_of: '2024-01-01T05:45:00Z',
      started: 2,
      unclosed: 1,
      overdue: 2,
      oldest_process: 'Lessons',
      oldest_opened_at: '2023-12-22T05:45:00Z',
      oldest_days: 10,
      excluded_users: 1,
    })
    expect(answer.notes?.at(-1)).toContain('1 user')
  })

  test('every process of the settings has a row, and the oldest cases stand in order', async () => {
    const answer = await desk.analyze('journey.unclosed')

    expect(answer.tables['processes']?.rows).toEqual([
      {
        process: 'Calls',
        started: 2,
        unclosed: 1,
        usual_unclosed: null,
        overdue: 1,
        oldest_opened_at: '2023-12-25T05:45:00Z',
        oldest_days: 7,
      },
      {
        process: 'Lessons',
        started: 0,
        unclosed: 0,
        usual_unclosed: null,
        overdue: 1,
        oldest_opened_at: '2023-12-22T05:45:00Z',
        oldest_days: 10,
      },
      {
        process: 'Quiet',
        started: 0,
        unclosed: 0,
        usual_unclosed: null,
        overdue: 0,
        oldest_opened_at: null,
        oldest_days: null,
      },
    ])
    expect(answer.tables['oldest']?.rows).toEqual([
      { process: 'Lessons', user_id: 'g', opened_at: '2023-12-22T05:45:00Z', age_days: 10 },
      { process: 'Calls', user_id: 'c', opened_at: '2023-12-25T05:45:00Z', age_days: 7 },
    ])
  })

  test('a moment may be named: what ended after it was open then', async () => {
    const answer = await desk.analyze('journey.unclosed', { as_of: '2023-12-31T08:45:00+03:00', limit: '1' })

    expect(answer.figures).toMatchObject({ overdue: 3, oldest_opened_at: '2023-12-20T05:45:00Z', oldest_days: 11 })
    expect(answer.tables['oldest']?.rows).toHaveLength(1)
  })

  test('of an earlier day the moment is its midnight', async () => {
    const answer = await desk.analyze('journey.unclosed', { date: '2023-12-25' })

    expect(answer.figures).toMatchObject({ as_of: '2023-12-25T21:00:00Z', unclosed: 1, overdue: 2 })
  })

  test.each(['lessons', 'Lessons'])('a process is named by id or title: %s', async (process) => {
    const answer = await desk.analyze('journey.unclosed', { process })

    expect(answer.tables['processes']?.rows.map((row) => row['process'])).toEqual(['Lessons'])
    expect(answer.tables['oldest']?.rows.map((row) => row['user_id'])).toEqual(['g'])
  })

  test('a wrong process, day or moment is explained', async () => {
    await expect(desk.analyze('journey.unclosed', { process: 'lesons' })).rejects.toThrow('Did you mean “lessons”?')
    await expect(desk.analyze('journey.unclosed', { date: '31.12.2023' })).rejects.toThrow('must be a day')
    await expect(desk.analyze('journey.unclosed', { as_of: '2023-12-31' })).rejects.toThrow('must be an instant')
    await expect(desk.analyze('journey.unclosed', { as_of: '2023-12-31T25:00:00Z' })).rejects.toThrow('is no instant')
  })

  test('speaks Russian', async () => {
    const answer = await desk.analyze('journey.unclosed', {}, 'ru')

    expect(answer.statement).toContain('31 декабря 2023: до полуночи не закрыт 1 процесс: «Calls» — 1 из 2.')
  })
})

test('without processes it says which setting is missing', async () => {
  const desk = await openJourneyDesk()
  await desk.load({ 'journey.event': [event('a', 'task', '2023-12-31T08:00:00Z')] })

  const answer = await desk.analyze('journey.unclosed')

  expect(answer.statement).toContain('setting processes')
  expect(answer.tables['processes']?.rows).toEqual([])
  await desk.close()
})

test('on the sample it shows the jam: the second line is left open most', async () => {
  const desk = await openJourneyDesk({ settings: sampleJourneySettings })
  const { events, payments } = sampleRows(sampleJourney({ seed: 3, users: 4000 }))
  await desk.load({ 'journey.event': events, 'journey.payment': payments })

  const jammed = await desk.analyze('journey.unclosed', { date: '2023-12-29' })
  const usual = await desk.analyze('journey.unclosed', { date: '2023-12-15' })

  const { rows } = await desk.query({
    metrics: ['journey.unclosed_processes'],
    where: [{ dimension: 'process', op: 'in', values: ['Вторая линия'] }],
    grain: 'day',
    period: { from: '2023-11-03', to: '2023-12-28' },
  })
  const fridays = rows.filter((_, at) => at % 7 === 0).map((row) => Number(row['journey.unclosed_processes']))
  const shareOf = (answer: typeof jammed): number => {
    const row = answer.tables['processes']?.rows.find(({ process }) => process === 'Вторая линия')
    return Number(row?.['unclosed']) / Number(row?.['started'])
  }
  expect(jammed.tables['processes']?.rows[0]?.['process']).toBe('Вторая линия')
  expect(jammed.statement).toMatch(
    /^December 29, 2023: \d+ processes were left unclosed by midnight: Вторая линия \d+ of \d+ \(usually \d+\)/,
  )
  const secondLine = jammed.tables['processes']?.rows[0]
  expect(Number(secondLine?.['unclosed'])).toBeGreaterThan(1.4 * Number(secondLine?.['usual_unclosed']))
  expect(fridays).toHaveLength(8)
  expect(secondLine?.['usual_unclosed']).toBe(fridays.reduce((sum, count) => sum + count, 0) / 8)
  expect(shareOf(jammed)).toBeGreaterThan(0.8)
  expect(shareOf(usual)).toBeLessThan(0.7)
  expect(journey().definition.analyses.map(({ id }) => id)).toContain('journey.unclosed')
  await desk.close()
})
