-- The funnel of seven steps as an analyst would write it over a plain table of numbers, users of experiments left out before: a
-- row per first step, a hash join for each next one, the earliest event strictly after the last; then users, those who still
-- have time, and the median way by step. Faster than as-of joins, windows and folds of lists.
with start as materialized (
  select
    user_id,
    happened_at
  from funnel_event
  where event = 1
    and happened_at >= timestamp '2021-12-31 21:00:00'
    and happened_at < timestamp '2023-12-31 21:00:00'
),

s1 as materialized (
  select
    user_id,
    happened_at as started_at,
    happened_at as reached_at,
    user_id in (
      select user_id
      from start
      where happened_at > (select max(happened_at) from funnel_event) - interval 30 day
    ) as has_time
  from start
),

s2 as materialized (
  select
    s.user_id,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s1 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 2
  group by s.user_id, s.started_at
),

s3 as materialized (
  select
    s.user_id,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s2 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 3
  group by s.user_id, s.started_at
),

s4 as materialized (
  select
    s.user_id,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s3 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 4
  group by s.user_id, s.started_at
),

s5 as materialized (
  select
    s.user_id,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s4 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 5
  group by s.user_id, s.started_at
),

s6 as materialized (
  select
    s.user_id,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s5 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 6
  group by s.user_id, s.started_at
),

s7 as materialized (
  select
    s.user_id,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s6 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 7
  group by s.user_id, s.started_at
)

select
  1 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  null::double as median_hours
from (select user_id, any_value(has_time) as has_time from s1 group by user_id)
union all
select
  2 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s2) as median_hours
from (select user_id, any_value(has_time) as has_time from s2 group by user_id)
union all
select
  3 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s3) as median_hours
from (select user_id, any_value(has_time) as has_time from s3 group by user_id)
union all
select
  4 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s4) as median_hours
from (select user_id, any_value(has_time) as has_time from s4 group by user_id)
union all
select
  5 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s5) as median_hours
from (select user_id, any_value(has_time) as has_time from s5 group by user_id)
union all
select
  6 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s6) as median_hours
from (select user_id, any_value(has_time) as has_time from s6 group by user_id)
union all
select
  7 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s7) as median_hours
from (select user_id, any_value(has_time) as has_time from s7 group by user_id)
order by step
