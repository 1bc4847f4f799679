/*
One row per start of a process by a user, with the end that follows it.
grain: process_number, user_number, started_at
ended_at: the first end event strictly after the start; null while there is none
started_on: the workspace's day of the start
day_ends_at: the midnight that follows it
*/
with start as (
  select distinct
    p.process_number::utinyint as process_number,
    s.user_number,
    s.happened_at as started_at
  from core.journey_step as s
  inner join core.journey_event_name as n
    on n.event_number = s.event_number
  inner join settings.journey_process as p
    on p.start = n.event
),

finish as (
  select
    p.process_number::utinyint as process_number,
    s.user_number,
    s.happened_at as ended_at
  from core.journey_step as s
  inner join core.journey_event_name as n
    on n.event_number = s.event_number
  inner join settings.journey_process_end as p
    on p.event = n.event
)

select
  s.process_number,
  s.user_number,
  s.started_at,
  f.ended_at,
  case when s.started_at < d.ends_at then d.local_day else d.next_day end as started_on,
  case when s.started_at < d.ends_at then d.ends_at else d.next_ends_at end as day_ends_at
from start as s
asof left join finish as f
  on f.process_number = s.process_number and f.user_number = s.user_number and f.ended_at > s.started_at
left join core.journey_utc_day as d
  on d.utc_day = s.started_at::date
