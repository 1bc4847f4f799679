/*
One row per UTC hour of the working calendar, so that working seconds up to an instant are found by one equal join and a few operations on bits.
grain: hour
hour: hours since the beginning of 1970 in UTC
seconds_before: working seconds from the calendar's beginning to the hour's begin
minutes: the hour's minutes as bits, the first one lowest; 1 where it is worked
*/
with stretch as (
  select
    unnest(generate_series(epoch(start_at)::bigint // 3600, (epoch(end_at)::bigint - 1) // 3600)) as hour,
    epoch(start_at)::bigint // 60 as from_minute,
    epoch(end_at)::bigint // 60 as to_minute
  from settings.support_working_interval
),

worked as (
  select
    hour,
    bit_or(
      (1::bigint << least(to_minute - hour * 60, 60)::integer) - (1::bigint << greatest(from_minute - hour * 60, 0)::integer)
    ) as minutes
  from stretch
  group by hour
),

span as (
  select
    epoch(min(start_at)::date)::bigint // 3600 as first_hour,
    epoch(max(end_at)::date)::bigint // 3600 + 23 as last_hour
  from settings.support_working_interval
),

calendar as (
  select unnest(generate_series(first_hour, last_hour)) as hour
  from span
)

select
  c.hour::integer as hour,
  60 * coalesce(
    sum(bit_count(w.minutes)::integer) over (order by c.hour rows between unbounded preceding and 1 preceding),
    0
  )::integer as seconds_before,
  coalesce(w.minutes, 0) as minutes
from calendar as c
left join worked as w
  on w.hour = c.hour
