import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type LoopEvent,
  type LoopQuestion,
  funnelByLoops,
  mediansByLoops,
} from '../../../../../test/journey/funnel-by-loops.ts'
import { type JourneyDesk, openJourneyDesk } from '../../../../../test/journey/journey-desk.ts'
import type { AnalysisAnswer, Cell, Row } from '../../../../base/index.ts'
import { createFigures } from '../../../../figures/index.ts'
import { OWNER, sql } from '../../../../kit/index.ts'
import { createRandom } from '../../../../stats/index.ts'
import { journey } from '../../index.ts'

const ZONE = 'America/New_York'
const AS_OF = new Date('2023-03-14T12:00:00Z')
const at = (user_id: string, event: string, happened_at: string): LoopEvent => ({ user_id, event, happened_at })
const stepsOf = (answer: AnalysisAnswer): readonly Row[] => answer.tables['steps']!.rows
const rounded = (value: Cell): Cell => (typeof value === 'number' ? Number(value.toFixed(9)) : value)
const usersOf = (answer: AnalysisAnswer) => stepsOf(answer).map((row) => row['users'])

/** Users of a few events on few instants, so that ties and repeats abound, around the night when clocks go forward. */
function randomHistories(users: number, seed: number): LoopEvent[] {
  const random = createRandom(seed)
  const first = Date.parse('2023-03-09T00:00:00Z')
  return Array.from({ length: users }, (_, user) =>
    Array.from({ length: 1 + random.integer(11) }, () =>
      at(
        `user ${user}`,
        'abcd'[random.integer(4)]!,
        new Date(first + random.integer(40) * 4 * 3_600_000).toISOString(),
      ),
    ),
  ).flat()
}

/** One who does nothing else all week: pairs of events would be too many. */
const heavyUser = (): LoopEvent[] =>
  Array.from({ length: 300 }, (_, minute) =>
    at('heavy', 'abc'[minute % 3]!, new Date(Date.parse('2023-03-10T00:00:00Z') + minute * 60_000).toISOString()),
  )

const learned = [
  {
    name: 'journey_cluster_center',
    columns: { cluster: 'string', event: 'string', center: 'double' },
    rows: [
      ['1', 'a', 1.2],
      ['2', 'd', 1.2],
    ],
  },
  { name: 'journey_cluster', columns: { cluster: 'string', name: 'string' }, rows: [['1', '1: a']] },
] as const

const settings = { funnel: ['a', 'b', 'c'], funnelWindowDays: 2 }

describe.each([
  ['of users with few events', randomHistories(300, 5), false],
  ['with a user of very many', [...randomHistories(120, 6), ...heavyUser()], true],
])('random histories %s', (_, events, isHeavy) => {
  let desk: JourneyDesk
  beforeAll(async () => {
    desk = await openJourneyDesk({ settings, timeZone: ZONE, today: '2023-04-01', asOf: AS_OF, learned })
    await desk.load({ 'journey.event': events })
  })
  afterAll(() => desk.close())

  test('are of the kind that they are named for', () => {
    const counts = [...Map.groupBy(events, ({ user_id }) => user_id).values()].map((own) => own.length)
    const met = counts.reduce((sum, count) => sum + count ** 2, 0) / events.length

    expect(met > 50).toBe(isHeavy)
  })

  const questions = ['ordered', 'any'].flatMap((mode) =>
    [
      { steps: 'a|b|c', from: '2023-03-09', to: '2023-03-20', window_days: '30' },
      { steps: 'a|b|c|d', from: '2023-03-08', to: '2023-03-12', window_days: '3' },
      { steps: 'a|b', from: '2023-03-12', to: '2023-03-12', window_days: '1' },
      { steps: 'd|c|b|a', from: '2023-03-11', to: '2023-03-14', window_days: '2' },
      { steps: 'c|a|d', from: '2023-03-13', to: '2023-03-13', window_days: '1' },
    ].map((given) => ({ ...given, mode })),
  )
  test.each(questions)('$mode $steps from $from to $to within $window_days', async (given) => {
    const answer = await desk.analyze('journey.funnel', given)

    const question: LoopQuestion = {
      ...given,
      steps: given.steps.split('|'),
      windowDays: Number(given.window_days),
      isOrdered: given.mode === 'ordered',
      timeZone: ZONE,
      knownUntil: String(answer.figures['known_until']),
    }
    const found = funnelByLoops(events, question)
    const came = (step: number) => found.filter(({ depth }) => depth >= step)
    const medians = mediansByLoops(events, question)
    const ended = found.filter(({ hasTime }) => !hasTime)
    const share = (part: number, whole: number) => (whole > 0 ? rounded(part / whole) : null)
    const expected = question.steps.map((_, before) => ({
      users: came(before + 1).length,
      lost: before === 0 ? null : came(before).length - came(before + 1).length,
      unfinished: before === 0 ? null : found.filter(({ depth, hasTime }) => depth === before && hasTime).length,
      share_of_start_ended: share(ended.filter(({ depth }) => depth > before).length, ended.length),
      median_hours: rounded(medians[before]!),
    }))
    const names = Object.keys(expected[0]!)
    const counted = stepsOf(answer).map((row) => Object.fromEntries(names.map((name) => [name, rounded(row[name]!)])))
    expect(counted).toEqual(expected)
    const clusters = await desk.rows(sql`select user_id, cluster from mart.journey_users`)
    const clusterOf = new Map(clusters.map((row) => [row['user_id'], row['cluster']]))
    for (const row of answer.tables['clusters']!.rows) {
      const own = found.filter(({ user }) => clusterOf.get(user) === row['cluster'])
      expect(row['users']).toBe(own.filter(({ depth }) => depth >= Number(row['step'])).length)
    }
  })
})

describe('by hand', () => {
  let desk: JourneyDesk
  beforeAll(async () => {
    desk = await openJourneyDesk({
      settings: { ...settings, experiments: ['trial'] },
      timeZone: 'Europe/Moscow',
      today: '2023-06-01',
      asOf: new Date('2023-05-31T21:00:00Z'),
    })
    await desk.load({
      'journey.event': [
        // all three steps in a day
        at('straight', 'a', '2023-05-02T08:00:00Z'),
        at('straight', 'b', '2023-05-02T10:00:00Z'),
        at('straight', 'c', '2023-05-03T10:00:00Z'),
        // the first b lies before the a and must not hide the second
        at('early b', 'b', '2023-05-02T08:00:00Z'),
        at('early b', 'a', '2023-05-02T09:00:00Z'),
        at('early b', 'b', '2023-05-02T13:00:00Z'),
        // the first try runs out of time, the second arrives
        at('again', 'a', '2023-05-04T08:00:00Z'),
        at('again', 'b', '2023-05-05T08:00:00Z'),
        at('again', 'a', '2023-05-10T08:00:00Z'),
        at('again', 'b', '2023-05-10T09:00:00Z'),
        at('again', 'c', '2023-05-12T08:00:00Z'),
        // one second late
        at('late', 'a', '2023-05-10T08:00:00Z'),
        at('late', 'b', '2023-05-10T09:00:00Z'),
        at('late', 'c', '2023-05-12T08:00:01Z'),
        // at the same instant is not after
        at('tie', 'a', '2023-05-10T08:00:00Z'),
        at('tie', 'b', '2023-05-10T08:00:00Z'),
        // began on the last day of the period in Moscow, went on after it
        at('border', 'a', '2023-05-20T20:59:59Z'),
        at('border', 'b', '2023-05-21T08:00:00Z'),
        at('next day', 'a', '2023-05-20T21:00:00Z'),
        // left out
        at('guinea pig', 'a', '2023-05-10T08:00:00Z'),
        at('guinea pig', 'trial', '2023-05-30T08:00:00Z'),
        // still on the way when the data end
        at('waiting', 'a', '2023-05-30T20:00:00Z'),
        at('witness', 'd', '2023-05-31T20:00:00Z'),
      ],
    })
  })
  afterAll(() => desk.close())

  test('each user is counted once, where the deepest try came', async () => {
    const answer = await desk.analyze('journey.funnel', { from: '2023-05-01', to: '2023-05-20' })

    expect(usersOf(answer)).toEqual([6, 5, 2])
    expect(stepsOf(answer)[2]).toMatchObject({ share_of_start: 1 / 3, share_of_previous: 0.4, lost: 3, unfinished: 0 })
    // to b: 2, 4, 24, 1, 1 and 11 hours and 1 second; to c: 24 and 47
    expect(stepsOf(answer)[1]!['median_hours']).toBe(3)
    expect(stepsOf(answer)[2]!['median_hours']).toBe(35.5)
    expect(answer.figures).toMatchObject({
      users_started: 6,
      users_finished: 2,
      biggest_loss_step: 'c',
      biggest_loss_users: 3,
      excluded_users: 1,
      unfinished_users: 0,
    })
    expect(answer.statement).toContain('Most are lost between “b” and “c”: 3 users, 60%')
    expect(answer.notes?.join(' ')).toContain('1 user with events of experiments is left out')
  })

  test('who still has time is said, and shares are given without them', async () => {
    const answer = await desk.analyze('journey.funnel', { from: '2023-05-01' })

    expect(answer.figures).toMatchObject({
      to: '2023-05-31',
      known_until: '2023-05-31T21:00:00Z',
      users_started: 8,
      unfinished_users: 1,
      users_ended: 7,
      conversion_share: 2 / 8,
      conversion_share_without_unfinished: 2 / 7,
      conversion_share_ended: 2 / 7,
    })
    expect(stepsOf(answer)[1]).toMatchObject({ lost: 3, unfinished: 1 })
    expect(answer.statement).toContain('1 user has not arrived yet but still has time')
  })

  test('in any order a step counts from the start on, and only when all before it have come', async () => {
    const answer = await desk.analyze('journey.funnel', { from: '2023-05-01', to: '2023-05-20', mode: 'any' })

    expect(usersOf(answer)).toEqual([6, 6, 2])
  })

  test('groups by month of the first event are named by the month', async () => {
    const answer = await desk.analyze('journey.funnel', { from: '2023-05-01', by: 'cohort' }, 'ru')

    const { columns, rows } = answer.tables['cohorts']!
    expect(columns[2]).toMatchObject({ name: 'cohort', labels: { '2023-05-01': 'май 2023' } })
    expect(rows.map((row) => row['users'])).toEqual([8, 5, 2])
    expect(answer.charts?.map(({ name }) => name)).toEqual(['funnel', 'cohorts'])
  })

  test('without clusters there is the funnel of all, and it is said', async () => {
    const answer = await desk.analyze('journey.funnel', { from: '2023-05-01' })

    expect(Object.keys(answer.tables)).toEqual(['steps'])
    expect(answer.notes?.join(' ')).toContain('There are no clusters yet')
  })

  test.each([
    [{ steps: 'a|bbb' }, 'There is no event “bbb”'],
    [{ steps: 'a|triall' }, 'There is no event “triall”. Did you mean “trial”?'],
    [{ steps: 'a' }, 'at least two steps, and only “a”'],
    [{ steps: ' | ' }, 'The funnel has no steps'],
    [{ steps: 'a|b|a' }, '“a” stands twice'],
    [{ steps: 'abcdefghijklmnopqrstu'.split('').join('|') }, 'at most 20 steps, and 21'],
    [{ from: '2023-05-02', to: '2023-05-01' }, 'lies before the first'],
    [{ from: '2021-05-02', to: '2021-05-03' }, 'Nobody made the first step, “a”'],
    [{ window_days: '0' }, 'window_days'],
    [{ from: 'yesterday' }, 'from'],
    [{ mode: 'strict' }, 'mode'],
  ])('%o is answered with what is wrong', async (given, message) => {
    await expect(desk.analyze('journey.funnel', given as Record<string, string>)).rejects.toThrow(message)
  })
})

test('a step of the settings that never happened has nobody, and the nearest name is said', async () => {
  const desk = await openJourneyDesk({ settings: { funnel: ['request', 'purchse'] }, today: '2023-06-01' })
  await desk.load({
    'journey.event': [at('1', 'request', '2023-05-02T08:00:00Z'), at('1', 'purchase', '2023-05-02T09:00:00Z')],
  })

  const answer = await desk.analyze('journey.funnel')

  await desk.close()
  expect(usersOf(answer)).toEqual([1, 0])
  expect(answer.notes?.join(' ')).toContain('“purchse” has never been seen. Did you mean “purchase”?')
})

test('a person counts only the users whose rows they may see', async () => {
  const desk = await openJourneyDesk({ settings, today: '2023-06-01' })
  await desk.load({
    'journey.event': ['1', '2', '3'].flatMap((user) => [
      at(user, 'a', '2023-05-02T08:00:00Z'),
      at(user, 'b', '2023-05-02T09:00:00Z'),
    ]),
  })
  const { definition } = journey()
  const figures = createFigures({
    packs: [{ definition, settings: definition.settings.parse(settings) }],
    warehouse: desk.warehouse,
    timeZone: 'Europe/Moscow',
    currency: undefined,
    today: () => '2023-06-01',
    visibleRows: (_, mart) => (mart.endsWith('_events') || mart.endsWith('_users') ? sql`user_id <> ${'2'}` : 'all'),
  })

  const answer = await figures.analyze('journey.funnel', {}, { person: OWNER, locale: 'en' })

  await desk.close()
  expect(usersOf(answer)).toEqual([2, 2, 0])
})

const SHOP = '/work/shared/data/journey/ecom_events.csv'

test.skipIf(!existsSync(SHOP))('the shared file of a shop, counted a second way', { timeout: 30_000 }, async () => {
  const events = readFileSync(SHOP, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([user = '', , event = '', time = '']) => at(user, event, `${time.replace(' ', 'T')}Z`))
  const steps = ['product_view', 'add_to_cart', 'cart', 'shipping_details', 'payment_details', 'purchase']
  const desk = await openJourneyDesk({ settings: { funnel: steps }, timeZone: 'Europe/Moscow', today: '2025-01-01' })
  await desk.load({ 'journey.event': events })

  const given = { from: '2024-01-01', to: '2024-12-31', window_days: '7', by: 'none' }
  const answer = await desk.analyze('journey.funnel', given)

  await desk.close()
  const knownUntil = String(answer.figures['known_until'])
  const found = funnelByLoops(events, {
    ...given,
    windowDays: 7,
    steps,
    isOrdered: true,
    timeZone: 'Europe/Moscow',
    knownUntil,
  })
  expect(found.length).toBeGreaterThan(100)
  expect(usersOf(answer)).toEqual(steps.map((_, place) => found.filter(({ depth }) => depth > place).length))
})
