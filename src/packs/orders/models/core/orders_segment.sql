/*
One row per buyer who bought within the window of RFM up to the last day for which cut points were learned, with the segment
as of that day. Empty until something was learned. The same arithmetic as the analysis orders.rfm.
grain: buyer_number
kind: view
*/
with day as (
  select max(on_date) as on_date
  from settings.orders_rfm_cut
),

cut as (
  select
    max(bound) filter (where measure = 'recency' and score = 2) as r2,
    max(bound) filter (where measure = 'recency' and score = 3) as r3,
    max(bound) filter (where measure = 'recency' and score = 4) as r4,
    max(bound) filter (where measure = 'recency' and score = 5) as r5,
    max(bound) filter (where measure = 'frequency' and score = 2) as f2,
    max(bound) filter (where measure = 'frequency' and score = 3) as f3,
    max(bound) filter (where measure = 'frequency' and score = 4) as f4,
    max(bound) filter (where measure = 'frequency' and score = 5) as f5,
    max(bound) filter (where measure = 'monetary' and score = 2) as m2,
    max(bound) filter (where measure = 'monetary' and score = 3) as m3,
    max(bound) filter (where measure = 'monetary' and score = 4) as m4,
    max(bound) filter (where measure = 'monetary' and score = 5) as m5
  from settings.orders_rfm_cut as c
  inner join day
    on day.on_date = c.on_date
),

sale as (
  select
    s.buyer_number,
    s.purchase_number,
    s.order_id,
    s.kind,
    s.amount,
    s.sold_on,
    day.on_date
  from mart.orders_sales as s
  cross join day
  cross join settings.orders_rfm as p
  where s.sold_on <= day.on_date
    and (p.window_days is null or s.sold_on > day.on_date - p.window_days::integer)
    and (p.returns = 'net' or s.kind = 'sale')
),

undone as (
  select
    buyer_number,
    sum(sales) as sales
  from (
    select
      buyer_number,
      count(*) filter (where kind = 'sale') as sales
    from sale
    where order_id is not null
      and purchase_number in (select purchase_number from sale where kind = 'return' and order_id is not null)
    group by buyer_number, purchase_number
    having sum(amount) <= 0
  )
  group by buyer_number
),

bought as (
  select
    buyer_number,
    any_value(on_date) - max(sold_on) filter (where kind = 'sale') as recency,
    count(*) filter (where kind = 'sale') as sales,
    sum(amount) as monetary
  from sale
  group by buyer_number
  having count(*) filter (where kind = 'sale') > 0
),

score as (
  select
    b.buyer_number,
    1
      + coalesce((b.recency <= c.r2)::integer, 0)
      + coalesce((b.recency <= c.r3)::integer, 0)
      + coalesce((b.recency <= c.r4)::integer, 0)
      + coalesce((b.recency <= c.r5)::integer, 0) as r,
    1
      + coalesce((b.sales - coalesce(u.sales, 0) >= c.f2)::integer, 0)
      + coalesce((b.sales - coalesce(u.sales, 0) >= c.f3)::integer, 0)
      + coalesce((b.sales - coalesce(u.sales, 0) >= c.f4)::integer, 0)
      + coalesce((b.sales - coalesce(u.sales, 0) >= c.f5)::integer, 0) as f,
    case
      when b.monetary <= 0 then 1
      else 1
        + coalesce((b.monetary >= c.m2)::integer, 0)
        + coalesce((b.monetary >= c.m3)::integer, 0)
        + coalesce((b.monetary >= c.m4)::integer, 0)
        + coalesce((b.monetary >= c.m5)::integer, 0)
    end as m
  from bought as b
  left join undone as u
    on u.buyer_number = b.buyer_number
  cross join cut as c
),

ruled as (
  select
    s.r,
    s.f,
    s.m,
    arg_min(g.segment, g.place) as segment
  from (select distinct r, f, m from score) as s
  inner join settings.orders_segment_rule as g
    on s.r between g.r_from and g.r_to
    and s.f between g.f_from and g.f_to
    and s.m between g.m_from and g.m_to
  group by s.r, s.f, s.m
)

select
  s.buyer_number,
  coalesce(g.segment, 'others') as segment
from score as s
left join ruled as g
  on g.r = s.r and g.f = s.f and g.m = s.m
