import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JourneyDesk, openJourneyDesk } from '../../../../test/journey/journey-desk.ts'
import type { AnalysisAnswer } from '../../../base/index.ts'
import { createRandom } from '../../../stats/index.ts'

type Event = { user_id: string; event: string; happened_at: string }

/** Ways of up to nine events of eighteen kinds; the later in the alphabet the rarer. Some begin before the period. */
function ways(users: number): Event[] {
  const random = createRandom(21)
  const first = Date.parse('2023-03-01T00:00:00Z')
  return Array.from({ length: users }, (_, user) => {
    const begin = first + random.integer(40) * 86_400_000
    return Array.from({ length: 1 + random.integer(9) }, () => ({
      user_id: `user ${user}`,
      event: 'abcdefghijklmnopqr'[Math.floor(18 * random.uniform() ** 2)]!,
      happened_at: new Date(begin + random.integer(50) * 3_600_000).toISOString(),
    }))
  }).flat()
}

// the same event of a user at the same instant is one
const events = [...new Map(ways(200).map((event) => [Object.values(event).join(' '), event])).values()]
let desk: JourneyDesk
beforeAll(async () => {
  desk = await openJourneyDesk({
    timeZone: 'UTC',
    today: '2023-06-01',
    learned: [
      {
        name: 'journey_cluster_center',
        columns: { cluster: 'string', event: 'string', center: 'double' },
        rows: [
          ['1', 'a', 1],
          ['2', 'b', 1],
        ],
      },
    ],
  })
  await desk.load({ 'journey.event': events })
})
afterAll(() => desk.close())

const cellsOf = (answer: AnalysisAnswer) =>
  new Map(answer.tables['matrix']!.rows.map((row) => [`${String(row['event'])} ${String(row['step'])}`, row]))

const pathsFrom = (from: string): string[][] =>
  [...Map.groupBy(events, ({ user_id }) => user_id).values()]
    .map((own) =>
      own.toSorted((one, other) =>
        one.happened_at === other.happened_at
          ? one.event.localeCompare(other.event)
          : one.happened_at.localeCompare(other.happened_at),
      ),
    )
    .filter((own) => own[0]!.happened_at >= from)
    .map((own) => own.map(({ event }) => event))

test('cells are shares of ways, counted by loops, and every column is whole', async () => {
  const answer = await desk.analyze('journey.step-matrix', { from: '2023-03-11', to: '2023-05-31', steps: '5' })

  const paths = pathsFrom('2023-03-11')
  const cells = cellsOf(answer)
  expect(answer.figures['paths']).toBe(paths.length)
  for (let step = 1; step <= 5; step++) {
    for (const event of 'abcd') {
      const count = paths.filter((path) => path[step - 1] === event).length
      expect(cells.get(`${event} ${step}`)).toMatchObject({ users: count, share: count / paths.length })
    }
    const ended = paths.filter((path) => path.length < step).length
    expect(cells.get(`Ended ${step}`)).toMatchObject({ users: ended, share: ended / paths.length })
    const column = answer.tables['matrix']!.rows.filter((row) => row['step'] === String(step))
    expect(column.reduce((sum, row) => sum + Number(row['share']), 0)).toBeCloseTo(1, 12)
  }
})

test('beyond fifteen events the rare ones share a row, before that of the ended ways', async () => {
  const answer = await desk.analyze('journey.step-matrix', { from: '2023-03-01', to: '2023-05-31' })

  const names = [...new Set(answer.tables['matrix']!.rows.map((row) => row['event']))]
  expect(names).toHaveLength(17)
  expect(names.slice(-2)).toEqual(['Other events', 'Ended'])
})

test('of one cluster there is also the difference to all', async () => {
  const given = { from: '2023-03-01', to: '2023-05-31', steps: '3' }

  const all = cellsOf(await desk.analyze('journey.step-matrix', given))
  const answer = await desk.analyze('journey.step-matrix', { ...given, cluster: '2' })

  const cell = cellsOf(answer).get('b 1')!
  expect(cell['share_all']).toBeCloseTo(Number(all.get('b 1')!['share']), 12)
  expect(cell['difference']).toBeCloseTo(Number(cell['share']) - Number(cell['share_all']), 12)
  expect(Number(cell['share'])).toBeGreaterThan(Number(cell['share_all']))
})

test.each([
  [{ steps: '11' }, 'steps'],
  [{ steps: '1' }, 'steps'],
  [{ cluster: '7' }, 'There is no cluster “7”'],
  [{ from: '2021-01-01', to: '2021-02-01' }, 'No user appeared'],
  [{ from: '2023-03-02', to: '2023-03-01' }, 'lies before the first'],
])('%o is answered with what is wrong', async (given, message) => {
  await expect(desk.analyze('journey.step-matrix', given as Record<string, string>)).rejects.toThrow(message)
})
