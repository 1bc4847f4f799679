import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SettingsTable } from '../../kit/index.ts'
import { sql } from '../../kit/index.ts'
import { type JourneyDesk, openJourneyDesk, sampleRows } from '../../../test/journey/journey-desk.ts'
import { sampleJourney, sampleJourneySettings } from './index.ts'

const learned = (
  centers: readonly (readonly [cluster: string, event: string, center: number])[],
  names: readonly (readonly [cluster: string, name: string])[],
): readonly SettingsTable[] => [
  {
    name: 'journey_cluster_center',
    columns: { cluster: 'string', event: 'string', center: 'double' },
    rows: centers,
  },
  { name: 'journey_cluster', columns: { cluster: 'string', name: 'string' }, rows: names },
]

const times = (user_id: string, event: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    user_id,
    event,
    happened_at: `2023-05-02T08:00:${String(at).padStart(2, '0')}Z`,
  }))

describe('the nearest centre', () => {
  let desk: JourneyDesk
  beforeAll(async () => {
    desk = await openJourneyDesk({
      settings: { experiments: ['demo'] },
      learned: learned(
        [
          ['1', 'task', Math.log(5)],
          ['1', 'answer', 0],
          ['2', 'task', 0],
          ['2', 'answer', Math.log(5)],
          ['3', 'task', Math.log(5)],
          // a centre that says nothing of an event is 0 there
        ],
        [
          ['1', 'Callers'],
          ['2', 'Talkers'],
        ],
      ),
    })
    await desk.load({
      'journey.event': [
        ...times('asks', 'task', 4),
        ...times('answers', 'answer', 3),
        ...times('answers', 'task', 1),
        ...times('does neither', 'other', 2),
        ...times('tests', 'task', 1),
        ...times('tests', 'demo', 1),
      ],
    })
  })
  afterAll(() => desk.close())

  const clusterOf = async (user: string) => {
    const [found] = await desk.rows(sql`select cluster from mart.journey_users where user_id = ${user}`)
    return found?.['cluster']
  }

  test('of two equally near ones the first by id, by its name', async () => {
    expect(await clusterOf('asks')).toBe('Callers')
  })

  test('the other one for who does the other thing', async () => {
    expect(await clusterOf('answers')).toBe('Talkers')
  })

  test('who does none of the events is as far from a centre as the centre is from nothing', async () => {
    expect(await clusterOf('does neither')).toBe('Callers')
  })

  test('users of experiments have none', async () => {
    expect(await clusterOf('tests')).toBeUndefined()
  })

  test('every mart has the user’s cluster, and figures split by it', async () => {
    const { rows } = await desk.query({
      metrics: ['journey.events', 'journey.active_users'],
      by: ['cluster'],
      period: { from: '2023-05-01', to: '2023-05-31' },
    })

    expect(rows).toEqual([
      { cluster: 'Callers', 'journey.events': 6, 'journey.active_users': 2 },
      { cluster: 'Talkers', 'journey.events': 4, 'journey.active_users': 1 },
    ])
  })
})

test('every user of the sample has the centre that a plain search finds', async () => {
  const names = ['Создание заявки', 'Назначена задача на вторую линию', 'Успешный ВУ', 'Покупка', 'nobody does it']
  const centers = Array.from({ length: 5 }, (_, cluster) =>
    names.map((event, at) => [String(cluster + 1), event, ((cluster * 7 + at * 5) % 11) / 6] as const),
  ).flat()
  const desk = await openJourneyDesk({ settings: sampleJourneySettings, learned: learned(centers, []) })
  const { events, payments } = sampleRows(sampleJourney({ seed: 9, users: 1500 }))
  await desk.load({ 'journey.event': events, 'journey.payment': payments })

  const counts = await desk.rows(sql`
    select user_id, any_value(cluster) as cluster, event, count(*)::integer as events
    from mart.journey_events
    group by user_id, event`)
  const users = await desk.rows(sql`select user_id, cluster from mart.journey_users order by user_number`)
  await desk.close()

  const countOf = new Map(counts.map((row) => [`${row['user_id']} ${row['event']}`, Number(row['events'])]))
  const distance = (user: string, cluster: string): number =>
    centers
      .filter(([of]) => of === cluster)
      .reduce((sum, [, event, center]) => sum + (Math.log1p(countOf.get(`${user} ${event}`) ?? 0) - center) ** 2, 0)
  for (const row of users) {
    const user = String(row['user_id'])
    const found = ['1', '2', '3', '4', '5'].toSorted((one, other) => distance(user, one) - distance(user, other))[0]
    expect([user, row['cluster']]).toEqual([user, found])
  }
  expect(users.length).toBeGreaterThan(1300)
  expect(new Set(users.map((row) => row['cluster'])).size).toBeGreaterThan(2)
})
