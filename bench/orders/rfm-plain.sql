with document as (
  select
    document,
    any_value(buyer_number) as buyer_number,
    any_value(order_id) as order_id,
    min(sold_at) as sold_at,
    any_value(kind) as kind,
    sum(case when kind = 'return' then -amount else amount end) as amount
  from line
  where sold_at < timestamp '2023-12-31 21:00:00'
  group by document
),

bought as (
  select
    buyer_number,
    date '2023-12-31' - (max(sold_at) filter (where kind = 'sale') + interval 3 hours)::date as recency,
    count(*) filter (where kind = 'sale') as frequency,
    sum(amount) as monetary
  from document
  where sold_at < timestamp '2023-12-31 21:00:00'
  group by buyer_number
  having count(*) filter (where kind = 'sale') > 0
),

undone as (
  select buyer_number, sum(purchases) as purchases
  from (
    select buyer_number, count(*) filter (where kind = 'sale') as purchases
    from document
    where sold_at < timestamp '2023-12-31 21:00:00' and order_id in (
      select order_id from document where kind = 'return' and sold_at < timestamp '2023-12-31 21:00:00'
    )
    group by buyer_number, order_id
    having sum(amount) <= 0
  )
  group by buyer_number
),

scored as (
  select
    frequency,
    monetary,
    least(5, 1 + floor(5 * percent_rank() over (order by recency desc))) as r,
    least(5, 1 + floor(5 * percent_rank() over (order by frequency))) as f,
    least(5, 1 + floor(5 * percent_rank() over (order by monetary))) as m
  from (
    select b.recency, b.frequency - coalesce(u.purchases, 0) as frequency, b.monetary
    from bought as b
    left join undone as u on u.buyer_number = b.buyer_number
  )
)

select
  case
    when r = 5 and f >= 4 then 'champions'
    when r >= 3 and f >= 4 then 'loyal'
    when r >= 4 and f between 2 and 3 then 'potential_loyalist'
    when r = 5 then 'new'
    when r = 4 then 'promising'
    when r = 3 and f = 3 then 'need_attention'
    when r = 3 then 'about_to_sleep'
    when f = 5 then 'cant_lose'
    when f >= 3 then 'at_risk'
    else 'hibernating'
  end as segment,
  count(*)::integer as customers,
  sum(frequency)::bigint as orders,
  sum(monetary) as revenue,
  sum(m)::bigint as m
from scored
group by segment
order by segment
