import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPackDesk, type PackDesk } from '../../test/pack-desk.ts'
import { ABILITIES } from '../base/index.ts'
import { identifier, isSql, sql, sqlForReading, type ConfiguredPack, type Person } from '../kit/index.ts'
import { calls, journey, lending, orders, support } from '../packs/index.ts'
import { martsOfPack } from './pack-marts.ts'
import { ownRoles } from './own-roles.ts'
import { describeRoles } from './role-views.ts'
import { ROLES } from './roles.ts'
import { rowRules } from './rows.ts'
import type { RoleSettings } from './settings.ts'

const PACKS = [calls(), journey(), lending(), orders(), support()]
const DEFINITIONS = PACKS.map(({ definition }) => definition)

const SHOP_MANAGER: RoleSettings = {
  meaning: 'Видит свой магазин',
  may: ['export', 'figures'],
  rows: { orders: { region: 'own', kind: ['sale'] }, calls: { queue: ['Казань'] }, support: 'all' },
  marts: { 'mart.calls_team': 'all', 'mart.support_ratings': 'none' },
}
const shopManager = (own?: Person['own']): Person => ({
  id: 'anna',
  name: 'Анна',
  role: 'shop-manager',
  ...(own && { own }),
})
const made = (role: RoleSettings) => ownRoles({ 'shop-manager': role }, DEFINITIONS)
const seen = (person: Person, mart: string, role = SHOP_MANAGER): string => {
  const rule = rowRules(made(role).roles)(person, mart)
  return isSql(rule) ? sqlForReading(rule) : rule
}
const faults = (roles: Readonly<Record<string, RoleSettings>>): readonly string[] =>
  ownRoles(roles, DEFINITIONS).faults.map((each) => each.say('en'))

test('a role of the settings sees its packs by the values of their dimensions, and nothing that it does not name', () => {
  const anna = shopManager({ region: ['Казань', "O'Brien"] })

  expect(seen(anna, 'mart.orders_lines')).toBe(
    `cast("mart"."orders_lines"."region" as varchar) in ('Казань', 'O''Brien') and cast("mart"."orders_lines"."kind" as varchar) in ('sale')`,
  )
  expect(seen(anna, 'mart.calls_calls')).toBe(`cast("mart"."calls_calls"."queue" as varchar) in ('Казань')`)
  expect(seen(anna, 'mart.support_tickets')).toBe('all')
  expect(seen(anna, 'mart.journey_events')).toBe('none')
  expect(seen(anna, 'mart.nowhere')).toBe('none')
})

test('a mart that lacks one of the dimensions shows nothing, unless it is named', () => {
  const anna = shopManager({ region: ['Казань'] })

  expect(seen(anna, 'mart.orders_customers')).toBe('none')
  expect(seen(anna, 'mart.calls_operator_days')).toBe('none')
  expect(seen(anna, 'mart.calls_team')).toBe('all')
  expect(seen(anna, 'mart.support_ratings')).toBe('none')
})

test('rows as people read them follow the rule of their mart', () => {
  expect(seen(shopManager({ region: ['Казань'] }), 'mart.orders_lines_rows')).toMatch(
    /^cast\("mart"\."orders_lines_rows"\."region" as varchar\) in/,
  )
  const numbers = { ...SHOP_MANAGER, rows: { calls: { own_number: ['74950000000'] } } }
  expect(seen(shopManager(), 'mart.calls_calls', numbers)).toMatch(/"did"/)
  expect(seen(shopManager(), 'mart.calls_calls_rows', numbers)).toBe('none')
})

test('somebody of whom nothing is said to be theirs sees nothing, whatever their name is', () => {
  for (const own of [
    undefined,
    {},
    { region: [] },
    { shop: ['Казань'] },
    Object.create({ region: ['Казань'] }) as {},
  ]) {
    expect(seen(shopManager(own), 'mart.orders_lines')).toBe('none')
  }
})

test('a role tells which dimensions its people need, and keeps what it may in the product’s order', () => {
  const { roles } = made(SHOP_MANAGER)

  expect(roles['shop-manager']).toMatchObject({ own: ['region'], may: ['figures', 'export'] })
  expect(Object.keys(roles)).toContain('admin')
})

test('roles are told in the reader’s language, those of the settings as they are written, and nobody is made the owner', () => {
  const { roles } = made(SHOP_MANAGER)
  const [ru, en] = [describeRoles(roles, 'ru'), describeRoles(roles, 'en')]

  expect(ru.map(({ id }) => id)).toEqual(['admin', 'manager', 'analyst', 'operator', 'seller', 'shop-manager'])
  expect(ru.find(({ id }) => id === 'operator')).toMatchObject({
    meaning: 'Видит свои звонки и оценки, чужих не видит.',
    own: ['operator'],
    from: 'product',
  })
  expect(en.at(-1)).toMatchObject({ meaning: 'Видит свой магазин', own: ['region'], from: 'config' })
  for (const { id, meaning } of en.slice(0, -1)) expect(meaning).toBe(ROLES[id]?.meaning)
})

test.each([
  [{ admin: SHOP_MANAGER }, 'roles.admin: the product has a role of this name'],
  [{ 'Shop manager': SHOP_MANAGER }, 'roles.Shop manager: the name of a role is made of'],
  [{ x: { ...SHOP_MANAGER, may: ['figure'] } }, 'roles.x.may.0: there is no right “figure”; did you mean “figures”?'],
  [{ x: { ...SHOP_MANAGER, may: ['people'] } }, 'roles.x.may.0: only an administrator may decide about people'],
  [{ x: { ...SHOP_MANAGER, may: ['data'] } }, 'roles.x.may.0: “data” shows every row'],
  [
    { x: { ...SHOP_MANAGER, rows: { order: 'all' as const } } },
    'roles.x.rows.order: there is no pack “order”; did you mean “orders”?',
  ],
  [{ x: { ...SHOP_MANAGER, rows: { orders: {} } } }, 'roles.x.rows.orders: no dimension is named'],
  [
    { x: { ...SHOP_MANAGER, rows: { orders: { regoin: 'own' as const } } } },
    'roles.x.rows.orders.regoin: the pack has no dimension “regoin”; did you mean “region”?',
  ],
  [
    { x: { ...SHOP_MANAGER, rows: { orders: { segment: ['champions'] } } } },
    'roles.x.rows.orders.segment: the values of “segment” are made when a question is asked',
  ],
  [
    { x: { ...SHOP_MANAGER, rows: { orders: { region: 'mine' as 'own' } } } },
    'roles.x.rows.orders.region: ‘all’'.replaceAll(/[‘’]/g, "'"),
  ],
  [{ x: { ...SHOP_MANAGER, rows: { calls: { hour: ['noon'] } } } }, 'roles.x.rows.calls.hour: “noon” is no number'],
  [
    { x: { ...SHOP_MANAGER, marts: { 'mart.calls_teem': 'all' as const } } },
    'roles.x.marts.mart.calls_teem: there is no mart “mart.calls_teem”; did you mean “mart.calls_team”?',
  ],
])('a wrong role is named with its path: %#', (roles, sentence) => {
  expect(faults(roles)).toEqual([expect.stringContaining(sentence)])
})

test('a role that grants everything it may grant can still not decide about people', () => {
  const may = ABILITIES.filter((ability) => ability !== 'people')

  expect(faults({ chief: { meaning: 'Всё', may, rows: 'all' } })).toEqual([])
  expect(faults({ chief: { meaning: 'Всё', may, rows: 'all', marts: { 'mart.calls_team': 'none' } } })).toHaveLength(2)
})

describe.each(PACKS.map((pack) => [pack.definition.id, pack] as const))('%s', (id, pack: ConfiguredPack) => {
  let desk: PackDesk
  beforeAll(async () => void (desk = await openPackDesk(pack, 'source')))
  afterAll(() => desk.close())

  test('a rule over each dimension runs on every mart that knows it', async () => {
    const known = martsOfPack(pack.definition)
    let ran = 0
    for (const dimension of pack.definition.dimensions.filter(({ valuesAt }) => !valuesAt)) {
      const roles = { x: { meaning: 'x', may: ['figures'], rows: { [id]: { [dimension.id]: ['1'] } } } }
      const rule = rowRules(ownRoles(roles, DEFINITIONS).roles)
      for (const mart of known.marts) {
        const condition = rule({ id: 'x', name: 'x', role: 'x' }, mart)
        if (!isSql(condition)) continue
        await desk.warehouse.rows(sql`select 1 from ${identifier(...mart.split('.'))} where (${condition})`)
        ran += 1
      }
    }

    expect(ran).toBeGreaterThan(3)
  })
})
