import { defineMetric } from '../../kit/index.ts'

const OF_LOANS = { from: 'mart.lending_loans', at: 'issued_at' } as const
const OF_STATES = { from: 'mart.lending_states', at: 'began_at', until: 'ended_at' } as const

export const loans = defineMetric({
  ...OF_LOANS,
  id: 'lending.loans',
  meaning: 'Loans that were issued in the period.',
  unit: 'count',
  better: 'up',
  sql: 'count(*)',
  onHome: true,
})

export const issuedAmount = defineMetric({
  ...OF_LOANS,
  id: 'lending.issued_amount',
  meaning: 'Money that was lent in the period.',
  unit: 'money',
  better: 'up',
  sql: 'sum(amount)',
})

export const activeLoans = defineMetric({
  ...OF_STATES,
  id: 'lending.active_loans',
  meaning: 'Loans that were issued and not yet paid back at the end of the period.',
  unit: 'count',
  better: 'neither',
  sql: 'count(*)',
})

export const outstanding = defineMetric({
  ...OF_STATES,
  id: 'lending.outstanding',
  meaning: 'Principal owed at the end of the period.',
  unit: 'money',
  better: 'neither',
  sql: 'sum(balance)',
  onHome: true,
})

export const overdueLoans = defineMetric({
  ...OF_STATES,
  id: 'lending.overdue_loans',
  meaning: 'Loans that were overdue at the end of the period.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: 'is_overdue',
})

export const overdueAmount = defineMetric({
  ...OF_STATES,
  id: 'lending.overdue_amount',
  meaning: 'What was left of instalments past due at the end of the period, interest included.',
  unit: 'money',
  better: 'down',
  sql: 'sum(overdue_amount)',
})

export const overdueShare = defineMetric({
  ...OF_STATES,
  id: 'lending.overdue_share',
  meaning: 'Loans that were overdue at the end of the period by all loans not yet paid back then, by count.',
  unit: 'share',
  better: 'down',
  sql: 'count(*) filter (where is_overdue) / nullif(count(*), 0)',
  onHome: true,
})

export const overdueAmountShare = defineMetric({
  ...OF_STATES,
  id: 'lending.overdue_amount_share',
  meaning:
    'Principal in instalments past due at the end of the period by all principal owed then. Only the late part counts, so it is far smaller than PAR.',
  unit: 'share',
  better: 'down',
  sql: 'sum(overdue_principal)::double / nullif(sum(balance), 0)',
})

/** Portfolio at risk: the whole balance of loans late for more than so many days. */
const portfolioAtRisk = (days: 30 | 60 | 90) =>
  defineMetric({
    ...OF_STATES,
    id: `lending.par${days}`,
    meaning: `Principal of loans more than ${days} days past due at the end of the period, their whole balance, by all principal owed then.`,
    unit: 'share',
    better: 'down',
    sql: `coalesce(sum(balance) filter (where par >= ${days}), 0)::double / nullif(sum(balance), 0)`,
    onHome: days === 30,
  })

export const everOverdueLoans = defineMetric({
  ...OF_LOANS,
  id: 'lending.ever_overdue_loans',
  meaning: 'Loans issued in the period of which an instalment was overdue at any time up to today.',
  unit: 'count',
  better: 'down',
  sql: 'count(*)',
  where: 'is_ever_overdue',
})

export const everOverdueShare = defineMetric({
  ...OF_LOANS,
  id: 'lending.ever_overdue_share',
  meaning:
    'Loans of which an instalment was overdue at any time up to today by all loans, of those issued in the period.',
  unit: 'share',
  better: 'down',
  sql: 'count(*) filter (where is_ever_overdue) / nullif(count(*), 0)',
})

export const bucketShare = defineMetric({
  ...OF_STATES,
  id: 'lending.bucket_share',
  meaning: 'Share of a bucket in the loans not yet paid back at the end of the period, by count.',
  unit: 'share',
  better: 'neither',
  sql: 'count(*)',
  shareOver: ['bucket'],
})

export const cureRate = defineMetric({
  id: 'lending.cure_rate',
  meaning:
    'Loans with nothing past due at the end of a month, or paid back by then, by all loans that were overdue at its beginning; months that lie in the period from their first day on and are over.',
  unit: 'share',
  better: 'up',
  from: 'mart.lending_overdue_months',
  at: 'month_at',
  sql: 'count(*) filter (where is_cured) / nullif(count(*), 0)',
})

export const metrics = [
  loans,
  issuedAmount,
  activeLoans,
  outstanding,
  overdueLoans,
  overdueAmount,
  overdueShare,
  overdueAmountShare,
  portfolioAtRisk(30),
  portfolioAtRisk(60),
  portfolioAtRisk(90),
  everOverdueLoans,
  everOverdueShare,
  bucketShare,
  cureRate,
] as const
