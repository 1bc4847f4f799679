-- The same schedules, allocation and tables by bare SQL, as fast as we can write it: loans are numbered 1, 2, 3 …, every
-- step is made once, texts are joined last. No versions, no settings, no instalments of the source's own.
create or replace table book as
select
  row_number() over (order by loan_id)::integer as book,
  loan_id,
  client_id,
  amount,
  issued_on,
  due_on,
  annual_rate,
  (amount::double * 100)::bigint as kopecks,
  greatest(datesub('month', issued_on, due_on), 1)::integer as months,
  coalesce(annual_rate, 0) / 12 as rate,
  case
    when amount < 10000 then '0-10000'
    when amount < 50000 then '10000-50000'
    when amount < 100000 then '50000-100000'
    when amount < 500000 then '100000-500000'
    else '500000+'
  end as amount_band
from loan;

create or replace table schedule as
with term as (
  select
    book,
    issued_on,
    due_on,
    kopecks,
    rate,
    months,
    case when rate = 0 then kopecks // months else floor(kopecks * rate / (1 - pow(1 + rate, -months)))::bigint end as due
  from book
),

made as (
  select *, unnest(range(1, months + 1))::integer as place, pow(1 + rate, place - 1) as growth from term
),

owed as (
  select
    *,
    case when rate = 0 then kopecks - due * (place - 1) else (kopecks * growth - due * (growth - 1) / rate)::bigint end as owed_before,
    case
      when place = months then 0
      when rate = 0 then kopecks - due * place
      else (kopecks * growth * (1 + rate) - due * (growth * (1 + rate) - 1) / rate)::bigint
    end as owed_after
  from made
)

select
  book,
  place,
  case when place = months then due_on else (issued_on + to_months(place))::date end as due_on,
  due * (place - 1) as due_before,
  case when place < months then due * place else due * (place - 1) + owed_before + (owed_before * rate)::bigint end as due_so_far,
  owed_before,
  owed_after
from owed;

create or replace table paid as
with numbered as (
  select
    b.book,
    p.paid_on,
    (hash(p.payment_id) >> 1)::bigint as payment,
    (p.amount::double * 100)::bigint as kopecks
  from payment as p
  inner join book as b
    on b.loan_id = p.loan_id
),

so_far as (
  select
    *,
    lead(paid_on) over loan as next_paid_on,
    (sum(kopecks::double) over (loan rows unbounded preceding))::bigint as paid_so_far
  from numbered
  window loan as (partition by book order by paid_on, payment)
)

select
  p.*,
  greatest(0, least(p.kopecks, p.paid_so_far - s.due_so_far)) as surplus,
  greatest(s.owed_after, least(s.owed_before, s.owed_after + s.due_so_far - p.paid_so_far)) as owed
from so_far as p
asof left join schedule as s
  on s.book = p.book and s.due_before <= p.paid_so_far;

create or replace table settled as
select s.*, p.paid_on as settled_on
from schedule as s
asof left join paid as p
  on p.book = s.book and p.paid_so_far >= s.due_so_far;

create or replace table life as
select
  book,
  count(*)::integer as instalments,
  max(due_so_far) as due,
  case when count(settled_on) = count(*) then max(settled_on) end as closed_on,
  min(due_on) filter (where settled_on is null) as next_due_on,
  min(due_so_far) filter (where settled_on is null) as next_due_so_far,
  min(due_on + 1) filter (where settled_on is null or settled_on > due_on) as first_late_on,
  min(due_on + 30) filter (where settled_on is null or settled_on >= due_on + 30) as first_30_on,
  min(due_on + 90) filter (where settled_on is null or settled_on >= due_on + 90) as first_90_on,
  max(settled_on - due_on) filter (where settled_on > due_on)::integer as most_days_late
from settled
group by book;

create or replace table late as
select
  book,
  due_on,
  due_on + 1 as late_on,
  due_so_far,
  owed_after,
  coalesce(settled_on, date 'infinity') as until_on,
  greatest(due_on + 1, lag(coalesce(settled_on, date 'infinity')) over (partition by book order by place)) as from_on
from settled
where settled_on is null or settled_on > due_on + 1;

create or replace table state as
with late_loan as (
  select distinct book from late
),

step (days) as (
  values (30), (31), (60), (61), (90), (91)
),

event as (
  select book, issued_on as on_day, 0 as paid, kopecks as owed, null::bigint as late_due, null::bigint as late_owed,
    null::date as oldest_on, null::date as oldest_until
  from book
  where book in (select book from late_loan)
  union all
  select book, paid_on, paid_so_far, owed, null, null, null, null
  from paid
  where book in (select book from late_loan)
  union all
  select book, late_on, null, null, due_so_far, owed_after,
    case when from_on = late_on then due_on end, case when from_on = late_on then until_on end
  from late
  union all
  select book, from_on, null, null, null, null, due_on, until_on
  from late
  where from_on > late_on and from_on < until_on
  union all
  select l.book, l.due_on + s.days, null, null, null, null, null, null
  from late as l
  inner join step as s
    on l.due_on + s.days > l.from_on and l.due_on + s.days < l.until_on
),

running as (
  select
    book,
    on_day,
    lead(on_day) over loan as next_day,
    max(paid) over so_far as paid,
    min(owed) over so_far as owed,
    max(late_due) over so_far as late_due,
    min(late_owed) over so_far as late_owed,
    max(oldest_on) over so_far as oldest_on,
    max(oldest_until) over so_far as oldest_until
  from event
  window loan as (partition by book order by on_day), so_far as (loan rows unbounded preceding)
),

change as (
  select b.book, b.issued_on as on_day, p.first_on as next_day, 0 as paid, b.kopecks as owed, null as late_due, null as late_owed,
    null::date as oldest_on, null::date as oldest_until
  from book as b
  left join (select book, min(paid_on) as first_on from paid group by book) as p
    on p.book = b.book
  where b.book not in (select book from late_loan) and (p.first_on is null or p.first_on > b.issued_on)
  union all
  select book, paid_on, next_paid_on, paid_so_far, owed, null, null, null, null
  from paid
  where (next_paid_on is null or next_paid_on > paid_on) and book not in (select book from late_loan)
  union all
  select * from running
  where next_day is null or next_day > on_day
)

select
  c.book,
  b.loan_id,
  b.amount,
  b.amount_band,
  date_trunc('month', b.issued_on)::date as issue_month,
  greatest(c.on_day, b.issued_on) as began_on,
  least(c.next_day, l.closed_on) as ended_on,
  began_on - interval 3 hour as began_at,
  ended_on - interval 3 hour as ended_at,
  case when c.oldest_until > c.on_day then 'overdue' else 'current' end as status,
  coalesce(c.oldest_until > c.on_day, false) as is_overdue,
  case when is_overdue then c.on_day - c.oldest_on else 0 end as days,
  case when days >= 90 then '90+' when days >= 60 then '60-89' when days >= 30 then '30-59' when days >= 1 then '1-29' else '0' end as bucket,
  case when days > 90 then 90 when days > 60 then 60 when days > 30 then 30 else 0 end as par,
  (c.owed / 100)::decimal(18, 2) as balance,
  (case when is_overdue then c.late_due - c.paid else 0 end / 100)::decimal(18, 2) as overdue_amount,
  (case when is_overdue then greatest(c.owed - c.late_owed, 0) else 0 end / 100)::decimal(18, 2) as overdue_principal,
  case when is_overdue then c.oldest_on end as oldest_due_on
from change as c
inner join book as b
  on b.book = c.book
inner join life as l
  on l.book = c.book
where (l.closed_on is null or c.on_day < l.closed_on) and (c.next_day is null or c.next_day > b.issued_on);

create or replace table loans as
select
  b.*,
  l.* exclude (book),
  coalesce(p.paid, 0) as paid,
  s.balance,
  s.overdue_amount,
  s.bucket,
  s.status,
  s.oldest_due_on,
  date '2024-01-01' - s.oldest_due_on as days_past_due
from book as b
inner join life as l
  on l.book = b.book
left join (select book, max(paid_so_far) as paid from paid group by book) as p
  on p.book = b.book
left join state as s
  on s.book = b.book and s.began_on <= date '2024-01-01' and (s.ended_on is null or s.ended_on > date '2024-01-01');

create or replace table overdue_month as
with month as (
  select unnest(generate_series(date '2018-01-01', date '2023-12-01', interval 1 month))::date as month
)

select
  b.book,
  b.loan_id,
  b.amount,
  b.amount_band,
  b.issue_month,
  m.month,
  b.bucket as bucket_before,
  a.bucket as bucket_after,
  b.balance as balance_before,
  not coalesce(a.is_overdue, false) as is_cured
from state as b
inner join month as m
  on b.began_on < m.month and coalesce(b.ended_on, date 'infinity') >= m.month
left join state as a
  on a.book = b.book and a.began_on < m.month + interval 1 month
    and coalesce(a.ended_on, date 'infinity') >= m.month + interval 1 month
where b.is_overdue;
