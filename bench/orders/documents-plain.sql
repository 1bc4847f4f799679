with document as materialized (
  select
    any_value(buyer_number) as buyer_number,
    any_value(order_number) as order_number,
    max(sold_at) as sold_at,
    bool_and(kind = 'return') as is_return,
    sum(case when kind = 'return' then -amount else amount end)::decimal(18, 2) as amount
  from line
  where sold_at < timestamp '2023-12-31 21:00:00'
  group by document
),
