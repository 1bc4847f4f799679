/*
One row per document of a sale or return as people read it.
grain: source, sale_id
kind: view
customer_type: new for the first purchase of the buyer ever, repeat for every later one; null for returns
*/
select
  s.source,
  s.sale_id,
  s.sold_at,
  s.order_id,
  s.ordered_at,
  s.buyer,
  s.contractor,
  s.manager,
  s.region,
  s.kind,
  s.amount,
  s.lines,
  case
    when s.kind = 'return' then null
    when s.purchase_number = f.purchase_number then 'new'
    else 'repeat'
  end as customer_type
from mart.orders_sales as s
left join core.orders_first_purchase as f
  on f.buyer_number = s.buyer_number
