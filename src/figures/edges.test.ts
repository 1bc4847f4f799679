import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineMetric } from '../kit/index.ts'
import { emptyFigure } from './empty.ts'
import { FIRST_FOUR_MONTHS, TEN_TICKETS } from './ten-tickets.ts'
import { OWNER_IN_ENGLISH, created, knownOf, openDesk, planOf, type OpenDesk } from './testing.ts'

/* Metrics that differ in one thing only, and the ends of what can be asked. */
const walked = { ...created, from: 'mart.walks' }

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    ...TEN_TICKETS,
    marts: {
      ...TEN_TICKETS.marts,
      walks: `select timestamp '2023-01-01' as created_at, timestamp '2023-02-01' as rested_at, timestamp '2023-03-01' as ended_at`,
    },
    metrics: [
      ...TEN_TICKETS.metrics,
      defineMetric({ ...created, id: 'desk.low', where: "priority = 'low'" }),
      defineMetric({ ...created, id: 'desk.odd', where: "priority = 'odd'" }),
      defineMetric({ ...walked, id: 'desk.walking', until: 'rested_at' }),
      defineMetric({ ...walked, id: 'desk.away', until: 'ended_at' }),
    ],
  })
})
afterAll(() => desk.close())

test.each([
  ['by their conditions', ['desk.low', 'desk.odd'], '2023-01-02', '2023-04-30'],
  ['by when their rows end', ['desk.walking', 'desk.away'], '2023-01-01', '2023-03-01'],
])('the span of metrics that differ only %s is that of all, in any order', async (_, metrics, from, to) => {
  expect(await desk.figures.span(metrics, OWNER_IN_ENGLISH)).toEqual({ from, to })
  expect(await desk.figures.span(metrics.toReversed(), OWNER_IN_ENGLISH)).toEqual({ from, to })
})

test('levels by two dimensions at the end of each month, counted and added up by hand', async () => {
  const { rows } = await desk.figures.query(
    { metrics: ['desk.open', 'desk.waiting'], by: ['line', 'priority'], grain: 'month', period: FIRST_FOUR_MONTHS },
    OWNER_IN_ENGLISH,
  )

  expect(rows.filter((row) => row['desk.open'] !== 0).map((row) => Object.values(row))).toEqual([
    ['2023-01-01', 'line_1', 'low', 1, 200],
    ['2023-01-01', 'line_2', 'low', 1, 400],
    ['2023-01-01', 'line_2', 'high', 1, 300],
    ['2023-02-01', 'line_1', null, 1, 600],
    ['2023-02-01', 'line_2', 'high', 1, 300],
    ['2023-03-01', 'line_1', null, 1, 600],
    ['2023-03-01', 'line_2', 'high', 1, 300],
    ['2023-04-01', 'line_1', 'low', 1, 1000],
    ['2023-04-01', 'line_1', null, 1, 600],
    ['2023-04-01', 'line_2', 'high', 1, 300],
    ['2023-04-01', null, 'high', 1, 900],
  ])
})

test('the years that can be asked are 1000 to 9000, their first and last days too', async () => {
  const known = knownOf(TEN_TICKETS)
  const asked = (from: string, to: string) => planOf({ metrics: ['desk.created'], period: { from, to } }, known)

  // the days as instants: Moscow kept the sun's time, 2:30:17 ahead, and will be 3 hours ahead
  const { values } = await asked('1000-01-01', '9000-12-31')
  expect(values).toEqual(expect.arrayContaining(['0999-12-31 21:29:43', '9000-12-31 21:00:00']))
  await expect(asked('0999-12-31', '9000-12-31')).rejects.toMatchObject({ code: 'wrong_day' })
  await expect(asked('1000-01-01', '9001-01-01')).rejects.toMatchObject({ code: 'wrong_day' })
})

test.each([
  'count_if(amount > 0)',
  'countif(amount > 0)',
  'count_star()',
  'fsum(amount)',
  'sum(amount)::numeric(18, 2)',
])('%s of nothing is 0, as other counts and sums are', (aggregate) => {
  expect(emptyFigure(aggregate)).toBe(0)
})
