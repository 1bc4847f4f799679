/*
One row per event as people read it.
grain: source, user_id, event, happened_at
kind: view
*/
select
  source,
  user_id,
  event,
  happened_at,
  cohort,
  cluster
from mart.journey_events
