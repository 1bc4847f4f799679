-- Users by step and nothing else, a row per event that ends a chain with the latest first step: what the medians and the
-- unfinished cost is the difference.
with s1 as materialized (
  select
    user_id,
    happened_at as started_at,
    happened_at as reached_at
  from funnel_event
  where event = 1
    and happened_at >= timestamp '2021-12-31 21:00:00'
    and happened_at < timestamp '2023-12-31 21:00:00'
),

s2 as materialized (
  select
    s.user_id,
    max(s.started_at) as started_at,
    e.happened_at as reached_at
  from s1 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 2
  group by s.user_id, e.happened_at
),

s3 as materialized (
  select
    s.user_id,
    max(s.started_at) as started_at,
    e.happened_at as reached_at
  from s2 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 3
  group by s.user_id, e.happened_at
),

s4 as materialized (
  select
    s.user_id,
    max(s.started_at) as started_at,
    e.happened_at as reached_at
  from s3 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 4
  group by s.user_id, e.happened_at
),

s5 as materialized (
  select
    s.user_id,
    max(s.started_at) as started_at,
    e.happened_at as reached_at
  from s4 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 5
  group by s.user_id, e.happened_at
),

s6 as materialized (
  select
    s.user_id,
    max(s.started_at) as started_at,
    e.happened_at as reached_at
  from s5 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 6
  group by s.user_id, e.happened_at
),

s7 as materialized (
  select
    s.user_id,
    max(s.started_at) as started_at,
    e.happened_at as reached_at
  from s6 as s
  inner join funnel_event as e
    on e.user_id = s.user_id
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 7
  group by s.user_id, e.happened_at
)

select
  1 as step,
  count(*)::integer as users
from (select user_id from s1 group by user_id)
union all
select
  2 as step,
  count(*)::integer as users
from (select user_id from s2 group by user_id)
union all
select
  3 as step,
  count(*)::integer as users
from (select user_id from s3 group by user_id)
union all
select
  4 as step,
  count(*)::integer as users
from (select user_id from s4 group by user_id)
union all
select
  5 as step,
  count(*)::integer as users
from (select user_id from s5 group by user_id)
union all
select
  6 as step,
  count(*)::integer as users
from (select user_id from s6 group by user_id)
union all
select
  7 as step,
  count(*)::integer as users
from (select user_id from s7 group by user_id)
order by step
