/*
One row per loan as it stands today.
grain: source, loan_id
sort: issued_at
loan_number: a whole number for the loan, for joins, made from its number
issued_at: start of the day of issue in the workspace's zone
issue_month: first day of the month of issue
annual_rate: interest a year as a share: 0.18 is 18 %
instalments: how many
due_amount: all that is to be paid by the schedule, interest included
paid_amount: all that was paid, what is more than due included
balance: principal that is still owed
overdue_amount: what is left of instalments past due, interest included; 0 while the loan is not overdue
days_past_due: days from the due date of the oldest instalment past due to today; 0 while the loan is not overdue
max_days_past_due: the most that days past due ever were
oldest_due_on: due date of the oldest instalment past due
next_due_on: due date of the oldest instalment that is not paid, past due or not
next_due_amount: what is left of it
closed_on: day on which the last instalment was paid
first_overdue_on: first day past due, grace over
first_30_on: first day on which an instalment was 30 days past due
first_90_on: the same, 90 days
status: current, overdue or closed
bucket: days past due in bands: 0, 1-29, 30-59 …
loaded_at: when the loan, as it stands now, was loaded
*/
with now as (
  select
    loan_number,
    status,
    is_overdue,
    balance,
    overdue_amount,
    oldest_due_on
  from mart.lending_states
  -- asked for twice, so that it is a filter: of a join the engine would make a loop
  where began_on <= (select today from settings.lending_today)
    and coalesce(ended_on, date 'infinity') > (select today from settings.lending_today)
),

paid as (
  select
    book_number,
    max(paid_so_far) as paid
  from core.lending_paid
  group by book_number
)

select
  b.book_number as loan_number,
  b.source,
  b.loan_id,
  b.client_id,
  c.name as client_name,
  b.amount,
  b.amount_band,
  b.issued_on,
  d.starts_at as issued_at,
  b.issue_month,
  b.due_on,
  b.annual_rate,
  l.instalments,
  (l.due / 100)::decimal(18, 2) as due_amount,
  (coalesce(p.paid, 0) / 100)::decimal(18, 2) as paid_amount,
  coalesce(n.balance, 0) as balance,
  coalesce(n.overdue_amount, 0) as overdue_amount,
  coalesce(t.today - n.oldest_due_on, 0)::integer as days_past_due,
  greatest(l.most_days_late, case when l.first_late_on <= t.today then t.today - l.next_due_on end, 0)::integer as max_days_past_due,
  n.oldest_due_on,
  l.next_due_on,
  ((l.next_due_so_far - coalesce(p.paid, 0)) / 100)::decimal(18, 2) as next_due_amount,
  l.closed_on,
  case when l.first_late_on <= t.today then l.first_late_on end as first_overdue_on,
  case when l.first_30_on <= t.today then l.first_30_on end as first_30_on,
  case when l.first_90_on <= t.today then l.first_90_on end as first_90_on,
  coalesce(n.is_overdue, false) as is_overdue,
  coalesce(l.first_late_on <= t.today, false) as is_ever_overdue,
  case
    when l.closed_on <= t.today then 'closed'
    else coalesce(n.status, 'current')
  end as status,
  a.bucket,
  b.loaded_at
from core.lending_book as b
cross join settings.lending_today as t
inner join core.lending_life as l
  on l.book_number = b.book_number
-- left, so that the engine does not multiply days with loans before it joins either
left join core.lending_day as d
  on d.day = b.issued_on
left join paid as p
  on p.book_number = b.book_number
left join now as n
  on n.loan_number = b.book_number
left join core.lending_age as a
  on a.days_past_due = least(coalesce(t.today - n.oldest_due_on, 0), (select max(days_past_due) from core.lending_age))
left join core.lending_client as c
  on c.source = b.source and c.client_id = b.client_id
where b.is_current
