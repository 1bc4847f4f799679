import { defineMetric } from '../../kit/index.ts'

export const loans = defineMetric({
  id: 'lending.loans',
  meaning: 'Loans that were issued in the period.',
  unit: 'count',
  better: 'neither',
  from: 'mart.lending_loans',
  at: 'issued_at',
  sql: 'count(*)',
})

export const metrics = [loans] as const
