import { type Dimension, defineDimension } from '../../kit/index.ts'
import { LOAN_PAGE } from './loan-page.ts'

const ofLoan = (column: string): Dimension['columns'] => ({
  'mart.lending_loans': column,
  'mart.lending_states': column,
  'mart.lending_overdue_months': column,
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
  isOrderedByLeadingNumber: true,
})

export const status = defineDimension({
  id: 'status',
  meaning: 'Current, overdue or paid back: of figures of the end of a period, then; of loans issued, today.',
  columns: { 'mart.lending_loans': 'status', 'mart.lending_states': 'status' },
  order: ['current', 'overdue', 'closed'],
})

export const bucket = defineDimension({
  id: 'bucket',
  meaning:
    'Days past due, in bands of the settings: of figures of the end of a period, then; of loans issued, today; of the cure rate, at the beginning of the month.',
  columns: {
    'mart.lending_loans': 'bucket',
    'mart.lending_states': 'bucket',
    'mart.lending_overdue_months': 'bucket_before',
  },
  isOrderedByLeadingNumber: true,
})

export const issueMonth = defineDimension({
  id: 'issue_month',
  meaning: 'Month in which the money was lent, by its first day.',
  columns: ofLoan('issue_month'),
})

export const client = defineDimension({
  id: 'client',
  meaning: 'Who borrowed, by the number of the client.',
  columns: { 'mart.lending_loans': 'client_id' },
})

export const loan = defineDimension({
  id: 'loan',
  meaning: 'The loan, by its number.',
  columns: ofLoan('loan_id'),
  leadsTo: LOAN_PAGE,
})

export const dimensions = [amount, amountBand, status, bucket, issueMonth, client, loan] as const
