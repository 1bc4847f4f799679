/*
One row per stretch of days on which a loan was overdue without a break.
grain: source, loan_id, began_on
began_on: first day past due, grace over
ended_on: day on which all that was past due was paid; null while overdue
oldest_due_on: due date of the instalment with which it began
days: the most that days past due came to; null while overdue
*/
select
  null::varchar as source,
  null::varchar as loan_id,
  null::varchar as client_id,
  null::date as began_on,
  null::date as ended_on,
  null::date as oldest_due_on,
  null::integer as days
from core.lending_loan
where false
