import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineMetric } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, created, openDesk, type OpenDesk } from './testing.ts'

const TICKETS = `
select * from (values
  (timestamp '2023-01-10 22:00:00', timestamp '2023-01-12 12:00:00', true),
  (timestamp '2023-02-10 12:00:00', timestamp '2023-02-01 12:00:00', false),
  (timestamp '2023-03-10 12:00:00', timestamp '2030-01-01 12:00:00', true),
  (null, timestamp '2020-01-01 12:00:00', true)
) as t (created_at, ended_at, is_urgent)`

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: {
      tickets: TICKETS,
      calls: "select timestamp '2022-05-05 10:00:00' as called_at",
      none: 'select null::timestamp as at',
      never: `select unnest([timestamp '0001-01-01', timestamp '2021-06-01 12:00:00', timestamp '9999-12-31 23:59:59']) as at`,
    },
    metrics: [
      created,
      defineMetric({ ...created, id: 'desk.calm', where: 'not is_urgent or false' }),
      defineMetric({ ...created, id: 'desk.ended', at: 'ended_at' }),
      defineMetric({ ...created, id: 'desk.open', until: 'ended_at' }),
      defineMetric({ ...created, id: 'desk.calm_open', until: 'ended_at', where: 'not is_urgent' }),
      defineMetric({ ...created, id: 'desk.calls', from: 'mart.calls', at: 'called_at' }),
      defineMetric({ ...created, id: 'desk.never', from: 'mart.never', at: 'at' }),
      defineMetric({ ...created, id: 'desk.none', from: 'mart.none', at: 'at' }),
    ],
    timeZone: 'Europe/Moscow',
    today: '2023-04-15',
  })
})
afterAll(() => desk.close())

test.each([
  ['a flow: first and last row, by the days of the zone', ['desk.created'], '2023-01-11', '2023-03-10'],
  ['rows that the metric’s condition keeps', ['desk.calm'], '2023-02-10', '2023-02-10'],
  ['each time column by itself', ['desk.ended'], '2020-01-01', '2030-01-01'],
  ['a level lasts until its rows end, at most until today', ['desk.open'], '2023-01-11', '2023-04-15'],
  ['a row that ended before it began lasts no time', ['desk.calm_open'], '2023-02-10', '2023-02-10'],
  [
    'several metrics: from the first of any to the last of any',
    ['desk.calm', 'desk.calls'],
    '2022-05-05',
    '2023-02-10',
  ],
  ['what stands for “never” is no end of the data', ['desk.never'], '2021-06-01', '2021-06-01'],
  ['a metric without rows adds nothing', ['desk.calls', 'desk.none'], '2022-05-05', '2022-05-05'],
])('%s', async (_, metrics, from, to) => {
  expect(await desk.figures.span(metrics, OWNER_IN_ENGLISH)).toEqual({ from, to })
})

test('of metrics without any row there is none', async () => {
  expect(await desk.figures.span(['desk.none'], OWNER_IN_ENGLISH)).toBeUndefined()
})
