/*
One row per instalment of a loan's schedule, its own or the one that was made for it, with the day on which payments reached it.
grain: source, loan_id, instalment
kind: view
instalment: 1, 2, 3 … by due date
amount: to be paid, interest included
principal: the part of it that is not interest
due_so_far: of this instalment and all before it
late_on: first day on which it is overdue while unpaid: the day after its due date and the days of grace
settled_on: day on which payments, oldest instalment first, left no more of it than the tolerance; null while unpaid
days_late: days from the due date to settled_on, 0 when paid in time; null while unpaid
is_own: whether the source gave it; otherwise it was made from amount, rate and dates
*/
select
  b.source,
  b.loan_id,
  b.client_id,
  i.place as instalment,
  i.due_on,
  ((i.due_so_far - i.due_before) / 100)::decimal(18, 2) as amount,
  ((i.owed_before - i.owed_after) / 100)::decimal(18, 2) as principal,
  (i.due_so_far / 100)::decimal(18, 2) as due_so_far,
  i.late_on,
  i.settled_on,
  case when i.settled_on is not null then greatest(i.settled_on - i.due_on, 0) end::integer as days_late,
  i.is_own
from core.lending_settled as i
inner join core.lending_book as b
  on b.book_number = i.book_number
