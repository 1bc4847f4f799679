/*
One row per buyer who ever bought or returned something.
grain: source, buyer
kind: view
buyer_number: a whole number for the buyer, for joins and counting
contractors: how many legal entities they bought through
manager: of the latest sale that has one; of a return where there is no sale
region: of the latest sale that has one; of a return where there is no sale
first_purchase_at: first ever sale; null when only returns are known
last_purchase_at: latest sale, never a return
purchases: orders, and documents of sales without an order
revenue: sales less returns
returned: what came back, above zero
cohort: month of the first purchase in the workspace's zone, by its first day
usual_interval_days: median of the days between days with purchases; null with fewer than three such days
*/
select
  source,
  buyer,
  buyer_number,
  contractors,
  manager,
  region,
  first_purchase_at,
  last_purchase_at,
  purchases,
  revenue,
  returned,
  date_trunc('month', first_purchase_on)::date as cohort,
  case
    when len(purchase_days) >= 3
      then list_median(list_transform(
        range(2, len(purchase_days) + 1),
        lambda place: purchase_days[place] - purchase_days[place - 1]
      ))
  end as usual_interval_days
from (
  select
    any_value(source) as source,
    any_value(buyer) as buyer,
    buyer_number,
    count(distinct contractor)::integer as contractors,
    arg_max(manager, (kind, sold_at, sale_id)) filter (where manager is not null) as manager,
    arg_max(region, (kind, sold_at, sale_id)) filter (where region is not null) as region,
    min(sold_at) filter (where kind = 'sale') as first_purchase_at,
    max(sold_at) filter (where kind = 'sale') as last_purchase_at,
    min(sold_on) filter (where kind = 'sale') as first_purchase_on,
    (count(distinct purchase_number) filter (where kind = 'sale'))::integer as purchases,
    sum(amount)::decimal(18, 2) as revenue,
    (coalesce(-sum(amount) filter (where kind = 'return'), 0))::decimal(18, 2) as returned,
    list_sort(list(distinct sold_on) filter (where kind = 'sale' and sold_on is not null)) as purchase_days
  from mart.orders_sales
  group by buyer_number
)
