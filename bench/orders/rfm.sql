-- Segments by recency, frequency and money as of the end of 2023, all history, from the relation `document`.
bought as (
  select
    buyer_number,
    date '2023-12-31' - (max(sold_at) filter (where not is_return) + interval 3 hours)::date as recency,
    count(*) filter (where not is_return) as frequency,
    sum(amount) as monetary
  from document
  group by buyer_number
  having count(*) filter (where not is_return) > 0
),

undone as (
  select buyer_number, sum(purchases) as purchases
  from (
    select buyer_number, count(*) filter (where not is_return) as purchases
    from document
    where order_number in (select order_number from document where is_return)
    group by buyer_number, order_number
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
