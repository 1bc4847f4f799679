import { type Dimension, defineDimension } from '../../kit/index.ts'

const ofLoan = (column: string): Dimension['columns'] => ({
  'mart.lending_loans': column,
  'mart.lending_states': column,
})

export const amount = defineDimension({
  id: 'amount',
  meaning: 'How much was lent.',
  columns: ofLoan('amount'),
  isNumber: true,
})

export const amountBand = defineDimension({
  id: 'amount_band',
  meaning: 'How much was lent, in bands of the settings; the lower edge belongs to a band.',
  columns: ofLoan('amount_band'),
})

export const status = defineDimension({
  id: 'status',
  meaning: 'Whether the loan is overdue, current or paid back.',
  columns: ofLoan('status'),
  order: ['current', 'overdue', 'closed'],
})

export const bucket = defineDimension({
  id: 'bucket',
  meaning: 'Days past due, in bands of the settings.',
  columns: ofLoan('bucket'),
})

export const issueMonth = defineDimension({
  id: 'issue_month',
  meaning: 'Month in which the money was lent, by its first day.',
  columns: ofLoan('issue_month'),
})

export const dimensions = [amount, amountBand, status, bucket, issueMonth] as const
