/*
One row per line of a sale or return as people read it.
grain: source, sale_id, line
kind: view
*/
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
  kind,
  manager,
  region,
  customer_type,
  first_purchase_at
from mart.orders_lines
