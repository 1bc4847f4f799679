-- Sales number $1 to $2 of $3 over two years, made by arithmetic mixing, in the order of time: the same ones on every machine.
with drawn as (
  select
    number,
    ((number * 2654435761 % 4294967291) // 4096 * 40503 % 1000003)::bigint as a,
    ((number * 2246822519 % 4294967291) // 4096 * 30011 % 1000003)::bigint as b
  from (select unnest(generate_series($1::bigint, $2::bigint)) as number)
)

select
  number::varchar as sale_id,
  timestamp '2021-12-31 21:00:00' + to_microseconds(number * (63072000000000 // $3::bigint)) as sold_at,
  case when a % 17 <> 0 then sold_at + to_seconds(600 + b % 900000) end as closed_at,
  'Магазин ' || (a % 40) as shop,
  'Регион ' || (a % 8) as region,
  'Продавец ' || (a % 200) as seller,
  ['сайт', 'магазин', 'телефон', 'маркетплейс'][1 + b % 4] as channel,
  'Категория ' || (b % 37) as category,
  (a * 7 + b) % 300000 as buyer_number,
  1 + b % 5 as quantity,
  (100 + b % 90000)::decimal(18, 2) / 100 as amount,
  $4 as note
from drawn
