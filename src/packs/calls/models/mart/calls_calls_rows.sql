/*
One row per call as people read it.
grain: source, call_id
kind: view
*/
select
  call_id,
  started_at,
  answered_at,
  direction,
  caller,
  dialled,
  outcome,
  queue,
  operator,
  last_operator,
  wait_seconds,
  talk_seconds,
  reached_by,
  reached_at,
  is_working_time,
  is_offered,
  is_handled,
  is_missed,
  is_abandoned,
  is_queued,
  is_lost,
  is_repeat,
  hour,
  weekday
from mart.calls_calls
