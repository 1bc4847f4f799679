import { afterAll, beforeAll, expect, test } from 'vitest'
import { trusted } from '../kit/index.ts'
import { metricSelect } from './metric-select.ts'
import { TEN_TICKETS } from './ten-tickets.ts'
import { openDesk, OWNER_IN_ENGLISH, type OpenDesk } from './testing.ts'

const FRAME = { period: { from: '2023-01-01', to: '2023-01-31' }, timeZone: 'Europe/Moscow', today: '2024-01-01' }
let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({ ...TEN_TICKETS, timeZone: FRAME.timeZone })
})
afterAll(() => desk.close())

const plain = TEN_TICKETS.metrics.filter(({ shareOver }) => shareOver === undefined)

test.each(plain.map((metric) => [metric.id, metric] as const))(
  '%s over a period is what a query answers',
  async (id, metric) => {
    const answer = await desk.figures.query({ metrics: [id], period: FRAME.period }, OWNER_IN_ENGLISH)
    const [row] = await desk.warehouse.rows(trusted(metricSelect(metric, FRAME)))

    expect(row?.value ?? 0).toEqual(answer.rows[0]?.[id] ?? 0)
  },
)

test('without a period it is the whole definition: rows that have a time, and levels that end after they begin', async () => {
  const count = async (id: string) => {
    const metric = TEN_TICKETS.metrics.find((each) => each.id === id)
    if (!metric) throw new Error(`${id} is not there`)
    const [row] = await desk.warehouse.rows(trusted(metricSelect(metric)))
    return row?.counted_rows
  }

  expect(await count('desk.created')).toBe(10)
  expect(await count('desk.resolved')).toBe(6)
  // ticket 8 was resolved before it was made
  expect(await count('desk.open')).toBe(9)
})
