/*
One row per buyer with a purchase: the first one ever. Of two at one instant, the one with the lower number.
grain: buyer_number
kind: view
*/
select
  buyer_number,
  min(sold_at) as first_purchase_at,
  arg_min(purchase_number, (sold_at, purchase_number)) as purchase_number
from mart.orders_sales
where kind = 'sale'
group by buyer_number
