/*
One row per stretch of days on which a loan was overdue without a break.
grain: source, loan_id, began_on
kind: view
began_on: first day overdue, grace over
ended_on: day on which all that was past due was paid; null while it is not
oldest_due_on: due date of the instalment with which it began
days: days past due that it came to at most; null while it lasts
*/
with late as (
  select
    i.book_number,
    i.due_on,
    i.late_on,
    i.settled_on,
    i.place,
    -- an instalment that falls overdue on the day on which those before it are paid goes on with their stretch
    coalesce(i.late_on > lag(coalesce(i.settled_on, date 'infinity')) over (partition by i.book_number order by i.place), true) as is_first
  from core.lending_settled as i
  inner join settings.lending_today as t
    on i.late_on <= t.today
  where i.settled_on is null or i.settled_on >= i.late_on
),

numbered as (
  select
    book_number,
    due_on,
    late_on,
    settled_on,
    count(*) filter (where is_first) over (partition by book_number order by place rows unbounded preceding) as spell
  from late
)

select
  b.source,
  b.loan_id,
  b.client_id,
  min(n.late_on) as began_on,
  case when count(n.settled_on) = count(*) then max(n.settled_on) end as ended_on,
  min(n.due_on) as oldest_due_on,
  case when count(n.settled_on) = count(*) then max(n.settled_on - n.due_on)::integer end as days
from numbered as n
inner join core.lending_book as b
  on b.book_number = n.book_number
group by b.source, b.loan_id, b.client_id, n.spell
