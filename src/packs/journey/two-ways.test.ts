import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../../base/index.ts'
import { OWNER } from '../../kit/index.ts'
import { createRandom } from '../../stats/index.ts'
import { type JourneyDesk, openJourneyDesk, sampleRows } from '../../../test/journey/journey-desk.ts'
import {
  type Calendar,
  type Happened,
  type Rules,
  type SecondWay,
  historyOf,
  isClosedThatDay,
  isUnclosedForSeed,
  lastStarts,
  secondWay,
} from '../../../test/journey/second-way.ts'
import { journey, sampleJourney, sampleJourneySettings } from './index.ts'

/*
Every figure of the pack by day, counted a second way: plain loops over the rows.
*/

const rulesOf = (settings: Parameters<typeof journey>[0]): Rules => journey().definition.settings.parse(settings)

const FLOWS = {
  'journey.events': 'events',
  'journey.active_users': 'activeUsers',
  'journey.new_paying_users': 'newPayingUsers',
  'journey.experiment_users': 'experimentUsers',
} as const
const BY_PROCESS = { 'journey.unclosed_processes': 'unclosed', 'journey.overdue_processes': 'overdue' } as const

/** The answer as the loops give theirs: a count for each day. */
const series = (rows: readonly Row[], metric: string): number[] => rows.map((row) => Number(row[metric]))

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

test('the loops know every metric of the pack', () => {
  const metrics = journey().definition.metrics.map(({ id }) => id)

  expect(metrics.toSorted()).toEqual([...Object.keys(FLOWS), ...Object.keys(BY_PROCESS)].toSorted())
})

test('the ten rows of DECISIONS.md: the seed counts two, we count four', async () => {
  const document = readFileSync(new URL('./DECISIONS.md', import.meta.url), 'utf8')
  const written = [...document.matchAll(/^\| \d+ \| (\w) \| (\S+) (\S+) \| (\w+) \|$/gm)]
  const events = written.map(([, user_id = '', day, clock, event = '']) => {
    return { user_id, event, happened_at: new Date(`${day}T${clock}+03:00`).toISOString() }
  })
  const settings = { processes: [{ id: 'line', title: 'Line', start: 'task', end: ['answer'] }] }
  const desk = await openJourneyDesk({ settings })
  await desk.load({ 'journey.event': events })

  const answer = await desk.figures.rows(
    { metric: 'journey.unclosed_processes', period: { from: '2022-01-30', to: '2022-01-30' } },
    { person: OWNER, locale: 'en' },
  )
  const rules = rulesOf(settings)
  const { byUser } = historyOf(
    events.map(({ user_id: user, event, happened_at }) => ({ user, event, at: Date.parse(happened_at) })),
    rules,
  )
  const midnight = Date.parse('2022-01-30T00:00:00+03:00')
  const seeds = [...byUser].filter(([, history]) => isUnclosedForSeed(history, rules.processes[0]!, midnight))
  await desk.close()

  expect(events).toHaveLength(10)
  expect(answer.rows.map((row) => row['user_id']).toSorted()).toEqual(['B', 'C', 'D', 'E'])
  expect(seeds.map(([user]) => user)).toEqual(['C', 'F'])
})

describe('the sample', () => {
  const YEAR = { from: '2023-01-01', to: '2023-12-31' }
  const calendar: Calendar = { from: Date.parse('2023-01-01T00:00:00+03:00'), days: 365 }
  const rules = rulesOf(sampleJourneySettings)
  const sample = sampleJourney({ seed: 4, users: process.env['SVODKA_FULL'] === '1' ? 20_000 : 5000 })
  const { events, payments } = sampleRows(sample)
  const rows: Happened[] = [
    ...events.map(({ user_id: user, event, happened_at }) => ({ user, event, at: Date.parse(happened_at) })),
    ...payments
      .filter(({ amount }) => amount > 0)
      .map(({ user_id: user, paid_at }) => ({ user, event: 'Покупка', at: Date.parse(paid_at) })),
  ]
  const once = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
  const expected: SecondWay = secondWay(once, rules, calendar)
  let desk: JourneyDesk
  beforeAll(async () => {
    desk = await openJourneyDesk({ settings: sampleJourneySettings })
    await desk.load({ 'journey.event': events, 'journey.payment': payments })
  })
  afterAll(() => desk.close())

  test.each(Object.keys(FLOWS) as (keyof typeof FLOWS)[])('%s by day', async (metric) => {
    const answer = await desk.query({ metrics: [metric], grain: 'day', period: YEAR })

    expect(total(expected[FLOWS[metric]])).toBeGreaterThan(50)
    expect(series(answer.rows, metric)).toEqual(expected[FLOWS[metric]])
  })

  test.each(Object.keys(BY_PROCESS) as (keyof typeof BY_PROCESS)[])('%s by day and process', async (metric) => {
    const answer = await desk.query({ metrics: [metric], by: ['process'], grain: 'day', period: YEAR })

    for (const [process, counts] of expected[BY_PROCESS[metric]]) {
      const ofProcess = answer.rows.filter((row) => row['process'] === process)
      expect(total(counts)).toBeGreaterThan(50)
      expect([process, series(ofProcess, metric)]).toEqual([process, counts])
    }
  })

  test('the seed’s way differs, and every difference is an end before its start or an edge of the day', () => {
    const { byUser } = historyOf(once, rules)
    const reasons = { onlyOurs: 0, onlySeeds: 0, unexplained: 0 }
    for (const history of byUser.values()) {
      for (const process of rules.processes) {
        for (const start of lastStarts(history, process, calendar)) {
          const midnight = calendar.from + Math.floor((start - calendar.from) / 86_400_000) * 86_400_000
          const isOurs = !isClosedThatDay(history, process, start, calendar)
          const isSeeds = isUnclosedForSeed(history, process, midnight)
          if (isOurs === isSeeds) continue
          reasons[isOurs ? 'onlyOurs' : 'onlySeeds'] += 1
          const hasEndNotAfter = history.some(
            ({ event, at }) => process.end.includes(event) && at >= midnight && at <= start,
          )
          const isOnEdge = history.some(({ at }) => (at - midnight) % 86_400_000 === 0 || at === midnight + 86_399_000)
          if (!(isOurs && hasEndNotAfter) && !isOnEdge) reasons.unexplained += 1
        }
      }
    }

    expect(reasons.onlyOurs).toBeGreaterThan(20)
    expect(reasons.unexplained).toBe(0)
  })
})

describe('users whose events crowd into the same seconds around midnights', () => {
  const settings = {
    processes: [
      { id: 'one', title: 'One', start: 'a', end: ['b'], limitHours: 1 },
      { id: 'two', title: 'Two', start: 'b', end: ['c', 'paid'], limitHours: 24 },
      { id: 'three', title: 'Three', start: 'paid', end: ['a', 'b'], limitHours: 0.001 },
    ],
    experiments: ['x'],
    purchase: 'paid',
  }
  const calendar: Calendar = { from: Date.parse('2023-05-01T00:00:00+03:00'), days: 4 }
  const random = createRandom(17)
  const instants = [0, 1, 2].flatMap((day) => [0, 1, 43_200, 43_201, 86_398, 86_399].map((at) => day * 86_400 + at))
  const events = Array.from({ length: 600 }, (_, user) =>
    Array.from({ length: 1 + random.integer(12) }, () => ({
      user_id: String(user),
      event: ['a', 'b', 'c', 'paid', random.uniform() < 0.1 ? 'x' : 'a'][random.integer(5)]!,
      happened_at: new Date(calendar.from + instants[random.integer(instants.length)]! * 1000).toISOString(),
    })),
  ).flat()
  const rows = events.map(({ user_id: user, event, happened_at }) => ({ user, event, at: Date.parse(happened_at) }))
  const once = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]

  test('are counted alike by day and process', async () => {
    const expected = secondWay(once, rulesOf(settings), calendar)
    const desk = await openJourneyDesk({ settings })
    await desk.load({ 'journey.event': events })

    const period = { from: '2023-05-01', to: '2023-05-04' }
    for (const metric of Object.keys(BY_PROCESS) as (keyof typeof BY_PROCESS)[]) {
      const answer = await desk.query({ metrics: [metric], by: ['process'], grain: 'day', period })
      for (const [process, counts] of expected[BY_PROCESS[metric]]) {
        const ofProcess = answer.rows.filter((row) => row['process'] === process)
        expect([metric, process, series(ofProcess, metric)]).toEqual([metric, process, counts])
      }
    }
    for (const metric of Object.keys(FLOWS) as (keyof typeof FLOWS)[]) {
      const answer = await desk.query({ metrics: [metric], grain: 'day', period })
      expect([metric, series(answer.rows, metric)]).toEqual([metric, expected[FLOWS[metric]]])
    }
    expect(total(expected.unclosed.get('One')!)).toBeGreaterThan(100)
    await desk.close()
  })
})

const ECOM = fileURLToPath(new URL('../../../../shared/data/journey/ecom_events.csv', import.meta.url))

describe.skipIf(!existsSync(ECOM))(
  'a real shop’s events (skipped without ../shared/data/journey/ecom_events.csv)',
  () => {
    const settings = {
      processes: [
        { id: 'checkout', title: 'Checkout', start: 'cart', end: ['shipping_details'], limitHours: 12 },
        { id: 'payment', title: 'Payment', start: 'payment_details', end: ['purchase', 'payment_error'] },
        { id: 'search', title: 'Search', start: 'search', end: ['product_view', 'add_to_cart'], limitHours: 72 },
      ],
      experiments: ['checkout_bug'],
      purchase: 'purchase',
    }
    const calendar: Calendar = { from: Date.parse('2024-01-01T00:00:00Z'), days: 182 }
    const period = { from: '2024-01-01', to: '2024-06-30' }
    const lines = existsSync(ECOM) ? readFileSync(ECOM, 'utf8').trim().split('\n').slice(1) : []
    const events = lines.map((line) => {
      const [user_id = '', , event = '', timestamp = ''] = line.split(',')
      return { user_id, event, happened_at: `${timestamp.replace(' ', 'T')}Z` }
    })
    const rows = events.map(({ user_id: user, event, happened_at }) => ({ user, event, at: Date.parse(happened_at) }))
    const once = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
    let desk: JourneyDesk
    let expected: SecondWay
    beforeAll(async () => {
      expected = secondWay(once, rulesOf(settings), calendar)
      desk = await openJourneyDesk({ settings, timeZone: 'UTC', today: '2024-07-01' })
      await desk.load({ 'journey.event': events })
    })
    afterAll(() => desk.close())

    test.each(Object.keys(FLOWS) as (keyof typeof FLOWS)[])('%s by day', async (metric) => {
      const answer = await desk.query({ metrics: [metric], grain: 'day', period })

      expect(total(expected[FLOWS[metric]])).toBeGreaterThan(20)
      expect(series(answer.rows, metric)).toEqual(expected[FLOWS[metric]])
    })

    test.each(Object.keys(BY_PROCESS) as (keyof typeof BY_PROCESS)[])('%s by day and process', async (metric) => {
      const answer = await desk.query({ metrics: [metric], by: ['process'], grain: 'day', period })

      for (const [process, counts] of expected[BY_PROCESS[metric]]) {
        const ofProcess = answer.rows.filter((row) => row['process'] === process)
        expect(total(counts)).toBeGreaterThan(50)
        expect([process, series(ofProcess, metric)]).toEqual([process, counts])
      }
    })
  },
)
