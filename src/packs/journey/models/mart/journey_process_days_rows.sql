/*
One row per process, user and day of its start, as people read it.
grain: source, process, user_id, started_on
kind: view
*/
select
  source,
  process,
  user_id,
  started_on,
  started_at,
  ended_at,
  is_unclosed,
  cohort,
  cluster
from mart.journey_process_days
