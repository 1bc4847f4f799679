/*
One row per member of queues as the log names them, with the operator that is meant: by the extension in a channel, or by name.
grain: source, agent
*/
with member as (
  select distinct
    source,
    agent
  from core.calls_queue_event
  where agent is not null
),

parted as (
  select
    source,
    agent,
    case
      when contains(agent, '/') then split_part(split_part(split_part(agent, '/', 2), '@', 1), '-', 1)
      else agent
    end as extension
  from member
),

named as (
  select
    source,
    operator,
    min(operator_id) as operator_id
  from core.calls_operator
  group by source, operator
)

select
  p.source,
  p.agent,
  coalesce(o.operator_id, n.operator_id, p.extension) as operator_id,
  coalesce(o.operator, n.operator, p.extension) as operator
from parted as p
left join core.calls_operator as o
  on o.source = p.source and o.operator_id = p.extension
left join named as n
  on n.source = p.source and n.operator = p.agent
