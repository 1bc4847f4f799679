/*
One row per loan and stretch of days in which nothing changed, as people read it.
grain: source, loan_id, began_at
kind: view
*/
select
  s.loan_id,
  l.client_id,
  l.client_name,
  s.amount,
  l.issued_on,
  l.due_on,
  s.status,
  s.bucket,
  s.oldest_due_on,
  s.balance,
  s.overdue_amount,
  s.is_overdue,
  s.issue_month,
  s.amount_band,
  s.began_at,
  s.ended_at,
  l.source
from mart.lending_states as s
inner join mart.lending_loans as l
  on l.loan_number = s.loan_number
