-- Loans of six to eighteen months and what was paid towards them: three quarters in time, some a little late, a tenth badly.
create or replace macro mixed(number, salt) as
  (((number + salt * 7919) * 2654435761 % 4294967291) // 4096 * 40503 % 1000003)::bigint;

create or replace table loan as
with drawn as (
  select
    n,
    (10000 + mixed(n, 1) % 500000)::decimal(18, 2) as amount,
    date '2018-01-01' + (mixed(n, 2) % 2100)::integer as issued_on,
    (6 + mixed(n, 3) % 13)::integer as months,
    case when n % 10 > 0 then 0.1 + n % 20 / 100.0 end as annual_rate
  from range($loans) as numbers (n)
)

select
  'L' || lpad(n::varchar, 7, '0') as loan_id,
  'C' || lpad((mixed(n, 4) % $clients)::varchar, 6, '0') as client_id,
  amount,
  issued_on,
  (issued_on + to_months(months))::date as due_on,
  annual_rate::double as annual_rate,
  n,
  months
from drawn;

create or replace table payment as
with instalment as (
  select
    loan_id,
    n,
    months,
    unnest(range(1, months + 1))::integer as place,
    issued_on,
    amount::double as amount,
    coalesce(annual_rate, 0) / 12 as rate,
    mixed(n, 5) % 100 as kind
  from loan
),

due as (
  select
    *,
    (issued_on + to_months(place))::date as due_on,
    mixed(n * 20 + place, 6) as luck,
    case when rate = 0 then amount / months else amount * rate / (1 - pow(1 + rate, -months)) end as instalment
  from instalment
)

select
  'P' || loan_id || '-' || place as payment_id,
  loan_id,
  (due_on + case when kind < 75 then -(luck % 4) when kind < 90 then luck % 12 - 8 else luck % 60 - 20 end::integer)::date as paid_on,
  (floor(instalment * 100) / 100 + case when place = months then 50 else 0 end)::decimal(18, 2) as amount
from due
where due_on < date '2023-12-20'
  and not (kind >= 95 and place > months * 0.6)
  and not (kind >= 90 and luck % 1000 < 100)
order by luck, loan_id;
