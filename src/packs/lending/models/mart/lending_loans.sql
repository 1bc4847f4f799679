/*
One row per loan as it stands today.
grain: source, loan_id
sort: issued_at
issued_at: start of the day of issue in the workspace's zone
issue_month: first day of the month of issue
annual_rate: interest a year as a share: 0.18 is 18 %
instalments: how many
due_amount: all that is to be paid by the schedule, interest included
paid_amount: all that was paid, what is more than due included
balance: principal that is still owed
overdue_amount: what is left of instalments past due, interest included; 0 while the loan is not overdue
days_past_due: days from the due date of the oldest instalment past due to today; 0 while the loan is not overdue
max_days_past_due: the most that days past due ever were
oldest_due_on: due date of the oldest instalment past due
next_due_on: due date of the oldest instalment that is not paid, past due or not
next_due_amount: what is left of it
closed_on: day on which the last instalment was paid
first_overdue_on: first day past due, grace over
first_30_on: first day on which an instalment was 30 days past due
first_90_on: the same, 90 days
status: current, overdue or closed
bucket: days past due in bands: 0, 1-29, 30-59 …
loaded_at: when the loan, as it stands now, was loaded
*/
select
  null::varchar as source,
  null::varchar as loan_id,
  null::varchar as client_id,
  null::varchar as client_name,
  null::decimal(18, 2) as amount,
  null::varchar as amount_band,
  null::date as issued_on,
  null::timestamp as issued_at,
  null::date as issue_month,
  null::date as due_on,
  null::double as annual_rate,
  null::integer as instalments,
  null::decimal(18, 2) as due_amount,
  null::decimal(18, 2) as paid_amount,
  null::decimal(18, 2) as balance,
  null::decimal(18, 2) as overdue_amount,
  null::integer as days_past_due,
  null::integer as max_days_past_due,
  null::date as oldest_due_on,
  null::date as next_due_on,
  null::decimal(18, 2) as next_due_amount,
  null::date as closed_on,
  null::date as first_overdue_on,
  null::date as first_30_on,
  null::date as first_90_on,
  null::boolean as is_overdue,
  null::boolean as is_ever_overdue,
  null::varchar as status,
  null::varchar as bucket,
  null::timestamp as loaded_at
from core.lending_loan
where false
