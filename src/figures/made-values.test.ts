import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineDimension, defineMetric, sql, type DimensionMoment } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, openDesk, type OpenDesk } from './testing.ts'

/*
Whether a customer is big depends on the question's last day: who has paid more than 100 by then. The value stands in no mart.
*/
const MARTS = {
  sales: `select * from (values
    ('a', timestamp '2023-01-10 12:00:00', 60, 'Anna'),
    ('a', timestamp '2023-02-10 12:00:00', 60, 'Anna'),
    ('b', timestamp '2023-02-11 12:00:00', 30, 'Boris'),
    (null, timestamp '2023-02-12 12:00:00', 5, null)
  ) as row(customer, sold_at, amount, manager)`,
  calls: `select * from (values ('a', timestamp '2023-02-01 12:00:00', timestamp '2023-02-20 12:00:00')) as row(caller, called_at, ended_at)`,
}

const moments: DimensionMoment[] = []

const size = defineDimension({
  id: 'size',
  meaning: '',
  columns: { 'mart.sales': 'customer', 'mart.calls': 'caller' },
  order: ['small', 'big'],
  valuesAt: (moment) => {
    moments.push(moment)
    return sql`
      select customer as key, case when sum(amount) > 100 then 'big' else 'small' end as value
      from mart.sales
      where customer is not null and sold_at < ${moment.on}::date + interval 1 day
      group by customer`
  },
})

const amount = defineMetric({
  id: 'desk.amount',
  meaning: '',
  unit: 'number',
  better: 'up',
  from: 'mart.sales',
  at: 'sold_at',
  sql: 'sum(amount)',
})

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: MARTS,
    metrics: [
      amount,
      defineMetric({ ...amount, id: 'desk.calls', from: 'mart.calls', at: 'called_at', sql: 'count(*)' }),
      defineMetric({
        ...amount,
        id: 'desk.open',
        from: 'mart.calls',
        at: 'called_at',
        until: 'ended_at',
        sql: 'count(*)',
      }),
    ],
    dimensions: [size],
    options: {
      visibleRows: (person, mart) =>
        person.role === 'owner' ? 'all' : mart === 'mart.sales' ? sql`manager = ${person.name}` : 'none',
    },
  })
})
afterAll(() => desk.close())

const asked = async (to: string, by: readonly string[] = ['size'], metrics: readonly string[] = ['desk.amount']) => {
  const answer = await desk.figures.query({ metrics, by, period: { from: '2023-01-01', to } }, OWNER_IN_ENGLISH)
  return answer.rows.map((row) => Object.values(row))
}

describe('values that are made for the question’s last day', () => {
  test('split by what they are then; a key without a value is nothing', async () => {
    expect(await asked('2023-01-31')).toEqual([['small', 60]])
    expect(await asked('2023-02-28')).toEqual([
      ['small', 30],
      ['big', 120],
      [null, 5],
    ])
  })

  test('metrics of several marts, levels too, meet in one answer', async () => {
    expect(await asked('2023-02-28', ['size'], ['desk.amount', 'desk.calls', 'desk.open'])).toEqual([
      ['small', 30, 0, 0],
      ['big', 120, 1, 0],
      [null, 5, 0, 0],
    ])
    expect(await asked('2023-02-15', ['size'], ['desk.open'])).toEqual([['big', 1]])
  })

  test('filters keep or leave out the values of that day', async () => {
    const filtered = async (op: 'in' | 'not in', values: readonly (string | null)[]) => {
      const where = [{ dimension: 'size', op, values }]
      const period = { from: '2023-02-01', to: '2023-02-28' }
      const { rows } = await desk.figures.query({ metrics: ['desk.amount'], where, period }, OWNER_IN_ENGLISH)
      return rows[0]!['desk.amount']
    }

    expect(await filtered('in', ['big'])).toBe(60)
    expect(await filtered('in', [null])).toBe(5)
    expect(await filtered('not in', ['big'])).toBe(35)
  })

  test('the rows behind a figure are the mart’s own', async () => {
    const { rows, columns } = await desk.figures.rows(
      {
        metric: 'desk.amount',
        where: [{ dimension: 'size', op: 'in', values: ['big'] }],
        period: { from: '2023-01-01', to: '2023-02-28' },
      },
      OWNER_IN_ENGLISH,
    )

    expect(rows.map((row) => row['amount'])).toEqual([60, 60])
    expect(columns.map(({ name }) => name)).toEqual(['customer', 'sold_at', 'amount', 'manager'])
  })

  test('each period of a comparison has the values of its own last day', async () => {
    const { rows, comparison } = await desk.figures.query(
      {
        metrics: ['desk.amount'],
        by: ['size'],
        period: { from: '2023-02-01', to: '2023-02-28' },
        compare: 'previous-period',
      },
      OWNER_IN_ENGLISH,
    )

    expect(rows.find((row) => row['size'] === 'small')).toEqual({ size: 'small', 'desk.amount': 30 })
    expect(comparison!.rows).toContainEqual({ size: 'small', 'desk.amount': 60 })
  })

  test('the list of values is of today, in its own order', async () => {
    const values = await desk.figures.values('size', OWNER_IN_ENGLISH)

    expect(values.map(({ value, rows }) => [value, rows])).toEqual([
      ['small', 1],
      ['big', 3],
      [null, 1],
    ])
  })

  test('a person’s values are made of the rows that they see, and whoever makes them knows', async () => {
    moments.length = 0
    const person = { id: 'b', name: 'Boris', role: 'manager' }

    const { rows } = await desk.figures.query(
      { metrics: ['desk.amount'], by: ['size'], period: { from: '2023-01-01', to: '2023-02-28' } },
      { person, locale: 'en' },
    )

    expect(rows).toEqual([{ size: 'small', 'desk.amount': 30 }])
    expect(moments.at(-1)).toMatchObject({ on: '2023-02-28', timeZone: 'UTC' })
    expect(moments.at(-1)!.seesAll('mart.sales')).toBe(false)
  })

  test('a day ahead is taken for today', async () => {
    await asked('2025-12-31')

    expect(moments.at(-1)!.on).toBe('2024-01-01')
  })
})
