/*
One row per day of the workspace: when it begins and ends, and the seconds of its clock between which calls are answered.
grain: local_day
begins_at: its first instant; where the clock skips midnight, the instant of the change
ends_at: the next day's first instant: days of 23 and 25 hours have their own length
from_1: seconds of the clock at which the first stretch of work begins; from_2, from_3 the next ones
to_1: seconds at which it ends, 0 where there is no such stretch; to_2, to_3 the next ones
*/
with bound as (
  select
    greatest(min(since)::date, date '2010-01-01') as first_day,
    max(until)::date as last_day
  from settings.calls_offset
),

day as (
  select unnest(generate_series(first_day, last_day, interval 1 day))::date as local_day
  from bound
),

begun as (
  select
    day.local_day,
    coalesce(
      min(day.local_day::timestamp - to_seconds(o.offset_seconds)) filter (
        where day.local_day::timestamp - to_seconds(o.offset_seconds) >= o.since
          and day.local_day::timestamp - to_seconds(o.offset_seconds) < o.until
      ),
      max(o.until) filter (where o.until <= day.local_day::timestamp - to_seconds(o.offset_seconds))
    ) as begins_at
  from day
  cross join settings.calls_offset as o
  group by day.local_day
)

select
  b.local_day,
  b.begins_at,
  lead(b.begins_at) over (order by b.local_day) as ends_at,
  coalesce(s.from_1, w.from_1) as from_1,
  coalesce(s.to_1, w.to_1) as to_1,
  coalesce(s.from_2, w.from_2) as from_2,
  coalesce(s.to_2, w.to_2) as to_2,
  coalesce(s.from_3, w.from_3) as from_3,
  coalesce(s.to_3, w.to_3) as to_3
from begun as b
inner join settings.calls_weekday as w
  on w.weekday = isodow(b.local_day)
left join settings.calls_special_day as s
  on s.local_day = b.local_day
