/*
One row per stretch of days on which nothing changed in a loan, from issue until it is paid back.
grain: source, loan_id, began_at
sort: began_at
began_at: start of the first day at whose end the loan was so
ended_at: start of the first day at whose end it was so no longer; null when nothing ends it
balance: principal owed
overdue_amount: what is left of instalments past due, interest included
overdue_principal: the part of it that is principal
oldest_due_on: due date of the oldest instalment past due
par: 0, 30, 60 or 90: the most of these that days past due exceed
status: current or overdue
bucket: days past due in bands: 0, 1-29, 30-59 …
*/
select
  null::varchar as source,
  null::varchar as loan_id,
  null::varchar as client_id,
  null::decimal(18, 2) as amount,
  null::varchar as amount_band,
  null::date as issue_month,
  null::timestamp as began_at,
  null::timestamp as ended_at,
  null::varchar as status,
  null::varchar as bucket,
  null::integer as par,
  null::boolean as is_overdue,
  null::decimal(18, 2) as balance,
  null::decimal(18, 2) as overdue_amount,
  null::decimal(18, 2) as overdue_principal,
  null::date as oldest_due_on
from core.lending_loan
where false
