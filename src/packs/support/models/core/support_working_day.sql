/*
One row per UTC day of the working calendar, so that working seconds up to an instant are found by one equal join and additions.
grain: day
day: the day in UTC
seconds_before: working seconds from the calendar's beginning to this day's midnight in UTC
from_1: seconds from midnight in UTC to the first stretch of work that touches the day; from_2 … from_6 the next ones
seconds_1: its length within the day, 0 where there is no such stretch; seconds_2 … seconds_6 the next ones
*/
with span as (
  select
    min(start_at)::date as first_day,
    max(end_at)::date as last_day
  from settings.support_working_interval
),

day as (
  select unnest(generate_series(first_day, last_day, interval 1 day))::date as day
  from span
),

-- a stretch touches the day it begins on, and up to two more where it lasts beyond their midnights
touched as (
  select
    start_at,
    end_at,
    unnest(
      generate_series(
        start_at::date,
        greatest(start_at::date, least((end_at - interval 1 microsecond)::date, start_at::date + 2)),
        interval 1 day
      )
    )::date as day
  from settings.support_working_interval
),

stretch as (
  select
    day,
    epoch(greatest(start_at, day::timestamp))::bigint - epoch(day)::bigint as from_second,
    epoch(least(end_at, day + interval 1 day))::bigint - epoch(day)::bigint as to_second
  from touched
),

numbered as (
  select
    day,
    from_second,
    to_second - from_second as seconds,
    row_number() over (partition by day order by from_second) as position
  from stretch
),

by_day as (
  select
    day,
    sum(seconds)::bigint as seconds,
    coalesce(max(from_second) filter (where position = 1), 0)::integer as from_1,
    coalesce(max(seconds) filter (where position = 1), 0)::integer as seconds_1,
    coalesce(max(from_second) filter (where position = 2), 0)::integer as from_2,
    coalesce(max(seconds) filter (where position = 2), 0)::integer as seconds_2,
    coalesce(max(from_second) filter (where position = 3), 0)::integer as from_3,
    coalesce(max(seconds) filter (where position = 3), 0)::integer as seconds_3,
    coalesce(max(from_second) filter (where position = 4), 0)::integer as from_4,
    coalesce(max(seconds) filter (where position = 4), 0)::integer as seconds_4,
    coalesce(max(from_second) filter (where position = 5), 0)::integer as from_5,
    coalesce(max(seconds) filter (where position = 5), 0)::integer as seconds_5,
    coalesce(max(from_second) filter (where position = 6), 0)::integer as from_6,
    coalesce(max(seconds) filter (where position = 6), 0)::integer as seconds_6
  from numbered
  group by day
)

select
  day.day,
  coalesce(sum(b.seconds) over (order by day.day rows between unbounded preceding and 1 preceding), 0)::integer
    as seconds_before,
  coalesce(b.from_1, 0) as from_1,
  coalesce(b.seconds_1, 0) as seconds_1,
  coalesce(b.from_2, 0) as from_2,
  coalesce(b.seconds_2, 0) as seconds_2,
  coalesce(b.from_3, 0) as from_3,
  coalesce(b.seconds_3, 0) as seconds_3,
  coalesce(b.from_4, 0) as from_4,
  coalesce(b.seconds_4, 0) as seconds_4,
  coalesce(b.from_5, 0) as from_5,
  coalesce(b.seconds_5, 0) as seconds_5,
  coalesce(b.from_6, 0) as from_6,
  coalesce(b.seconds_6, 0) as seconds_6
from day
left join by_day as b
  on b.day = day.day
