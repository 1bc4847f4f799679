import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOrdersDesk, type OrdersDesk } from '../../test/orders/orders-desk.ts'
import { createFigures, type Figures } from '../figures/index.ts'
import type { Person } from '../kit/index.ts'
import { orders } from '../packs/index.ts'
import { ownRoles } from './own-roles.ts'
import { rowRules } from './rows.ts'
import type { RoleSettings } from './settings.ts'

const OWN: RoleSettings = { meaning: 'Свои продажи', may: ['figures'], rows: { orders: { manager: 'own' } } }
const ROLES: Readonly<Record<string, RoleSettings>> = {
  'own-sales': OWN,
  'own-returns': { ...OWN, rows: { orders: { manager: 'own', kind: ['return'] } } },
  'own-and-customers': {
    ...OWN,
    marts: { 'mart.orders_customers': 'all', 'mart.orders_sales': 'all', 'mart.orders_sales_rows': 'all' },
  },
}
const REVENUE = { metrics: ['orders.revenue'], period: { from: '2023-12-01', to: '2023-12-31' } } as const
const person = (role: string, own: readonly string[] = ['Петров']): Person => {
  return { id: role, name: 'Петров', role, own: { manager: own } }
}
let desk: OrdersDesk
let figures: Figures

beforeAll(async () => {
  desk = await openOrdersDesk()
  const sold = { sold_at: '2023-12-05T09:00:00Z', buyer: 'Lyra' }
  await desk.load([
    { ...sold, sale_id: 'S1', amount: 100, manager: 'Петров' },
    { ...sold, sale_id: 'S2', amount: 40, manager: 'Иванова' },
    { ...sold, sale_id: 'S3', amount: 7, manager: null },
    { ...sold, sale_id: 'R1', amount: -30, manager: 'Петров', kind: 'return' },
  ])
  const { definition } = orders()
  figures = createFigures({
    packs: [{ definition, settings: definition.settings.parse({}) }],
    warehouse: desk.warehouse,
    timeZone: 'Europe/Moscow',
    currency: 'RUB',
    today: () => '2024-01-01',
    visibleRows: rowRules(ownRoles(ROLES, [definition]).roles),
  })
})
afterAll(() => desk.close())

const revenueOf = async (whom: Person) =>
  (await figures.query(REVENUE, { person: whom, locale: 'ru' })).rows[0]?.['orders.revenue']
const saleIds = async (whom: Person) =>
  (await figures.rows({ metric: 'orders.revenue', period: REVENUE.period }, { person: whom, locale: 'ru' })).rows
    .map((row) => row['sale_id'])
    .toSorted()

test('figures, rows and lists of values hold what is theirs by each dimension of the rule, and no more', async () => {
  expect(await revenueOf(person('own-sales'))).toBe(70)
  expect(await revenueOf(person('own-returns'))).toBe(-30)
  expect(await revenueOf(person('own-sales', ['Петров', 'Иванова']))).toBe(110)
  expect(await revenueOf(person('manager'))).toBe(117)
  expect(await saleIds(person('own-sales'))).toEqual(['R1', 'S1'])
  expect(await saleIds(person('own-returns'))).toEqual(['R1'])
  const managers = await figures.values('manager', { person: person('own-sales'), locale: 'ru' })
  expect(managers.map(({ value }) => value)).toEqual(['Петров'])
})

test('nothing that is theirs is nothing that is seen', async () => {
  expect(await revenueOf(person('own-sales', []))).toBe(0)
  expect(await saleIds(person('own-sales', []))).toEqual([])
  expect(await saleIds(person('own-sales', ["x') or (1=1"]))).toEqual([])
})

test('an answer that somebody with one mart more was given is not remembered for whoever lacks it', async () => {
  const history = async (role: string) => {
    const asked = figures.analyze('orders.customer', { buyer: 'Lyra' }, { person: person(role), locale: 'ru' })
    return asked.then(
      ({ tables }) => tables['history']?.rows.length,
      () => 'nobody',
    )
  }

  expect(await history('own-and-customers')).toBe(4)
  expect(await history('own-sales')).toBe('nobody')
})

test('a rule whose column a mart lacks is an error, and takes no column of the select around it', async () => {
  const rule = '"mart"."orders_rfm_cuts"."region" in (\'x\')'
  const inside = `select count(*) from (select * from mart.orders_rfm_cuts where ${rule})`

  const run = desk.warehouse.rows({
    kind: 'sql',
    pieces: [`select (${inside}) as n from mart.orders_lines as orders_rfm_cuts`],
    values: [],
  })

  await expect(run).rejects.toThrow(/region/)
})
