/*
One row per instalment of a loan's schedule: its own, or one made from amount, rate and dates. Sums are in hundredths.
grain: book_number, place
place: 1, 2, 3 … by due date
due_before: all instalments before this one, interest included
due_so_far: with this one
owed_before: principal owed when all instalments before it are paid
owed_after: principal owed when it is paid, too
*/
with own as (
  select
    b.book_number,
    b.is_current,
    b.issued_on,
    b.kopecks,
    i.due_on,
    (i.amount::double * 100)::bigint as due
  from core.lending_instalment_versions as i
  inner join core.lending_book as b
    on b.source = i.source and b.loan_id = i.loan_id
      and i.valid_from <= b.known_from and (i.valid_to is null or i.valid_to > b.known_from)
),

own_so_far as (
  select
    book_number,
    is_current,
    issued_on,
    due_on,
    due,
    (row_number() over loan)::integer as place,
    (sum(due) over loan)::bigint as due_so_far,
    (sum(due) over (partition by book_number))::bigint as due_in_all,
    least(kopecks, due_in_all) as principal
  from own
  window loan as (partition by book_number order by due_on)
),

term as (
  select
    book_number,
    is_current,
    issued_on,
    due_on,
    kopecks,
    monthly_rate as rate,
    case when s.schedule = 'single' then 1 else months end as months,
    case
      when s.schedule = 'single' or due_on < issued_on + interval 1 month
        then try_cast(kopecks * annual_rate * (due_on - issued_on) / 365 as bigint)
    end as interest_at_once,
    case
      when monthly_rate = 0 then kopecks // months
      else try_cast(floor(kopecks * monthly_rate / (1 - pow(1 + monthly_rate, -months))) as bigint)
    end as due
  from core.lending_book
  cross join settings.lending_terms as s
  where book_number not in (select book_number from own)
),

-- the growth of one rouble over the months before an instalment; over thousands of years no number holds it
made as (
  select
    *,
    unnest(range(1, months + 1))::integer as place,
    pow(1 + rate, place - 1) as growth
  from term
),

owed as (
  select
    *,
    case
      when rate = 0 then kopecks - due * (place - 1)
      else greatest(0, least(kopecks, try_cast(kopecks * growth - due * (growth - 1) / rate as bigint)))
    end as owed_before,
    case
      when place = months then 0
      when rate = 0 then kopecks - due * place
      else greatest(0, least(kopecks, try_cast(kopecks * growth * (1 + rate) - due * (growth * (1 + rate) - 1) / rate as bigint)))
    end as owed_after
  from made
)

select
  book_number,
  is_current,
  true as is_own,
  issued_on,
  place,
  due_on,
  due_so_far - due as due_before,
  due_so_far,
  principal - coalesce((principal::double * (due_so_far - due) / nullif(due_in_all, 0))::bigint, 0) as owed_before,
  principal - coalesce((principal::double * due_so_far / nullif(due_in_all, 0))::bigint, 0) as owed_after
from own_so_far
union all
select
  book_number,
  is_current,
  false as is_own,
  issued_on,
  place,
  case when place = months then due_on else (issued_on + to_months(place))::date end as due_on,
  case when months = 1 then 0 else due * (place - 1) end as due_before,
  case
    when place < months then due * place
    else due * (place - 1) + owed_before + coalesce(interest_at_once, try_cast(owed_before * rate as bigint))
  end as due_so_far,
  owed_before,
  owed_after
from owed
