/*
One row per UTC day, so that the workspace's day of an instant is found by one equal join and one comparison.
grain: utc_day
offset_seconds: the zone's distance from UTC at the beginning of the day
changes_at: when it changes next; on most days that is later than the day
offset_after: the distance from then on
*/
with bound as (
  select
    min(since)::date as first_day,
    max(until)::date as last_day
  from settings.calls_offset
),

day as (
  select unnest(generate_series(first_day, last_day, interval 1 day))::date as utc_day
  from bound
)

select
  day.utc_day,
  o.offset_seconds,
  o.until as changes_at,
  coalesce(n.offset_seconds, o.offset_seconds) as offset_after
from day
inner join settings.calls_offset as o
  on o.since <= day.utc_day and o.until > day.utc_day
left join settings.calls_offset as n
  on n.since = o.until
