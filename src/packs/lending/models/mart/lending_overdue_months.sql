/*
One row per loan that was overdue at the end of a month, and the month that followed, once that is over.
grain: loan_number, month
loan_number: a whole number for the loan, for joins, made from its number
month: first day of the month that followed
month_at: when it began in the workspace's zone
bucket_before: days past due at its beginning, in bands of the settings
bucket_after: the same at its end; null when the loan was paid back
balance_before: principal owed at its beginning
is_cured: whether nothing was past due at its end
*/
with month as (
  select
    d.day as month,
    (d.day + interval 1 month)::date as next_month,
    d.starts_at as month_at
  from core.lending_day as d
  cross join settings.lending_today as t
  where day(d.day) = 1 and d.day + interval 1 month <= t.today
),

before as (
  select
    m.month,
    m.next_month,
    m.month_at,
    s.loan_number,
    s.loan_id,
    s.amount,
    s.amount_band,
    s.issue_month,
    s.bucket,
    s.balance
  from mart.lending_states as s
  inner join month as m
    on s.began_on < m.month and coalesce(s.ended_on, date 'infinity') >= m.month
  where s.is_overdue
)

select
  b.loan_number,
  b.loan_id,
  b.amount,
  b.amount_band,
  b.issue_month,
  b.month,
  b.month_at,
  b.bucket as bucket_before,
  a.bucket as bucket_after,
  b.balance as balance_before,
  not coalesce(a.is_overdue, false) as is_cured
from before as b
left join mart.lending_states as a
  on a.loan_number = b.loan_number
    and a.began_on < b.next_month and coalesce(a.ended_on, date 'infinity') >= b.next_month
