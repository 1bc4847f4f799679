/*
One row per loan with what its instalments came to. Sums are in hundredths.
grain: book_number
instalments: how many
due: all of them, interest included
principal: owed before the first
closed_on: day on which the last was paid; null while one is unpaid
next_due_on: due date of the oldest unpaid instalment
next_due_so_far: with all before it
first_late_on: first day on which an instalment was overdue, or will be if it is not paid
first_30_on: first day on which an instalment was 30 days past due, or will be
first_90_on: the same, 90 days
most_days_late: days past due that a paid instalment came to at most; null where none was overdue
*/
select
  book_number,
  count(*)::integer as instalments,
  max(due_so_far) as due,
  max(owed_before) as principal,
  case when count(settled_on) = count(*) then max(settled_on) end as closed_on,
  min(due_on) filter (where settled_on is null) as next_due_on,
  min(due_so_far) filter (where settled_on is null) as next_due_so_far,
  min(late_on) filter (where settled_on is null or settled_on >= late_on) as first_late_on,
  min(due_on + 30) filter (where settled_on is null or settled_on >= due_on + 30) as first_30_on,
  min(due_on + 90) filter (where settled_on is null or settled_on >= due_on + 90) as first_90_on,
  max(settled_on - due_on) filter (where settled_on >= late_on)::integer as most_days_late
from core.lending_settled
group by book_number
