/*
One row per buyer as people read it.
grain: source, buyer
kind: view
*/
select
  source,
  buyer,
  contractors,
  manager,
  region,
  first_purchase_at,
  last_purchase_at,
  purchases,
  revenue,
  returned,
  cohort,
  usual_interval_days
from mart.orders_customers
