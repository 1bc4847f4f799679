/*
One row per line of a sale or return, ready for metrics; its kind is sale or return.
grain: source, sale_id, line
kind: view
purchase_number: a whole number for the order, for the document where no order is known
buyer_number: a whole number for the buyer, for joins and counting
quantity: below zero for a return
amount: below zero for a return, whatever sign it came with
region: by the setting `regions`; otherwise the first part of the address that is neither a postcode nor a country
customer_type: new for the first purchase of the buyer ever, repeat for every later one; null for returns
first_purchase_at: first ever sale of the buyer; null when only returns are known
*/
select
  l.source,
  l.sale_id,
  l.line,
  l.sold_at,
  l.order_id,
  l.ordered_at,
  l.purchase_number,
  l.buyer,
  l.buyer_number,
  l.contractor,
  l.product_id,
  l.product,
  l.feature,
  l.quantity,
  l.amount,
  l.kind,
  l.manager,
  l.region,
  case
    when l.kind = 'return' then null
    when l.purchase_number = f.purchase_number then 'new'
    else 'repeat'
  end as customer_type,
  f.first_purchase_at
from core.orders_line as l
left join core.orders_first_purchase as f
  on f.buyer_number = l.buyer_number
