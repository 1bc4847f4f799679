/*
One row per loan and day on which something changed in it: money came, an instalment fell overdue, days past due came to a step.
Sums are in hundredths.
grain: book_number, on_day
kind: view
next_day: the next such day; null after the last
paid: all payments so far
owed: principal owed
late_due: all instalments that have fallen overdue since they were late at all, and those before them
late_owed: principal that would be owed if these were paid
oldest_due_on: due date of the instalment that was the oldest unpaid one, last
oldest_until_on: until when it was
*/
with late as (
  select
    book_number,
    due_on,
    late_on,
    due_so_far,
    owed_after,
    coalesce(settled_on, date 'infinity') as until_on,
    lag(until_on) over (partition by book_number order by place) as before_until_on
  from (
    select
      *,
      coalesce(settled_on, date 'infinity') as until_on
    from core.lending_settled
    where settled_on is null or settled_on > late_on
  )
),

-- the days on which an instalment is the oldest unpaid one
oldest as (
  select
    book_number,
    due_on,
    greatest(late_on, coalesce(before_until_on, late_on)) as from_on,
    until_on
  from late
  where coalesce(before_until_on, late_on) < until_on
),

late_loan as (
  select distinct book_number
  from late
),

issue as (
  select
    b.book_number,
    b.issued_on,
    l.principal,
    p.first_paid_on,
    t.book_number is not null as is_late
  from core.lending_book as b
  inner join core.lending_life as l
    on l.book_number = b.book_number
  left join (
    select
      book_number,
      min(paid_on) as first_paid_on
    from core.lending_paid
    group by book_number
  ) as p
    on p.book_number = b.book_number
  left join late_loan as t
    on t.book_number = b.book_number
),

event as (
  select
    book_number,
    issued_on as on_day,
    0 as paid,
    principal as owed,
    null::bigint as late_due,
    null::bigint as late_owed,
    null::date as oldest_due_on,
    null::date as oldest_until_on
  from issue
  where is_late
  union all
  select book_number, paid_on, paid_so_far, owed, null, null, null, null
  from core.lending_paid
  where owed is not null and book_number in (select book_number from late_loan)
  union all
  select book_number, late_on, null, null, due_so_far, owed_after, null, null
  from late
  union all
  select book_number, from_on, null, null, null, null, due_on, until_on
  from oldest
  union all
  select o.book_number, o.due_on + a.days_past_due, null, null, null, null, null, null
  from oldest as o
  inner join core.lending_age as a
    on a.is_step and o.due_on + a.days_past_due > o.from_on and o.due_on + a.days_past_due < o.until_on
),

-- all of it only ever grows or, what is owed, only ever falls
state as (
  select
    book_number,
    on_day,
    lead(on_day) over loan as next_day,
    max(paid) over so_far as paid,
    min(owed) over so_far as owed,
    max(late_due) over so_far as late_due,
    min(late_owed) over so_far as late_owed,
    max(oldest_due_on) over so_far as oldest_due_on,
    max(oldest_until_on) over so_far as oldest_until_on
  from event
  window
    loan as (partition by book_number order by on_day),
    so_far as (partition by book_number order by on_day rows unbounded preceding)
)

-- most loans are never late: in them nothing changes but by payments, whose order is known
select
  book_number,
  issued_on as on_day,
  first_paid_on as next_day,
  0 as paid,
  principal as owed,
  null as late_due,
  null as late_owed,
  null as oldest_due_on,
  null as oldest_until_on
from issue
where not is_late and (first_paid_on is null or first_paid_on > issued_on)
union all
select book_number, paid_on, next_paid_on, paid_so_far, owed, null, null, null, null
from core.lending_paid
where owed is not null
  and (next_paid_on is null or next_paid_on > paid_on)
  and book_number not in (select book_number from late_loan)
union all
select
  book_number,
  on_day,
  next_day,
  paid,
  owed,
  late_due,
  late_owed,
  oldest_due_on,
  oldest_until_on
from state
where next_day is null or next_day > on_day
