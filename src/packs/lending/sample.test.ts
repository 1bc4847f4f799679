import { describe, expect, test } from 'vitest'
import type { Row } from '../../base/index.ts'
import { entities } from './entities.ts'
import { sample } from './sample.ts'

const OPTIONS = { clients: 400, from: '2015-01-01', to: '2023-12-31', seed: 2023 }

function recordsOf(options: Partial<typeof OPTIONS> = {}): Record<string, Row[]> {
  const found: Record<string, Row[]> = {}
  for (const { file, record } of sample.records({ ...OPTIONS, ...options })) (found[file] ??= []).push(record)
  return found
}

const all = recordsOf()
const { clients = [], loans = [], payments = [], contacts = [] } = all
const values = (rows: readonly Row[], column: string) => rows.map((row) => row[column])

describe('the sample of a loan book', () => {
  test('has the columns of its entities, and what they require', () => {
    for (const [file, { entity: id }] of Object.entries(sample.files)) {
      const entity = entities.find((each) => each.id === id)
      for (const [column, { required }] of Object.entries(entity?.columns ?? {})) {
        const given = values(all[file] ?? [], column)
        const isWrong = (value: unknown) => value === undefined || (required === true && value === null)
        expect([file, column, given.filter(isWrong)]).toEqual([file, column, []])
      }
    }
  })

  test('is the same of the same seed, another of another, and begins alike whatever its size', () => {
    expect(recordsOf()).toEqual(all)
    expect(recordsOf({ seed: 7 })['clients']).not.toEqual(clients)
    expect(recordsOf({ clients: 10 })['clients']).toEqual(clients.slice(0, 10))
  })

  test('names every key once, lends to its clients and is paid towards its loans, within its days', () => {
    for (const [rows, key] of [
      [clients, 'client_id'],
      [loans, 'loan_id'],
      [payments, 'payment_id'],
      [contacts, 'contact_id'],
    ] as const)
      expect(new Set(values(rows, key)).size).toBe(rows.length)
    expect(values(clients, 'client_id')).toEqual(expect.arrayContaining([...new Set(values(loans, 'client_id'))]))
    expect(values(loans, 'loan_id')).toEqual(expect.arrayContaining([...new Set(values(payments, 'loan_id'))]))
    const issued = new Map(loans.map((loan) => [loan['loan_id'], String(loan['issued_on'])]))
    for (const payment of payments) {
      expect(String(payment['paid_on']) >= (issued.get(payment['loan_id'] ?? null) ?? '9')).toBe(true)
      expect(String(payment['paid_on']) <= OPTIONS.to).toBe(true)
      expect(Number(payment['amount'])).toBeGreaterThan(0)
    }
  })

  test('has people who pay in time, late, very late and never', () => {
    const due = loans.filter(({ due_on: on }) => String(on) < '2023-09-01')
    const lastPaid = new Map(payments.map((payment) => [payment['loan_id'], String(payment['paid_on'])]))
    const days = due.map(({ loan_id: id, due_on: on }) => {
      const last = lastPaid.get(id ?? null)
      return last === undefined ? Number.POSITIVE_INFINITY : (Date.parse(last) - Date.parse(String(on))) / 86_400_000
    })
    const share = (is: (late: number) => boolean) => days.filter((late) => is(late)).length / days.length

    expect(share((late) => late <= 0)).toBeGreaterThan(0.5)
    expect(share((late) => late > 0 && late <= 30)).toBeGreaterThan(0.05)
    expect(share((late) => late > 30 && late < 1000)).toBeGreaterThan(0.01)
    expect(share((late) => late === Number.POSITIVE_INFINITY)).toBeGreaterThan(0.005)
  })

  test('lends small and large sums, at no interest and at a payday lender’s', () => {
    const amounts = loans.map(({ amount }) => Number(amount))
    const rates = loans.map(({ annual_rate: rate }) => Number(rate))

    expect(Math.min(...amounts)).toBeLessThan(10_000)
    expect(Math.max(...amounts)).toBeGreaterThan(500_000)
    expect(Math.min(...rates)).toBeLessThan(0.05)
    expect(Math.max(...rates)).toBeGreaterThan(2)
    expect(new Set(values(clients, 'time_zone')).size).toBeGreaterThan(8)
  })
})

describe('corrections', () => {
  test('a record that was changed said something else before, and earlier', () => {
    let changed = 0
    for (const [file, rows] of Object.entries(all)) {
      for (const record of rows) {
        const before = sample.before(file, record)
        if (!before) continue
        changed += 1
        expect({ ...before, updated_at: null }).not.toEqual({ ...record, updated_at: null })
        expect(String(before['updated_at']) < String(record['updated_at'])).toBe(true)
        expect(sample.before(file, before)).toBeUndefined()
      }
    }
    expect(changed / (clients.length + loans.length + payments.length)).toBeGreaterThan(0.01)
  })

  test('nothing is changed after the last day', () => {
    for (const rows of Object.values(all))
      for (const record of rows) expect(String(record['updated_at']) < '2024-01-01').toBe(true)
  })
})
