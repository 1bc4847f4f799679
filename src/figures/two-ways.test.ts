import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addDays,
  dayOf,
  grainsIn,
  startOfDay,
  startOfGrain,
  type Cell,
  type Filter,
  type Grain,
  type Period,
  type Row,
} from '../base/index.ts'
import { defineMetric } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, created, ofTickets, openDesk, type OpenDesk } from './testing.ts'

/* Every figure a second, slower way: plain loops over the same rows. */

const TODAY = '2023-12-01'
const ROWS = 600
const DAYS = 500

/** 600 tickets over 500 days by arithmetic mixing; every 7th never ends, every 11th has no line, every 13th ends early. */
const TICKETS = `
select
  number as ticket_id,
  timestamp '2022-09-01' + to_minutes(number * 7919 % (${DAYS} * 1440)) as created_at,
  case when number % 7 <> 0 then timestamp '2022-09-01'
    + to_minutes(number * 7919 % (${DAYS} * 1440) + (number * 104729 % 90000) - case when number % 13 = 0 then 90000 else 0 end)
  end as ended_at,
  case number * 31 % 5 when 0 then 'low' when 1 then 'high' else 'medium' end as priority,
  case when number % 11 <> 0 then 'line_' || (number * 17 % 3) end as line,
  number * 37 % 100 as amount
from (select cast(unnest(generate_series(1, ${ROWS})) as bigint) as number) as numbers`

const metrics = [
  created,
  defineMetric({ ...created, id: 'desk.mean', sql: 'avg(amount)', where: 'amount <> 50' }),
  defineMetric({ ...created, id: 'desk.open', until: 'ended_at' }),
  defineMetric({ ...created, id: 'desk.line_share', shareOver: ['line'] }),
  defineMetric({ ...created, id: 'desk.open_share', until: 'ended_at', shareOver: ['line'] }),
]
const dimensions = [ofTickets('priority'), ofTickets('line'), ofTickets('amount', { isNumber: true })]

interface Ticket {
  priority: string
  line: string | null
  amount: number
  begin: number
  end: number
}

let desk: OpenDesk
let tickets: Ticket[]
beforeAll(async () => {
  desk = await openDesk({ marts: { tickets: TICKETS }, metrics, dimensions, today: TODAY, options: { cacheBytes: 0 } })
  const rows = await desk.figures.rows(
    { metric: 'desk.created', period: { from: '2022-01-01', to: '2024-12-31' }, limit: ROWS },
    OWNER_IN_ENGLISH,
  )
  tickets = rows.rows.map((row) => {
    const begin = Date.parse(String(row['created_at']))
    const end = row['ended_at'] === null ? Number.POSITIVE_INFINITY : Date.parse(String(row['ended_at']))
    return {
      priority: String(row['priority']),
      line: row['line'] === null ? null : String(row['line']),
      amount: Number(row['amount']),
      begin,
      end: Math.max(begin, end),
    }
  })
})
afterAll(() => desk.close())

type By = 'priority' | 'line'

interface Asked {
  period: Period
  grain: Grain | undefined
  by: readonly By[]
  where: readonly Filter[]
  timeZone: string
}

const passes = (ticket: Ticket, filters: readonly Filter[]): boolean =>
  filters.every((filter) => {
    const value = ticket[filter.dimension as By | 'amount']
    if (filter.op === 'between') return Number(value) >= (filter.from ?? -1e9) && Number(value) <= (filter.to ?? 1e9)
    const isAmong = filter.values.includes(value === null ? null : String(value))
    return filter.op === 'in' ? isAmong : !isAmong
  })

const days = new Map<string, string>()

function dayIn({ begin }: Ticket, timeZone: string): string {
  const key = `${timeZone} ${begin}`
  const day = days.get(key) ?? dayOf(new Date(begin), timeZone)
  days.set(key, day)
  return day
}

/** The answer by loops: periods by groups, each cell a scan of all tickets. */
function byHand({ period, grain, by, where, timeZone }: Asked): Row[] {
  const start = Date.parse(startOfDay(period.from, timeZone))
  const lastLevel = period.to < TODAY ? period.to : TODAY
  const levelEnd = Date.parse(startOfDay(addDays(lastLevel, 1), timeZone))
  const notOwn = where.filter(({ dimension }) => dimension !== 'line')
  const keyOf = (ticket: Ticket, dimensions: readonly By[]): string =>
    JSON.stringify(dimensions.map((id) => ticket[id]))
  const inPeriod = (ticket: Ticket): boolean =>
    dayIn(ticket, timeZone) >= period.from && dayIn(ticket, timeZone) <= period.to
  const isNear = (ticket: Ticket): boolean =>
    ticket.begin < levelEnd && ticket.end >= (grain ? start : levelEnd) && (grain === undefined || period.from <= TODAY)

  const groups = new Set(
    tickets.filter((ticket) => passes(ticket, where) && (inPeriod(ticket) || isNear(ticket))).map((t) => keyOf(t, by)),
  )
  if (by.length === 0) groups.add('[]')

  const bucketOf = (ticket: Ticket): string | null =>
    grain === undefined ? null : startOfGrain(dayIn(ticket, timeZone), grain)
  const within = Map.groupBy(tickets.filter(inPeriod), bucketOf)
  return (grain === undefined ? [null] : grainsIn(period, grain)).flatMap((bucket) =>
    [...groups].map((group) => {
      const values = JSON.parse(group) as (string | null)[]
      const lineAt = by.indexOf('line')
      const isOf = (ticket: Ticket): boolean => keyOf(ticket, by) === group
      const isOfAll = (ticket: Ticket): boolean => by.every((id, at) => at === lineAt || ticket[id] === values[at])
      const flow = within.get(bucket) ?? []
      const next =
        bucket === null || grain === undefined ? levelEnd : Math.min(levelEnd, endOfBucket(bucket, grain, timeZone))
      const level = tickets.filter((ticket) => ticket.begin < next && ticket.end >= next)
      const hasBegun = (bucket ?? period.from) <= TODAY && period.from <= TODAY
      const mine = flow.filter((ticket) => isOf(ticket) && passes(ticket, where))
      const there = level.filter((ticket) => isOf(ticket) && passes(ticket, where)).length
      const amounts = mine.filter(({ amount }) => amount !== 50).map(({ amount }) => amount)
      const share = (part: number, all: readonly Ticket[]): number | null => {
        const total = all.filter((ticket) => isOfAll(ticket) && passes(ticket, notOwn)).length
        return total === 0 ? null : part / total
      }
      const keys = by.map((id, at): [string, Cell] => [id, values[at] ?? null])
      return Object.assign(Object.fromEntries(keys), bucket === null ? {} : { period: bucket }, {
        'desk.created': mine.length > 0 || hasBegun ? mine.length : null,
        'desk.mean': amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length,
        'desk.open': hasBegun ? there : null,
        'desk.line_share': mine.length > 0 || hasBegun ? share(mine.length, flow) : null,
        'desk.open_share': hasBegun ? share(there, level) : null,
      })
    }),
  )
}

const endOfBucket = (bucket: string, grain: Grain, timeZone: string): number => {
  let day = bucket
  while (startOfGrain(day, grain) === bucket) day = addDays(day, 1)
  return Date.parse(startOfDay(day, timeZone))
}

const filters: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    dimension: fc.constantFrom('line', 'priority'),
    op: fc.constantFrom('in' as const, 'not in' as const),
    values: fc.uniqueArray(fc.constantFrom(null, 'line_0', 'line_1', 'low', 'medium', 'none such'), { minLength: 1 }),
  }),
  fc.record({
    dimension: fc.constant('amount'),
    op: fc.constant('between' as const),
    from: fc.integer({ min: 0, max: 60 }),
    to: fc.integer({ min: 40, max: 100 }),
  }),
)

const questions: fc.Arbitrary<Asked> = fc
  .record({
    first: fc.integer({ min: -20, max: DAYS }),
    length: fc.integer({ min: 0, max: 120 }),
    grain: fc.constantFrom(undefined, 'day' as const, 'week' as const, 'month' as const, 'quarter' as const),
    by: fc.uniqueArray(fc.constantFrom<By>('priority', 'line')),
    where: fc.array(filters, { maxLength: 2 }),
    timeZone: fc.constantFrom('UTC', 'Europe/Moscow', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
  })
  .map(({ first, length, grain, by, where, timeZone }) => {
    const from = addDays('2022-09-01', first)
    return { grain, by, where, timeZone, period: { from, to: addDays(from, length) } }
  })

const asQuery = ({ grain, ...rest }: Asked, metric: readonly string[]) => ({
  ...rest,
  metrics: metric,
  ...(grain === undefined ? {} : { grain }),
})

const sorted = (rows: readonly Row[]): string[] =>
  rows
    .map((row) =>
      JSON.stringify(
        Object.entries(row)
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([key, value]) => [key, typeof value === 'number' ? Number(value.toFixed(9)) : value]),
      ),
    )
    .toSorted()

test('flows, means, levels and shares equal loops over the rows, for any split, filter, zone and grain', async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (asked) => {
      const { rows } = await desk.figures.query(
        asQuery(
          asked,
          metrics.map(({ id }) => id),
        ),
        OWNER_IN_ENGLISH,
      )

      expect(sorted(rows)).toEqual(sorted(byHand(asked)))
    }),
    { numRuns: 40, seed: 20231201 },
  )
})

const total = (rows: readonly Row[], metric = 'desk.created'): number =>
  rows.reduce((sum, row) => sum + Number(row[metric] ?? 0), 0)

test('the days of a count add up to its total, and so do the values of a dimension', async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (asked) => {
      const ask = async (more: Partial<Asked>) =>
        total((await desk.figures.query(asQuery({ ...asked, ...more }, ['desk.created']), OWNER_IN_ENGLISH)).rows)
      const whole = await ask({ grain: undefined, by: [] })

      expect(await ask({ grain: 'day', by: [] })).toBe(whole)
      expect(await ask({ grain: 'week', by: ['priority', 'line'] })).toBe(whole)
      expect(await ask({ grain: undefined, by: ['line'] })).toBe(whole)
    }),
    { numRuns: 15, seed: 7 },
  )
})

test('shares add up to one where there is anything', async () => {
  const { rows } = await desk.figures.query(
    { metrics: ['desk.line_share'], by: ['line'], period: { from: '2022-10-01', to: '2023-09-30' } },
    OWNER_IN_ENGLISH,
  )

  expect(rows).toHaveLength(4)
  expect(total(rows, 'desk.line_share')).toBeCloseTo(1, 12)
})
