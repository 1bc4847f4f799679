/*
One row per payment with its loan and client, and one per loan without payments: for BI tools outside.
grain: source, loan_id, payment_id
kind: view
amount: how much was lent
annual_rate: interest a year as a share: 0.18 is 18 %
paid_amount: of this payment
balance_after: principal that is owed after this payment; of a loan without payments, today
days_past_due: of the loan today
is_overdue: of the loan today
overdue_amount: of the loan today; once per payment, so do not add it up over payments
bucket: of the loan today
month: first day of the month of the payment; of a loan without payments, of its issue
loaded_at: when the payment (or loan) was loaded as it stands now
*/
select
  l.client_id,
  l.client_name,
  l.loan_id,
  l.amount,
  l.issued_on,
  l.due_on,
  l.annual_rate,
  p.payment_id,
  p.paid_on,
  p.amount as paid_amount,
  coalesce(p.balance_after, l.balance) as balance_after,
  l.days_past_due,
  l.is_overdue,
  l.overdue_amount,
  l.bucket,
  date_trunc('month', coalesce(p.paid_on, l.issued_on))::date as month,
  l.source,
  coalesce(p.loaded_at, l.loaded_at) as loaded_at
from mart.lending_loans as l
left join mart.lending_payments as p
  on p.source = l.source and p.loan_id = l.loan_id
