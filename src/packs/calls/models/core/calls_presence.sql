/*
One row per operator and stretch of time in which they took calls of a queue: from joining it to leaving it, without pauses.
Where the log does not say when somebody left, they stayed until its last line.
grain: source, operator_id, from_at
*/
with event as (
  select
    e.source,
    m.operator_id,
    coalesce(e.queue, '') as queue_id,
    e.happened_at,
    e.place,
    e.event in ('ADDMEMBER', 'AGENTLOGIN', 'AGENTCALLBACKLOGIN') as is_in,
    e.event in ('REMOVEMEMBER', 'AGENTLOGOFF', 'AGENTCALLBACKLOGOFF') as is_out,
    e.event in ('PAUSE', 'PAUSEALL') or (e.event = 'ADDMEMBER' and e.data1 = 'PAUSED') as is_pause,
    e.event in ('UNPAUSE', 'UNPAUSEALL') as is_end_of_pause
  from core.calls_queue_event as e
  inner join core.calls_member as m
    on m.source = e.source and m.agent = e.agent
  where e.event in (
    'ADDMEMBER', 'REMOVEMEMBER', 'AGENTLOGIN', 'AGENTLOGOFF', 'AGENTCALLBACKLOGIN', 'AGENTCALLBACKLOGOFF',
    'PAUSE', 'PAUSEALL', 'UNPAUSE', 'UNPAUSEALL'
  )
),

last_line as (
  select
    source,
    max(happened_at) as until_at
  from core.calls_queue_event
  group by source
),

turn as (
  select
    source,
    operator_id,
    queue_id,
    'present' as kind,
    happened_at,
    place,
    is_in as begins
  from event
  where is_in or is_out
  union all
  select
    source,
    operator_id,
    queue_id,
    'paused' as kind,
    happened_at,
    place,
    is_pause as begins
  from event
  where is_pause or is_end_of_pause or is_out
),

kept as (
  select *
  from turn
  qualify begins is distinct from coalesce(lag(begins) over (
    partition by source, operator_id, queue_id, kind order by happened_at, place
  ), false)
),

stretch as (
  select
    k.source,
    k.operator_id,
    k.kind,
    k.happened_at as from_at,
    coalesce(
      lead(k.happened_at) over (
        partition by k.source, k.operator_id, k.queue_id, k.kind order by k.happened_at, k.place
      ),
      l.until_at
    ) as to_at,
    k.begins
  from kept as k
  inner join last_line as l
    on l.source = k.source
),

step as (
  select source, operator_id, from_at as turns_at, (kind = 'present')::integer as present, (kind = 'paused')::integer as paused
  from stretch
  where begins
  union all
  select source, operator_id, to_at, -(kind = 'present')::integer, -(kind = 'paused')::integer
  from stretch
  where begins
),

state as (
  select
    source,
    operator_id,
    turns_at,
    sum(sum(present)) over (partition by source, operator_id order by turns_at) as present,
    sum(sum(paused)) over (partition by source, operator_id order by turns_at) as paused,
    lead(turns_at) over (partition by source, operator_id order by turns_at) as next_at
  from step
  group by source, operator_id, turns_at
)

select
  source,
  operator_id,
  turns_at as from_at,
  next_at as to_at,
  paused > 0 as is_paused
from state
where present > 0
  and next_at > turns_at
