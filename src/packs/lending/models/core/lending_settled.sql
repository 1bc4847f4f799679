/*
One row per instalment of the loans as they stand, with the day on which payments reached it. Sums are in hundredths.
grain: book_number, place
late_on: first day on which it is overdue while unpaid: the day after its due date and the days of grace
settled_on: day on which payments, oldest instalment first, left no more of it than the tolerance; null while unpaid
*/
with reached as (
  select
    s.book_number,
    s.place,
    s.is_own,
    s.issued_on,
    s.due_on,
    s.due_on + t.grace_days::integer + 1 as late_on,
    s.due_before,
    s.due_so_far,
    s.owed_before,
    s.owed_after,
    s.due_so_far - (t.tolerance_amount::double * 100)::bigint as enough
  from core.lending_schedule as s
  cross join settings.lending_terms as t
  where s.is_current
)

select
  r.book_number,
  r.place,
  r.is_own,
  r.due_on,
  r.late_on,
  -- nothing to pay is paid from the beginning
  case when r.enough <= 0 then r.issued_on else p.paid_on end as settled_on,
  r.due_before,
  r.due_so_far,
  r.owed_before,
  r.owed_after
from reached as r
asof left join (select book_number, paid_on, paid_so_far from core.lending_paid where kopecks > 0) as p
  on p.book_number = r.book_number and p.paid_so_far >= r.enough
