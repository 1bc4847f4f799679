-- Lines of a shop's sales over two and a half years, made by arithmetic mixing: the same ones on every machine.
-- Documents $1 to $2 of $3 in all; one in twenty is a return of an earlier order, half of those whole.
with document as (
  select
    unnest(generate_series($1::bigint, $2::bigint)) as document
),

dated as (
  select
    document,
    case when document % 20 = 7 and document > 20 then document - 13 else document end as sold,
    timestamp '2021-07-01' + to_seconds(document * 78883200 // $3::bigint) as sold_at
  from document
),

drawn as (
  select
    *,
    document <> sold as is_return,
    1 + least((mixed(sold, 4) * mixed(sold, 5) // 1000003) * $4::bigint // 1000003, $4::bigint - 1) as buyer,
    1 + mixed(sold, 2) % 7 as lines
  from dated
),

line as (
  select
    *,
    unnest(generate_series(1, case when is_return and mixed(document, 3) % 2 = 0 then 1 else lines end)) as line
  from drawn
)

select
  document,
  'S' || lpad(document::varchar, 9, '0') as sale_id,
  line::varchar as line,
  sold_at,
  'O' || lpad(sold::varchar, 9, '0') as order_id,
  sold_at - interval 1 day as ordered_at,
  buyer::integer as buyer_number,
  'Покупатель № ' || buyer as buyer,
  'ООО «Контрагент ' || (buyer * 2 + document % 2) || '»' as contractor,
  (mixed(sold * 8 + line, 6) % 3000)::varchar as product_id,
  'Товар ' || (mixed(sold * 8 + line, 6) % 3000) as product,
  'цвет ' || (mixed(sold * 8 + line, 7) % 12) as feature,
  (1 + mixed(sold * 8 + line, 8) % 3)::double as quantity,
  (100 + mixed(sold * 8 + line, 9) % 900000 / 100)::decimal(18, 2) as amount,
  'Город ' || (buyer % 80) || ', улица ' || (buyer % 900) || ', ' || (buyer % 150) as address,
  case when is_return then 'return' else 'sale' end as kind,
  'Менеджер ' || (buyer % 40) as manager
from line
