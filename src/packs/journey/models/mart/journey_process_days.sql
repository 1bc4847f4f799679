/*
One row per process, user and day of the workspace's zone on which the user started it.
grain: source, process, user_id, started_on
sort: started_at
process: title of the process in the settings
started_on: day of the workspace's zone
started_at: the last start of that day
day_ends_at: the midnight that follows
ended_at: the first end event strictly after the last start; null while there is none
is_unclosed: no end event after the last start and before the midnight
cohort: month of the user's first event in the workspace's zone, by its first day
cluster: kind of user by what they do; null until something was learned
*/
with day as (
  select
    process_number,
    user_number,
    started_on,
    max(started_at) as started_at,
    any_value(day_ends_at) as day_ends_at,
    -- ends follow their starts in the same order, so the last start has the last end, or none
    case when count(*) = count(ended_at) then max(ended_at) end as ended_at
  from core.journey_start
  where started_on is not null
  group by process_number, user_number, started_on
)

select
  u.source,
  p.title as process,
  u.user_id,
  d.user_number,
  d.started_on,
  d.started_at,
  d.day_ends_at,
  d.ended_at,
  d.ended_at is null or d.ended_at >= d.day_ends_at as is_unclosed,
  u.cohort,
  u.cluster
from day as d
inner join mart.journey_users as u
  on u.user_number = d.user_number
inner join settings.journey_process as p
  on p.process_number = d.process_number
