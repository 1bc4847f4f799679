import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AnalysisAnswer, Row } from '../../src/base/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { createRandom } from '../../src/stats/index.ts'
import { type Document, type RfmDesk, type RfmDeskOptions, managerNamed, openRfmDesk } from './rfm-desk.ts'

const opened: RfmDesk[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((desk) => desk.close()))
})

async function deskOf(documents: readonly Document[], options: RfmDeskOptions = {}): Promise<RfmDesk> {
  const desk = await openRfmDesk(documents, options)
  opened.push(desk)
  return desk
}

const bought = (buyer: string, days: readonly string[], manager = 'Anna', amount = 100): Document[] =>
  days.map((sold_at) => ({ buyer, sold_at, amount, manager }))

/** Scores that can be told by looking: 30, 60, 90, 120 days; 2, 3, 4, 5 purchases. */
const BY_HAND = {
  scoring: 'thresholds',
  windowDays: 100,
  thresholds: { recency: [30, 60, 90, 120], frequency: [2, 3, 4, 5], monetary: [100, 200, 300, 400] },
}

const DAYS = { from: '2023-11-30', to: '2023-12-31' }

const SIX: readonly Document[] = [
  ...bought('rises', ['2023-11-25', '2023-12-25']),
  ...bought('sinks', ['2023-11-20'], 'Boris', 300),
  ...bought('leaves', ['2023-09-15'], 'Boris', 500),
  ...bought('comes', ['2023-12-10']),
  ...bought('comes back', ['2023-01-10', '2023-12-12']),
  ...bought('stays', ['2023-11-27', '2023-11-28', '2023-12-30']),
]

describe('migration', () => {
  test('six customers by hand: each state before and after, with shares of the rows', async () => {
    const desk = await deskOf(SIX, { rfm: BY_HAND })

    const answer = await desk.analyze('orders.rfm-migration', DAYS)

    const moves = answer.tables['migration']!.rows.map((row) => Object.values(row).slice(0, 5))
    expect(moves).toEqual([
      ['potential_loyalist', 'potential_loyalist', 'stayed', 1, 1],
      ['new', 'potential_loyalist', 'up', 1, 0.5],
      ['new', 'promising', 'down', 1, 0.5],
      ['about_to_sleep', 'Absent', 'gone', 1, 1],
      ['New', 'new', 'new', 1, 1],
      ['Absent', 'new', 'returned', 1, 1],
    ])
    expect(answer.figures).toMatchObject({
      customers_before: 4,
      customers_after: 5,
      moved_up: 1,
      moved_down: 1,
      gone: 1,
    })
    expect(answer.statement).toBe(
      'From November 30, 2023 to December 31, 2023: of 4 customers, 1 (25%) stayed in their segment, 1 (25%) moved up, ' +
        '1 (25%) moved down and 1 (25%) left the window. 1 are new, 1 came back.',
    )
  })

  test('rows add up to the sizes before, columns to the sizes after', async () => {
    const desk = await deskOf(crowd(200))

    const [answer, before, after] = await Promise.all([
      desk.analyze('orders.rfm-migration', { ...DAYS, cuts: 'recomputed' }),
      desk.analyze('orders.rfm', { date: DAYS.from }),
      desk.analyze('orders.rfm', { date: DAYS.to }),
    ])

    for (const [side, rated] of [
      ['from_segment', before],
      ['to_segment', after],
    ] as const) {
      const sizes = rated.tables['segments']!.rows.map(({ segment, customers }) => [segment, customers])
      const sums = Map.groupBy(answer.tables['matrix']!.rows, (row) => row[side])
      for (const [segment, customers] of sizes) {
        const sum = (sums.get(segment!) ?? []).reduce((all, row) => all + Number(row['customers']), 0)
        expect([segment, sum]).toEqual([segment, customers])
      }
    }
    expect(answer.notes!.join(' ')).toContain('a customer can move without doing anything')
  })

  test('frozen cut points are those of the first day, taken for both', async () => {
    const desk = await deskOf(crowd(200))
    const { tables } = await desk.analyze('orders.rfm', { date: DAYS.from })
    const bounds = (measure: string) =>
      tables['cuts']!.rows.filter((row) => row['measure'] === measure).map((row) => Number(row['bound']))
    const thresholds = {
      recency: bounds('recency').toReversed(),
      frequency: bounds('frequency'),
      monetary: bounds('monetary'),
    }

    const frozen = await desk.analyze('orders.rfm-migration', DAYS)

    const fixed = await deskOf(crowd(200), { rfm: { scoring: 'thresholds', thresholds } })
    const byHand = await fixed.analyze('orders.rfm-migration', DAYS)
    expect(frozen.tables['migration']!.rows).toEqual(byHand.tables['migration']!.rows)
    expect(frozen.notes!.join(' ')).toContain('Cut points are frozen at November 30, 2023')
  })

  test('days in the wrong order and days without customers are told', async () => {
    const desk = await deskOf(SIX)

    const wrong = desk.analyze('orders.rfm-migration', { from: '2023-12-01', to: '2023-11-01' })
    await expect(wrong).rejects.toThrow('must lie after the first')
    const empty = desk.analyze('orders.rfm-migration', { from: '2020-01-01', to: '2020-02-01' })
    await expect(empty).rejects.toThrow('the windows hold no sales')
  })
})

/** Customers with a rhythm of their own, some of whom stop; four amounts, so that many are equal. */
function crowd(customers: number): Document[] {
  const random = createRandom(7)
  return Array.from({ length: customers }, (_, at) => {
    const step = 10 + random.integer(60)
    const stop = random.uniform() < 0.3 ? 60 : 0
    const manager = ['Anna', 'Boris', 'Vera'][at % 3]!
    const days: string[] = []
    for (let back = stop + random.integer(step); back < 400; back += step) {
      days.push(new Date(Date.parse('2023-12-31T00:00:00Z') - back * 86_400_000).toISOString().slice(0, 10))
    }
    return bought(`customer ${at}`, days, manager, 10 + 30.05 * random.integer(4))
  }).flat()
}

describe('manager lists', () => {
  const lists: readonly Document[] = [
    ...SIX,
    // every ten days, then 35 days of silence
    ...bought('silent', ['2023-11-06', '2023-11-16', '2023-11-26'], 'Anna', 40),
    // as silent, but two days with purchases make no habit
    ...bought('no habit', ['2023-11-16', '2023-11-26'], 'Anna', 90),
  ]

  test('who sank, left or fell silent, by value, each with a reason', async () => {
    const desk = await deskOf(lists, { rfm: BY_HAND })

    const answer = await desk.analyze('orders.manager-lists')

    const calls = answer.tables['calls']!.rows.map(({ manager, buyer, value, reason }) => [
      manager,
      buyer,
      value,
      reason,
    ])
    expect(calls).toEqual([
      ['Boris', 'leaves', 500, 'Was in “About to sleep” and has not bought for 107 days.'],
      ['Boris', 'sinks', 300, 'Moved from “New” to “Promising”.'],
      ['Anna', 'silent', 120, 'Silent for 35 days, though usually buys every 10 days.'],
    ])
    expect(answer.tables['managers']!.rows).toEqual([
      { manager: 'Boris', customers: 2, value: 800 },
      { manager: 'Anna', customers: 1, value: 120 },
    ])
  })

  test('one manager, one call each, in Russian', async () => {
    const desk = await deskOf(lists, { rfm: BY_HAND })

    const answer = await desk.analyze('orders.manager-lists', { manager: 'Boris', limit: '1' }, OWNER, 'ru')

    expect(answer.tables['calls']!.rows).toMatchObject([
      { buyer: 'leaves', segment_before: 'about_to_sleep', segment_now: null, last_purchase_on: '2023-09-15' },
    ])
    expect(answer.statement).toBe(
      'На 31 декабря 2023 стоит позвонить 2 покупателям (1 менеджер): на кону 800. Первый — leaves (500).',
    )
    expect(answer.notes!.at(-1)).toContain('Показано 1 из 2')
  })
})

describe('a manager who sees only their own customers', () => {
  const documents = crowd(150)
  let desk: RfmDesk
  let owner: AnalysisAnswer
  beforeAll(async () => {
    const teacher = await openRfmDesk(documents)
    const learned = await teacher.learn()
    await teacher.close()
    desk = await openRfmDesk(documents, { learned })
    owner = await desk.analyze('orders.manager-lists', { limit: '1000' })
  })
  afterAll(() => desk.close())

  const ofAnna = (rows: readonly Row[]) => rows.filter((row) => row['manager'] === 'Anna')

  test('has the calls that the owner sees for them, segments of the whole company included', async () => {
    const answer = await desk.analyze('orders.manager-lists', { limit: '1000' }, managerNamed('Anna'))

    expect(answer.tables['calls']!.rows.length).toBeGreaterThan(5)
    expect(answer.tables['calls']!.rows).toEqual(ofAnna(owner.tables['calls']!.rows))
    expect(answer.notes!.join(' ')).toContain('those of the whole company on December 31, 2023')
  })

  test('has the segments that the whole company gives their customers', async () => {
    const all = await desk.analyze('orders.rfm', { limit: '1000' })
    const own = await desk.analyze('orders.rfm', { limit: '1000' }, managerNamed('Anna'))

    expect(own.figures['customers']).toBe(50)
    expect(own.tables['customers']!.rows).toEqual(ofAnna(all.tables['customers']!.rows))
    expect(own.tables['cuts']!.rows).toEqual(all.tables['cuts']!.rows)
  })

  test('is told when the cut points are of another day, and what cannot be asked', async () => {
    const earlier = await desk.analyze('orders.rfm', { date: '2023-12-15' }, managerNamed('Anna'))
    const other = desk.analyze('orders.rfm', { window_days: '30' }, managerNamed('Anna'))

    expect(earlier.notes!.join(' ')).toContain('the whole company on November 30, 2023: none were learned for the day')
    await expect(other).rejects.toThrow('leave out window_days, scoring and returns')
  })

  test('gets nothing before anything was learned', async () => {
    const fresh = await deskOf(SIX)

    const asked = fresh.analyze('orders.rfm', {}, managerNamed('Anna'))

    await expect(asked).rejects.toThrow('learned after the next load')
  })
})

describe('cohorts', () => {
  test('who bought again one and two months after the first purchase', async () => {
    const desk = await deskOf([
      ...bought('a', ['2023-09-05', '2023-10-07', '2023-11-01']),
      ...bought('b', ['2023-09-20', '2023-11-30']),
      ...bought('c', ['2023-10-01', '2023-10-02']),
      ...bought('d', ['2023-10-15']),
    ])

    const answer = await desk.analyze('orders.cohorts', { from: '2023-09-01', to: '2023-11-30' })

    expect(answer.tables['retention']!.rows).toEqual([
      { cohort: 'September 2023', month: '1', share: 0.5, customers: 1 },
      { cohort: 'September 2023', month: '2', share: 1, customers: 2 },
      { cohort: 'October 2023', month: '1', share: 0, customers: 0 },
    ])
    expect(answer.figures).toMatchObject({
      customers: 4,
      repeat_customers: 3,
      repeat_share: 0.75,
      next_month_share: 0.25,
    })
  })
})
