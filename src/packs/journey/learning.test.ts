import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type JourneyDesk, openJourneyDesk } from '../../../test/journey/journey-desk.ts'
import type { SettingsTable } from '../../kit/index.ts'
import { sql } from '../../kit/index.ts'
import { createRandom } from '../../stats/index.ts'
import { journey } from './index.ts'
import { FEWEST_USERS, learning } from './learning.ts'

type Event = { user_id: string; event: string; happened_at: string }

/** What users of each kind do, and how often at least and at most. */
const KINDS: readonly Readonly<Record<string, readonly [least: number, most: number]>>[] = [
  { Заявка: [1, 2], 'Успешный ВУ': [2, 3], Звонок: [1, 4] },
  { Заявка: [1, 2], 'Дозвон 2Л': [3, 5] },
  { Заявка: [1, 1] },
]

function usersOfKinds(users: number, seed: number): Event[] {
  const random = createRandom(seed)
  return Array.from({ length: users }, (_, user) =>
    Object.entries(KINDS[user % KINDS.length]!).flatMap(([event, [least, most]]) =>
      Array.from({ length: least + random.integer(most - least + 1) }, () => ({
        user_id: `user ${user}`,
        event,
        happened_at: new Date(Date.parse('2023-03-01T00:00:00Z') + random.integer(60 * 86_400) * 1000).toISOString(),
      })),
    ),
  ).flat()
}

async function openWith(events: readonly Event[], learned: readonly SettingsTable[] = []): Promise<JourneyDesk> {
  const desk = await openJourneyDesk({
    settings: { funnel: ['Заявка', 'Успешный ВУ'] },
    today: '2023-06-01',
    asOf: new Date('2023-05-31T21:00:00Z'),
    learned,
  })
  await desk.load({
    'journey.event': events,
    'journey.payment': events
      .filter(({ event }) => event === 'Успешный ВУ')
      .map(({ user_id, happened_at }, at) => ({ payment_id: String(at), user_id, paid_at: happened_at, amount: 100 })),
  })
  return desk
}

const settings = journey().definition.settings.parse({})
const learnFrom = (desk: JourneyDesk) =>
  learning.learn({ marts: desk.warehouse, settings, timeZone: 'Europe/Moscow', today: '2024-01-01' })

async function learnOnce(events: readonly Event[]): Promise<readonly SettingsTable[]> {
  const desk = await openWith(events)
  const learned = await learnFrom(desk)
  await desk.close()
  return learned
}

const rowsOf = (tables: readonly SettingsTable[], name: string) => tables.find((table) => table.name === name)!.rows

describe('learning', () => {
  const events = usersOfKinds(240, 3)
  let learned: readonly SettingsTable[]
  let desk: JourneyDesk
  beforeAll(async () => {
    learned = await learnOnce(events)
    desk = await openWith(events, learned)
  })
  afterAll(() => desk.close())

  test('finds the kinds that there are, names them by what sets them apart, the most active first', () => {
    expect(rowsOf(learned, 'journey_cluster')).toEqual([
      ['1', '1: Покупка + Успешный ВУ'],
      ['2', '2: Дозвон 2Л'],
      ['3', '3: − Дозвон 2Л − Покупка'],
    ])
    const chosen = rowsOf(learned, 'journey_cluster_choice').filter(([, , isChosen]) => isChosen)
    expect(chosen.map(([k]) => k)).toEqual([3])
  })

  test('centres are means of ln(1 + count) over the users of the cluster', () => {
    const count = (user: string, event: string) =>
      events.filter((each) => each.user_id === user && each.event === event).length
    const users = [...new Set(events.map(({ user_id }) => user_id))]
    const second = users.filter((user) => Number(user.slice(5)) % KINDS.length === 1)
    const mean = (event: string) =>
      second.reduce((sum, user) => sum + Math.log(1 + count(user, event)), 0) / second.length

    const centers = rowsOf(learned, 'journey_cluster_center').filter(([cluster]) => cluster === '2')
    for (const [, event, center] of centers) expect(center).toBeCloseTo(mean(String(event)), 8)
    expect(centers.map(([, event]) => event).toSorted()).toEqual([
      'Дозвон 2Л',
      'Заявка',
      'Звонок',
      'Покупка',
      'Успешный ВУ',
    ])
  })

  test('does not know in which order events arrived', async () => {
    const random = createRandom(9)
    const shuffled = events
      .map((event) => ({ event, place: random.uniform() }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ event }) => event)

    expect(await learnOnce(shuffled)).toEqual(learned)
  })

  test('teaches the same again once the models have used it', async () => {
    expect(await learnFrom(desk)).toEqual(learned)
  })

  test('every user is in the cluster of their kind', async () => {
    const rows = await desk.rows(sql`select user_id, left(cluster, 1) as cluster from mart.journey_users`)

    expect(rows).toHaveLength(240)
    expect(rows.filter((row) => Number(row['cluster']) - 1 !== Number(String(row['user_id']).slice(5)) % 3)).toEqual([])
  })

  test('the analysis counts each cluster, its payers and what sets it apart', async () => {
    const answer = await desk.analyze('journey.clusters', { top: '1' }, 'ru')

    expect(answer.tables['clusters']!.rows).toMatchObject([
      { cluster: '1: Покупка + Успешный ВУ', users: 80, share: 1 / 3, payers: 80, payers_share: 1 },
      { cluster: '2: Дозвон 2Л', users: 80, payers: 0 },
      { cluster: '3: − Дозвон 2Л − Покупка', users: 80, payers: 0 },
    ])
    const calls = events.filter(({ event }) => event === 'Дозвон 2Л').length
    const [, , more] = answer.tables['events']!.rows
    expect(more).toMatchObject({ cluster: '2: Дозвон 2Л', event: 'Дозвон 2Л', per_user: calls / 80 })
    expect(more!['per_user_all']).toBeCloseTo(calls / 240, 12)
    expect(answer.tables['choice']!.rows.map((row) => row['k'])).toEqual([3, 4, 5, 6, 7, 8])
    expect(answer.statement).toContain('240 пользователей делятся по своим действиям на 3 кластера.')
    expect(answer.statement).toMatch(/Границы между ними (чёткие|довольно чёткие)/)
    expect(answer.statement).toContain('Больше всего платящих в кластере «1: Покупка + Успешный ВУ» (100\u00a0%)')
  })

  test('the funnel has a table and a picture of the clusters', async () => {
    const answer = await desk.analyze('journey.funnel', { from: '2023-03-01' })

    expect(answer.tables['clusters']!.rows.map((row) => row['cluster'])).toContain('2: Дозвон 2Л')
    expect(answer.charts?.map(({ name }) => name)).toEqual(['funnel', 'clusters'])
  })
})

test('users without kinds are said to have no borders between them', async () => {
  const random = createRandom(12)
  const names = Array.from({ length: 14 }, (_, at) => `event ${at}`)
  const events = Array.from({ length: 300 }, (_, user) =>
    names.flatMap((event) =>
      Array.from({ length: random.integer(4) }, (_, minute) => ({
        user_id: String(user),
        event,
        happened_at: new Date(Date.parse('2023-03-01T00:00:00Z') + minute * 60_000).toISOString(),
      })),
    ),
  ).flat()
  const desk = await openWith(events, await learnOnce(events))

  const answer = await desk.analyze('journey.clusters')

  await desk.close()
  expect(answer.figures['borders']).toBe('none')
  expect(answer.statement).toContain('There are hardly any borders between them')
})

test.each([
  ['too few users', usersOfKinds(FEWEST_USERS - 1, 1)],
  ['a single kind of event', usersOfKinds(120, 1).filter(({ event }) => event === 'Заявка')],
  ['no users', []],
])('%s teach nothing', async (_, events) => {
  const desk = await openWith(events)

  const learned = await learnFrom(desk)

  expect(learned.map(({ name }) => name)).toEqual(learning.tables.map(({ name }) => name))
  expect(learned.flatMap(({ rows }) => rows)).toEqual([])
  await expect(desk.analyze('journey.clusters')).rejects.toThrow('There are no clusters yet')
  await desk.close()
})
