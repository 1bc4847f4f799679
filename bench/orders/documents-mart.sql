with document as not materialized (
  select
    buyer_number,
    purchase_number as order_number,
    sold_at,
    kind = 'return' as is_return,
    amount
  from mart.orders_sales
  where sold_at < timestamp '2023-12-31 21:00:00'
),
