/*
One row per UTC day, so that the workspace's day of an instant is found by one equal join and one comparison.
grain: utc_day
utc_day: the day in UTC
local_day: the workspace's day at the beginning of the UTC day
ends_at: when local_day ends
next_day: the workspace's day after it; not always the calendar's next, since a zone may skip one
next_ends_at: when next_day ends; null where it does not begin within the UTC day, nor at its end
*/
with bound as (
  select
    min(since)::date as first_day,
    max(until)::date as last_day
  from settings.journey_offset
),

day as (
  select unnest(generate_series(first_day, last_day, interval 1 day))::date as utc_day
  from bound
),

clock as (
  select
    day.utc_day,
    o.until as changes_at,
    to_seconds(o.offset_seconds) as before,
    to_seconds(coalesce(n.offset_seconds, o.offset_seconds)) as after,
    (day.utc_day + to_seconds(o.offset_seconds))::date as local_day
  from day
  inner join settings.journey_offset as o
    on o.since <= day.utc_day and o.until > day.utc_day
  left join settings.journey_offset as n
    on n.since = o.until
),

judged as (
  select
    utc_day,
    local_day,
    changes_at,
    before,
    after,
    changes_at <= local_day + 1 - before as is_changing,
    (changes_at + after)::date as day_after_change
  from clock
),

ending as (
  select
    utc_day,
    local_day,
    case
      when not is_changing then local_day + 1 - before
      when day_after_change > local_day then changes_at
      else local_day + 1 - after
    end as ends_at,
    case when is_changing and day_after_change > local_day then day_after_change else local_day + 1 end as next_day
  from judged
)

select
  e.utc_day,
  e.local_day,
  e.ends_at,
  e.next_day,
  case
    when n.local_day = e.next_day then n.ends_at
    -- a day of 23 hours may lie wholly within the UTC day
    when n.local_day > e.next_day then n.utc_day::timestamp
  end as next_ends_at
from ending as e
inner join ending as n
  on n.utc_day = e.utc_day + 1
