/*
One row per instalment of the loans as they stand, with the day on which payments reached it. Sums are in hundredths.
grain: book_number, place
late_on: first day on which it is overdue while unpaid: the day after its due date and the days of grace
settled_on: day on which payments, oldest instalment first, left no more of it than the tolerance; null while unpaid
*/
with paid as (
  select
    book_number,
    paid_on,
    paid_so_far
  from core.lending_paid
  where kopecks > 0
),

instalment as (
  select
    s.book_number,
    s.place,
    s.is_own,
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
  i.book_number,
  i.place,
  i.is_own,
  i.due_on,
  i.late_on,
  -- nothing to pay is paid from the beginning
  case when i.enough <= 0 then b.issued_on else p.paid_on end as settled_on,
  i.due_before,
  i.due_so_far,
  i.owed_before,
  i.owed_after
from instalment as i
inner join core.lending_book as b
  on b.book_number = i.book_number
asof left join paid as p
  on p.book_number = i.book_number and p.paid_so_far >= i.enough
