import { beforeAll, describe, expect, test } from 'vitest'
import type { Query } from '../base/index.ts'
import { defineMetric, sqlText } from '../kit/index.ts'
import { earlierQuestion, matchRows } from './comparison.ts'
import { gatherDefinitions, type Definitions } from './definitions.ts'
import { metricSelect } from './metric-select.ts'
import { planQuery } from './plan.ts'
import { understandLimit, understandQuery } from './question.ts'
import { created, knownOf, ofTickets } from './testing.ts'
import { hasMorePeriodsThan, mostPeriods } from './time-sql.ts'

const hours = defineMetric({ ...created, id: 'desk.hours', sql: 'avg(hours)' })
const share = defineMetric({ ...created, id: 'desk.share', shareOver: ['line'] })
const bare = defineMetric({ ...created, id: 'desk.bare', from: 'mart.bare' })
const dimensions = [ofTickets('line'), ofTickets('amount', { isNumber: true })]
let definitions: Definitions
beforeAll(() => {
  definitions = knownOf({ metrics: [created, hours, share, bare], dimensions })
})
const TODAY = '2023-05-17'
const MAY = { from: '2023-05-01', to: '2023-05-31' }

const asked = (query: Partial<Query>, most?: number) =>
  understandQuery(
    { metrics: ['desk.created'], period: MAY, ...query },
    definitions,
    { timeZone: 'Europe/Moscow', today: TODAY, span: async () => ({ from: '2021-02-03', to: '2022-04-05' }) },
    most,
  )
const planned = async (query: Partial<Query>) => planQuery(await asked(query), definitions, { seesAll: () => true })

describe('a question', () => {
  test('has every metric and dimension once, and the zone and order that it asks for', async () => {
    const question = await asked({
      metrics: ['desk.hours', 'desk.created', 'desk.hours'],
      by: ['line', 'line'],
      grain: 'week',
      timeZone: 'Asia/Tokyo',
      order: { by: 'period' },
    })

    expect(question.metrics.map(({ metric }) => metric.id)).toEqual(['desk.hours', 'desk.created'])
    expect(question).toMatchObject({
      by: ['line'],
      where: [],
      frame: { period: MAY, timeZone: 'Asia/Tokyo', grain: 'week', today: TODAY },
      order: { by: 'period' },
      limit: 1_000_000,
    })
    expect((await asked({})).by).toEqual([])
    expect((await asked({})).frame).toMatchObject({ timeZone: 'Europe/Moscow', grain: undefined })
  })

  test('is about all days that have rows unless it names some, and about today where none has', async () => {
    const { period: _, ...anyTime } = { metrics: ['desk.created'], period: MAY }
    const calendar = { timeZone: 'UTC', today: TODAY, span: async () => undefined }

    expect((await understandQuery(anyTime, definitions, calendar)).frame.period).toEqual({ from: TODAY, to: TODAY })
    expect((await asked({ period: 'all' })).frame.period).toEqual({ from: '2021-02-03', to: '2022-04-05' })
    expect((await asked({ period: 'this-month' })).frame.period.from).toBe('2023-05-01')
    expect((await asked({ period: { from: TODAY, to: TODAY } })).frame.period).toEqual({ from: TODAY, to: TODAY })
  })

  test('gets as many rows as it asks for, and no more than the most', async () => {
    expect((await asked({ limit: 1 })).limit).toBe(1)
    expect((await asked({ limit: 30 }, 20)).limit).toBe(20)
    expect((await asked({}, 20)).limit).toBe(20)
    expect(understandLimit(undefined, 5, 20)).toBe(5)
    const whole = planQuery(await asked({}, Infinity), definitions, { seesAll: () => true })
    expect(sqlText(whole)).toMatch(/ from answer$/)
  })
})

test.each<[string, () => Promise<unknown>]>([
  ['The question names no metric. Name at least one, for example “desk.created”.', () => asked({ metrics: [] })],
  [
    'There is no metric “desk.hour”. Did you mean “desk.hours”? Known: desk.created, desk.hours, desk.share, desk.bare.',
    () => asked({ metrics: ['desk.hour'] }),
  ],
  ['There is no dimension “lime”. Did you mean “line”? Known: line, amount.', () => asked({ by: ['lime'] })],
  [
    'There is no dimension “lime”. Did you mean “line”? Known: line, amount.',
    () => asked({ where: [{ dimension: 'lime', op: 'in', values: [] }] }),
  ],
  [
    '“desk.bare” cannot be split or filtered by “line”. It knows: –.',
    () => asked({ metrics: ['desk.created', 'desk.bare'], by: ['line'] }),
  ],
  [
    '“desk.bare” cannot be split or filtered by “amount”. It knows: –.',
    () => asked({ metrics: ['desk.bare'], where: [{ dimension: 'amount', op: 'between', from: 1 }] }),
  ],
  [
    'There is no grain “mounth”. Did you mean “month”? Known: day, week, month, quarter, year.',
    () => asked({ grain: 'mounth' as 'month' }),
  ],
  [
    'There is no comparison “previous-yaer”. Did you mean “previous-year”? Known: previous-period, previous-year.',
    () => asked({ compare: 'previous-yaer' as 'previous-year' }),
  ],
  [
    'Rows cannot be sorted by “period”: it is not in the answer. Sort by one of: line, desk.created.',
    () => asked({ by: ['line'], order: { by: 'period' } }),
  ],
  [
    'Rows cannot be sorted by “amount”: it is not in the answer. Sort by one of: period, line, desk.created.',
    () => asked({ by: ['line'], grain: 'day', order: { by: 'amount' } }),
  ],
  ['The limit must be a whole number from 1 up; 0 was given.', () => asked({ limit: 0 })],
  ['The limit must be a whole number from 1 up; 1.5 was given.', () => asked({ limit: 1.5 })],
  ['There is no time zone “Europe/Mosco”. Write it like Europe/Moscow.', () => asked({ timeZone: 'Europe/Mosco' })],
  [
    '“2023-02-30” is not a day. Write days like 2023-12-31.',
    () => asked({ period: { from: '2023-02-30', to: '2023-03-01' } }),
  ],
  [
    '“tomorrow” is not a day. Write days like 2023-12-31.',
    () => asked({ period: { from: '2023-02-01', to: 'tomorrow' } }),
  ],
  [
    'The period from 2023-03-02 to 2023-03-01 ends before it begins. Swap the days.',
    () => asked({ period: { from: '2023-03-02', to: '2023-03-01' } }),
  ],
  [
    'From 1800-01-01 to 2700-12-31 there are more than 40,000 rows of grain “week”. Choose a coarser grain or a shorter period.',
    () => asked({ grain: 'week', period: { from: '1800-01-01', to: '2700-12-31' } }),
  ],
  [
    '“line” is not a number, so it takes values, not a range.',
    () => planned({ where: [{ dimension: 'line', op: 'between', from: 1 }] }),
  ],
  [
    'The range for “amount” has neither a beginning nor an end. Give at least one of them.',
    () => planned({ where: [{ dimension: 'amount', op: 'between' }] }),
  ],
  [
    '“amount” is a number; “many” is not. Give numbers, or a range like 10000..50000.',
    () => planned({ where: [{ dimension: 'amount', op: 'in', values: ['1', 'many'] }] }),
  ],
  [
    '“amount” is a number; “ ” is not. Give numbers, or a range like 10000..50000.',
    () => planned({ where: [{ dimension: 'amount', op: 'in', values: [' '] }] }),
  ],
])('refused: %s', async (sentence, act) => {
  await expect(act()).rejects.toThrow(expect.objectContaining({ message: sentence }))
})

test('an unknown preset is answered with all there are', async () => {
  await expect(asked({ period: 'last-weak' as 'last-week' })).rejects.toThrow(
    /^There is no period “last-weak”\. Did you mean “last-week”\? Give two days or one of: .*last-week.*all/,
  )
})

test('without any definition, nothing can be named', async () => {
  const calendar = { timeZone: 'UTC', today: TODAY, span: async () => undefined }

  await expect(understandQuery({ metrics: [] }, gatherDefinitions([]), calendar)).rejects.toThrow('for example “–”')
})

test('as many periods as fit are answered, and not one more', () => {
  const days = (from: string, to: string) => ({ period: { from, to }, timeZone: 'UTC', today: TODAY })

  expect([mostPeriods('day'), mostPeriods('week'), mostPeriods('month'), mostPeriods('year')]).toEqual([
    40_000, 40_000, 2_400, 2_400,
  ])
  expect(hasMorePeriodsThan(31, { ...days('2023-03-01', '2023-03-31'), grain: 'day' })).toBe(false)
  expect(hasMorePeriodsThan(30, { ...days('2023-03-01', '2023-03-31'), grain: 'day' })).toBe(true)
  expect(hasMorePeriodsThan(1, { ...days('2023-03-01', '2023-03-07'), grain: 'week' })).toBe(false)
  expect(hasMorePeriodsThan(1, { ...days('2023-03-01', '2023-03-08'), grain: 'week' })).toBe(true)
  expect(hasMorePeriodsThan(1, { ...days('2023-03-01', '2023-03-31'), grain: 'month' })).toBe(false)
  expect(hasMorePeriodsThan(1, { ...days('2023-03-01', '2023-04-01'), grain: 'month' })).toBe(true)
  expect(hasMorePeriodsThan(1, { ...days('2023-07-01', '2023-09-30'), grain: 'quarter' })).toBe(false)
  expect(hasMorePeriodsThan(1, { ...days('2024-01-01', '2024-12-31'), grain: 'year' })).toBe(false)
  expect(hasMorePeriodsThan(1, { ...days('2024-01-01', '2025-01-01'), grain: 'year' })).toBe(true)
  expect(hasMorePeriodsThan(1, { ...days('2020-01-01', '2025-01-01'), grain: undefined })).toBe(false)
})

describe('an earlier period', () => {
  const query = { metrics: ['desk.created', 'desk.hours', 'desk.share'], by: ['line'] }

  test('is asked whole and unsorted', async () => {
    const now = await asked({ ...query, grain: 'month', order: { by: 'line' }, limit: 3 })

    expect(earlierQuestion(now, 'previous-year')).toEqual({
      ...now,
      frame: { ...now.frame, period: { from: '2022-05-01', to: '2022-05-31' } },
      order: undefined,
      limit: 1_000_000,
    })
  })

  test('stands beside this one by place and group; what it lacks is nothing, or no figure', async () => {
    const now = await asked({ ...query, grain: 'day', period: { from: '2023-05-30', to: '2023-05-31' } })
    const before = { ...now, frame: { ...now.frame, period: { from: '2023-04-30', to: '2023-04-30' } } }
    const row = (period: string, line: string | null) => ({ period, line, 'desk.created': 5 })
    const shown = [row('2023-05-30', 'a'), row('2023-05-30', null), row('2023-05-31', 'a')]
    const earlier = [{ ...row('2023-04-30', 'a'), 'desk.created': 7 }]

    expect(matchRows(now, shown, before, earlier)).toEqual([
      { period: '2023-04-30', line: 'a', 'desk.created': 7 },
      { period: '2023-04-30', line: null, 'desk.created': 0, 'desk.hours': null, 'desk.share': null },
      { period: null, line: 'a', 'desk.created': null, 'desk.hours': null, 'desk.share': null },
    ])
  })

  test('without a grain stands beside this one by group', async () => {
    const now = await asked(query)

    expect(matchRows(now, [{ line: 'a' }, { line: 'b' }], now, [{ line: 'b', 'desk.created': 2 }])).toEqual([
      { line: 'a', 'desk.created': 0, 'desk.hours': null, 'desk.share': null },
      { line: 'b', 'desk.created': 2 },
    ])
  })
})

test('a metric as one select, of a period or of its whole definition', () => {
  const frame = { period: MAY, timeZone: 'UTC', today: TODAY }
  const urgent = { ...created, where: 'is_urgent or is_late' }
  const open = { ...created, until: 'ended_at' }
  const head = 'select count(*) as value, count(*) as counted_rows\nfrom "mart"."tickets"\nwhere '

  expect(metricSelect(urgent, frame)).toBe(
    `${head}(is_urgent or is_late) and "created_at" >= cast('2023-05-01 00:00:00' as timestamp) and "created_at" < cast('2023-06-01 00:00:00' as timestamp)`,
  )
  expect(metricSelect(urgent)).toBe(`${head}(is_urgent or is_late) and "created_at" is not null`)
  expect(metricSelect(open)).toBe(
    `${head}"created_at" is not null and ("ended_at" is null or "ended_at" >= "created_at")`,
  )
  // a period that is not over is judged at the end of today
  expect(metricSelect(open, frame)).toBe(
    `${head}"created_at" < cast('2023-05-18 00:00:00' as timestamp) and ("ended_at" is null or "ended_at" >= cast('2023-05-18 00:00:00' as timestamp))`,
  )
})
