/*
One row per channel that belongs to a call which another channel began; logs of queues name channels, not calls.
grain: source, leg_id
*/
select
  source,
  leg_id,
  min(call_id) as call_id
from core.calls_leg
where leg_id <> call_id
group by source, leg_id
