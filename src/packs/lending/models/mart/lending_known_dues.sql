/*
One row per instalment and stretch of time in which the same was known of its loan: what the schedule was thought to be, when.
grain: source, loan_id, known_from, instalment
kind: view
known_from: when it became known: by the source's own time, or when it was loaded
known_until: when something else became known; null while it stands
late_on: first day on which it is overdue while unpaid
due_so_far: of this instalment and all before it
*/
select
  b.source,
  b.loan_id,
  b.client_id,
  b.amount as lent,
  b.issued_on,
  b.known_from,
  b.known_until,
  s.place as instalment,
  s.due_on,
  s.due_on + t.grace_days::integer + 1 as late_on,
  ((s.due_so_far - s.due_before) / 100)::decimal(18, 2) as amount,
  ((s.owed_before - s.owed_after) / 100)::decimal(18, 2) as principal,
  (s.due_so_far / 100)::decimal(18, 2) as due_so_far
from core.lending_schedule as s
cross join settings.lending_terms as t
inner join core.lending_book as b
  on b.book_number = s.book_number
