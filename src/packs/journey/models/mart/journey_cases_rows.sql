/*
One row per case as people read it.
grain: source, process, user_id, opened_at
kind: view
*/
select
  source,
  process,
  user_id,
  opened_at,
  ended_at,
  overdue_at,
  cohort,
  cluster
from mart.journey_cases
