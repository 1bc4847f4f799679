/*
One row per sale, ready for metrics.
grain: source, sale_id
incremental: core.shop_sale
sort: sold_at
*/
select
  source,
  sale_id,
  sold_at,
  closed_at,
  shop,
  region,
  seller,
  channel,
  category,
  buyer_number,
  quantity,
  amount,
  note
from core.shop_sale
