import { expect, test } from 'vitest'
import { OWNER, sql } from '../kit/index.ts'
import { rowRules, visibleRows } from './index.ts'

const stranger = (role: string) => ({ id: 'x', name: 'x', role })

test('the owner sees every row', () => {
  expect(visibleRows(OWNER, 'mart.support_tickets')).toBe('all')
})

test('a role that nobody defined sees nothing', () => {
  expect(visibleRows(stranger('guest'), 'mart.support_tickets')).toBe('none')
})

test('a role named like a property of every object sees nothing', () => {
  for (const role of ['constructor', 'toString', '__proto__', ''])
    expect(visibleRows(stranger(role), 'mart.a')).toBe('none')
})

test('a rule is asked about the person and the mart', () => {
  const rules = rowRules({
    agent: {
      meaning: 'own tickets',
      may: [],
      rows: (person, mart) => (mart === 'mart.a' ? sql`agent = ${person.id}` : 'none'),
    },
  })

  expect(rules(stranger('agent'), 'mart.a')).toMatchObject({ values: ['x'] })
  expect(rules(stranger('agent'), 'mart.b')).toBe('none')
})

test('a seller sees their own customers with all their orders, and nothing of other subjects', () => {
  const seller = { id: 'anna', name: 'Петрова А.', role: 'seller' }

  expect(visibleRows(seller, 'mart.orders_customers')).toMatchObject({ values: ['Петрова А.'] })
  expect(visibleRows(seller, 'mart.orders_sales_rows')).toMatchObject({ values: ['Петрова А.'] })
  expect(visibleRows(seller, 'mart.orders_rfm_cuts')).toBe('all')
  expect(visibleRows(seller, 'mart.support_tickets')).toBe('none')
  expect(visibleRows(seller, 'mart.orders_secret')).toBe('none')
})

test('an operator sees their own calls and the medians of the team, and no call in which a colleague is named', () => {
  const operator = { id: 'anna', name: 'Анна Ежова', role: 'operator' }

  expect(visibleRows(operator, 'mart.calls_operator_calls')).toMatchObject({ values: ['Анна Ежова'] })
  expect(visibleRows(operator, 'mart.calls_calls')).toMatchObject({ values: ['Анна Ежова', 'Анна Ежова'] })
  expect(visibleRows(operator, 'mart.calls_calls_rows')).toMatchObject({ values: ['Анна Ежова', 'Анна Ежова'] })
  expect(visibleRows(operator, 'mart.calls_team')).toBe('all')
  expect(visibleRows(operator, 'mart.orders_sales')).toBe('none')
  expect(visibleRows(operator, 'mart.calls_secret')).toBe('none')
})

test('what is said to be theirs counts in place of their name, where anything is said', () => {
  const anna = { id: 'anna', name: 'Аня', role: 'operator' }
  const names = ['Анна Ежова', 'Анна Петрова']
  const inherited = Object.create({ operator: names }) as Record<string, readonly string[]>

  expect(visibleRows({ ...anna, own: { operator: names } }, 'mart.calls_ratings')).toMatchObject({ values: names })
  for (const own of [{}, { operator: [] }, { manager: names }, inherited]) {
    expect(visibleRows({ ...anna, own }, 'mart.calls_ratings')).toMatchObject({ values: ['Аня'] })
  }
  expect(visibleRows({ ...anna, role: 'seller', own: { manager: names } }, 'mart.orders_sales')).toMatchObject({
    values: names,
  })
})
