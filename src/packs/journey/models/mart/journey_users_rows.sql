/*
One row per user outside experiments, as people read it.
grain: source, user_id
kind: view
*/
select
  source,
  user_id,
  first_event_at,
  last_event_at,
  events,
  first_paid_at,
  payments,
  paid_amount,
  cohort,
  cluster
from mart.journey_users
