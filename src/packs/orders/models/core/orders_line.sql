/*
One row per line of a sale or return, ready for metrics. Where the source says neither sale nor return, an amount below zero is a return.
grain: source, sale_id, line
incremental: core.orders_sale_line
sort: sold_at
purchase_number: a whole number for the order, for the document where no order is known; made from its id
buyer_number: a whole number for the buyer, for joins and counting; made from the name, so that it never changes
quantity: below zero for a return
amount: below zero for a return, whatever sign it came with
region: by the setting `regions`; otherwise the first part of the address that is neither a postcode nor a country
*/
with line as (
  select
    source,
    sale_id,
    line,
    sold_at,
    order_id,
    ordered_at,
    buyer,
    contractor,
    product_id,
    product,
    feature,
    quantity,
    amount,
    address,
    manager,
    case
      when lower(trim(kind)) in ('return', 'возврат') then 'return'
      when lower(trim(kind)) in ('sale', 'продажа') then 'sale'
      when amount < 0 then 'return'
      else 'sale'
    end as kind
  from core.orders_sale_line
  where not (amount = 0 and coalesce(quantity, 1) = 0)
),

place as (
  select
    a.address,
    (
      select arg_min(r.region, r.place)
      from settings.orders_region as r
      where regexp_matches(a.address, r.pattern, 'i')
    ) as named,
    trim(regexp_replace(
      list_filter(
        string_split(a.address, ','),
        lambda part: not regexp_full_match(part, '(?i)\s*(|[\d\s]+|россия|российская федерация|рф|russia)\s*')
      )[1],
      '(?i)^\s*(г|гор|город)[.\s]\s*',
      ''
    )) as first_part
  from (
    select distinct address
    from core.orders_sale_line
    where address is not null
  ) as a
)

select
  l.source,
  l.sale_id,
  l.line,
  l.sold_at,
  l.order_id,
  l.ordered_at,
  (hash(l.source, l.order_id is null, coalesce(l.order_id, l.sale_id)) >> 1)::bigint as purchase_number,
  l.buyer,
  (hash(l.source, l.buyer) >> 1)::bigint as buyer_number,
  l.contractor,
  l.product_id,
  l.product,
  l.feature,
  case when l.kind = 'return' then -abs(l.quantity) else l.quantity end as quantity,
  case when l.kind = 'return' then -abs(l.amount) else l.amount end as amount,
  l.kind,
  l.manager,
  coalesce(p.named, nullif(p.first_part, '')) as region
from line as l
left join place as p
  on p.address = l.address
