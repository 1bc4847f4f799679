/*
One row per instalment of the loans as they stand, with the day on which payments reached it. Sums are in hundredths.
grain: book_number, place
late_on: first day on which it is overdue while unpaid: the day after its due date and the days of grace
settled_on: day on which payments, oldest instalment first, left no more of it than the tolerance; null while unpaid
*/
-- instalments and payments in the order of the money: the payment that reaches an instalment is the next after it.
-- An asof join says the same, but the engine takes tables of the same transaction for a few rows and loops over them.
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
    s.due_so_far - (t.tolerance_amount::double * 100)::bigint as enough,
    null::date as paid_on
  from core.lending_schedule as s
  cross join settings.lending_terms as t
  where s.is_current
  union all
  select book_number, null, null, null, null, null, null, null, null, null, paid_so_far, paid_on
  from core.lending_paid
  where kopecks > 0
),

settled as (
  select
    *,
    min(paid_on) over (
      partition by book_number
      order by enough, place nulls last
      rows between current row and unbounded following
    ) as reached_on
  from reached
)

select
  book_number,
  place,
  is_own,
  due_on,
  late_on,
  -- nothing to pay is paid from the beginning
  case when enough <= 0 then issued_on else reached_on end as settled_on,
  due_before,
  due_so_far,
  owed_before,
  owed_after
from settled
where place is not null
