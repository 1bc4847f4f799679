/*
One row per start of a process by a user, with the end that follows it.
grain: process_number, user_number, started_at
ended_at: the first end event strictly after the start; null while there is none
started_on: the workspace's day of the start
day_ends_at: the midnight that follows it
*/
with mark as (
  select distinct
    p.process_number::smallint as process_number,
    s.user_number,
    s.happened_at,
    true as is_start
  from core.journey_step as s
  inner join core.journey_event_name as n
    on n.event_number = s.event_number
  inner join settings.journey_process as p
    on p.start = n.event
  union all
  select
    p.process_number::smallint as process_number,
    s.user_number,
    s.happened_at,
    false as is_start
  from core.journey_step as s
  inner join core.journey_event_name as n
    on n.event_number = s.event_number
  inner join settings.journey_process_end as p
    on p.event = n.event
),

-- backwards in time the least end so far is the next one; at one instant the start comes first, so its own end does not count.
-- An asof join says the same, but the engine takes this union for a few rows and loops over them.
followed as (
  select
    process_number,
    user_number,
    happened_at as started_at,
    is_start,
    min(case when not is_start then happened_at end) over (
      partition by user_number, process_number
      order by happened_at desc, is_start desc
      rows unbounded preceding
    ) as ended_at
  from mark
)

select
  f.process_number,
  f.user_number,
  f.started_at,
  f.ended_at,
  case when f.started_at < d.ends_at then d.local_day else d.next_day end as started_on,
  case when f.started_at < d.ends_at then d.ends_at else d.next_ends_at end as day_ends_at
from followed as f
left join core.journey_utc_day as d
  on d.utc_day = f.started_at::date
where f.is_start
