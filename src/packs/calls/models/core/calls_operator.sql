/*
One row per source and operator known by name; a name that another source gives holds where the own one has none.
grain: source, operator_id
*/
with source as (
  select distinct source
  from core.calls_leg
  union
  select distinct source
  from core.calls_queue_event
  union
  select distinct source
  from core.calls_rating
),

known as (
  select
    agent_id,
    min(name) as name
  from core.calls_agent
  group by agent_id
)

select
  s.source,
  k.agent_id as operator_id,
  coalesce(a.name, k.name) as operator
from source as s
cross join known as k
left join core.calls_agent as a
  on a.source = s.source and a.agent_id = k.agent_id
