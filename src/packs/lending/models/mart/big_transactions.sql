/*
One row per payment with its loan and client, and one per loan without payments: for BI tools outside.
grain: source, loan_id, payment_id
kind: view
amount: how much was lent
annual_rate: interest a year as a share: 0.18 is 18 %
paid_amount: of this payment
balance_after: principal that is owed after this payment; of a loan without payments, all of it
days_past_due: of the loan today
is_overdue: of the loan today
overdue_amount: of the loan today; once per payment, so do not add it up over payments
bucket: of the loan today
month: first day of the month of the payment; of a loan without payments, of its issue
loaded_at: when the payment (or loan) was loaded as it stands now
*/
select
  null::varchar as client_id,
  null::varchar as client_name,
  null::varchar as loan_id,
  null::decimal(18, 2) as amount,
  null::date as issued_on,
  null::date as due_on,
  null::double as annual_rate,
  null::varchar as payment_id,
  null::date as paid_on,
  null::decimal(18, 2) as paid_amount,
  null::decimal(18, 2) as balance_after,
  null::integer as days_past_due,
  null::boolean as is_overdue,
  null::decimal(18, 2) as overdue_amount,
  null::varchar as bucket,
  null::date as month,
  null::varchar as source,
  null::timestamp as loaded_at
from core.lending_loan
where false
