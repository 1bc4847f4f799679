/*
One row per case: from the first start of a process by a user after the previous case's end to the first end event after it.
grain: source, process, user_id, opened_at
sort: overdue_at
process: title of the process in the settings
opened_at: first start; repeated starts of an open case belong to it
ended_at: first end event strictly after opened_at; null while open
overdue_at: when the process's limit is over
cohort: month of the user's first event in the workspace's zone, by its first day
cluster: kind of user by what they do; null until something was learned
*/
with opened as (
  select
    process_number,
    user_number,
    min(started_at) as opened_at,
    ended_at
  from core.journey_start
  group by process_number, user_number, ended_at
)

select
  u.source,
  p.title as process,
  u.user_id,
  c.user_number,
  c.opened_at,
  c.ended_at,
  c.opened_at + to_seconds(p.limit_seconds) as overdue_at,
  u.cohort,
  u.cluster
from opened as c
inner join mart.journey_users as u
  on u.user_number = c.user_number
inner join settings.journey_process as p
  on p.process_number = c.process_number
