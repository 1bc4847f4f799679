/*
One row per document of a sale or return. Its kind is return when every line came back, sale otherwise.
grain: source, sale_id
incremental: core.orders_sale_line
sort: sold_at
sold_at: the earliest of its lines, of those sold where any was
sold_on: the workspace's day of sold_at
purchase_number: a whole number for the order, for the document where no order is known
buyer_number: a whole number for the buyer, for joins and counting; made from the name, so that it never changes
amount: below zero for a return
lines: how many
region: by the setting `regions`; otherwise the first part of the address that is neither a postcode nor a country
*/
with line as (
  select
    source,
    sale_id,
    sold_at,
    order_id,
    ordered_at,
    buyer,
    contractor,
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

sale as (
  select
    source,
    sale_id,
    coalesce(min(sold_at) filter (where kind = 'sale'), min(sold_at)) as sold_at,
    min(order_id) as order_id,
    min(ordered_at) as ordered_at,
    min(buyer) as buyer,
    min(contractor) as contractor,
    min(address) as address,
    min(manager) as manager,
    -- of the two words the greater one is the sale
    max(kind) as kind,
    sum(case when kind = 'return' then -abs(amount) else amount end)::decimal(18, 2) as amount,
    count(*)::integer as lines
  from line
  group by source, sale_id
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
    from sale
    where address is not null
  ) as a
)

select
  s.source,
  s.sale_id,
  s.sold_at,
  (s.sold_at + to_seconds(case when s.sold_at < d.changes_at then d.offset_seconds else d.offset_after end))::date as sold_on,
  s.order_id,
  s.ordered_at,
  (hash(s.source, s.order_id is null, coalesce(s.order_id, s.sale_id)) >> 1)::bigint as purchase_number,
  s.buyer,
  (hash(s.source, s.buyer) >> 1)::bigint as buyer_number,
  s.contractor,
  s.manager,
  coalesce(p.named, nullif(p.first_part, '')) as region,
  s.kind,
  s.amount,
  s.lines
from sale as s
left join place as p
  on p.address = s.address
left join core.orders_utc_day as d
  on d.utc_day = s.sold_at::date
