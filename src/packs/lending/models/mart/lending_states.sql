/*
One row per stretch of days at whose ends nothing was different in a loan, from issue until it is paid back.
grain: loan_number, began_on
loan_number: a whole number for the loan, for joins, made from its number
began_on: first day at whose end the loan was so
ended_on: first day at whose end it was so no longer; null when nothing ends it
began_at: start of began_on in the workspace's zone; null beyond the end of next year
ended_at: start of ended_on in the workspace's zone
balance: principal owed
overdue_amount: what is left of instalments past due, interest included
overdue_principal: the part of it that is principal
oldest_due_on: due date of the oldest instalment past due; null while the loan is not overdue
par: 0, 30, 60 or 90: the most of these that days past due exceed
status: current or overdue
bucket: days past due, in bands of the settings: 0, 1-29, 30-59 …
*/
with state as (
  select
    s.book_number,
    s.on_day as began_on,
    least(s.next_day, l.closed_on) as ended_on,
    s.paid,
    s.owed,
    s.late_due,
    s.late_owed,
    case when s.oldest_until_on > s.on_day then s.oldest_due_on end as oldest_due_on,
    a.most_days
  from core.lending_change as s
  cross join (select max(days_past_due) as most_days from core.lending_age) as a
  inner join core.lending_life as l
    on l.book_number = s.book_number
  where l.closed_on is null or s.on_day < l.closed_on
)

select
  s.book_number as loan_number,
  b.loan_id,
  b.amount,
  b.amount_band,
  b.issue_month,
  greatest(s.began_on, b.issued_on) as began_on,
  s.ended_on,
  d.starts_at as began_at,
  e.starts_at as ended_at,
  case when s.oldest_due_on is null then 'current' else 'overdue' end as status,
  s.oldest_due_on is not null as is_overdue,
  a.bucket,
  a.par,
  (s.owed / 100)::decimal(18, 2) as balance,
  (case when s.oldest_due_on is null then 0 else s.late_due - s.paid end / 100)::decimal(18, 2) as overdue_amount,
  (case when s.oldest_due_on is null then 0 else greatest(s.owed - s.late_owed, 0) end / 100)::decimal(18, 2) as overdue_principal,
  s.oldest_due_on
from state as s
inner join core.lending_book as b
  on b.book_number = s.book_number
-- left, so that the engine does not multiply days with loans before it joins either
left join core.lending_day as d
  on d.day = greatest(s.began_on, b.issued_on)
left join core.lending_day as e
  on e.day = s.ended_on
left join core.lending_age as a
  on a.days_past_due = least(coalesce(s.began_on - s.oldest_due_on, 0), s.most_days)
where s.ended_on is null or s.ended_on > b.issued_on
