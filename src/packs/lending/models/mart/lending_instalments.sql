/*
One row per instalment of a loan's schedule, its own or the one that was made for it, with the day on which payments reached it.
grain: source, loan_id, instalment
instalment: 1, 2, 3 … by due date
amount: to be paid, interest included
principal: the part of it that is not interest
due_so_far: of this instalment and all before it
settled_on: day on which payments, oldest instalment first, left no more of it than the tolerance; null while unpaid
days_late: days from the due date to settled_on, 0 when paid in time; null while unpaid
is_own: whether the source gave it; otherwise it was made from amount, rate and dates
*/
select
  null::varchar as source,
  null::varchar as loan_id,
  null::varchar as client_id,
  null::integer as instalment,
  null::date as due_on,
  null::decimal(18, 2) as amount,
  null::decimal(18, 2) as principal,
  null::decimal(18, 2) as due_so_far,
  null::date as settled_on,
  null::integer as days_late,
  null::boolean as is_own
from core.lending_loan
where false
