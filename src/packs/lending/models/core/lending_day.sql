/*
One row per day of the workspace's zone, with the instant at which it begins.
grain: day
*/
with bound as (
  select
    min(since)::date as first_day,
    max(until)::date as last_day
  from settings.lending_offset
),

day as (
  select unnest(generate_series(first_day, last_day, interval 1 day))::date as day
  from bound
)

-- where the clock skips midnight the day begins with the change
select
  d.day,
  min(greatest(d.day - to_seconds(o.offset_seconds), o.since)) as starts_at
from day as d
inner join settings.lending_offset as o
  on d.day - to_seconds(o.offset_seconds) < o.until and d.day + 1 - to_seconds(o.offset_seconds) > o.since
group by d.day
