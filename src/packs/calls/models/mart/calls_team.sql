/*
One row per day, and per seven days that end on it: the medians of the team, so that an operator can see where they stand and nobody learns a colleague's figures.
A median is null where fewer than four operators have the figure: among three, each knows one and could tell the others'.
grain: last_day, days
sort: last_day
last_day: the last of the days, on the workspace's calendar
days: how many days, 1 or 7
operators: whom a call rang, who made one or who was in a queue within them
handled: median of the calls in which an operator talked
handle_seconds: median of operators' mean talk and work after a call
ring_missed_share: median of their shares of rings that they did not take
satisfaction: median of their shares of ratings that reach the setting `satisfiedFrom`
score: median of their mean scores
*/
with worked as (
  select
    operator,
    local_day,
    sum(rung) as rung,
    sum(taken) as taken,
    sum(ring_missed) as ring_missed,
    sum(handle_seconds) as handle_seconds,
    0 as ratings,
    0 as satisfied,
    0 as score
  from mart.calls_operator_days
  group by operator, local_day
),

rated as (
  select
    operator,
    (rated_at + to_seconds(case when rated_at < d.changes_at then d.offset_seconds else d.offset_after end))::date
      as local_day,
    is_satisfied,
    score
  from mart.calls_ratings
  inner join core.calls_utc_day as d
    on d.utc_day = rated_at::date
  where operator is not null
),

told as (
  select
    operator,
    local_day,
    rung,
    taken,
    ring_missed,
    handle_seconds,
    ratings,
    satisfied,
    score
  from worked
  union all
  select
    operator,
    local_day,
    0 as rung,
    0 as taken,
    0 as ring_missed,
    0 as handle_seconds,
    count(*) as ratings,
    count(*) filter (where is_satisfied) as satisfied,
    sum(score) as score
  from rated
  group by operator, local_day
),

stretch as (
  select
    days,
    unnest(range(days)) as later
  from (values (1), (7)) as stretch (days)
),

person as (
  select
    t.local_day + s.later::integer as last_day,
    s.days,
    t.operator,
    sum(t.taken) as handled,
    sum(t.handle_seconds) / nullif(sum(t.taken), 0) as handle_seconds,
    sum(t.ring_missed) / nullif(sum(t.rung), 0) as ring_missed_share,
    sum(t.satisfied) / nullif(sum(t.ratings), 0) as satisfaction,
    sum(t.score) / nullif(sum(t.ratings), 0) as score
  from told as t
  cross join stretch as s
  where t.operator in (select operator from worked)
  group by last_day, s.days, t.operator
)

select
  last_day,
  days::integer as days,
  count(*)::integer as operators,
  case when count(handled) > 3 then median(handled)::double end as handled,
  case when count(handle_seconds) > 3 then median(handle_seconds) end as handle_seconds,
  case when count(ring_missed_share) > 3 then median(ring_missed_share) end as ring_missed_share,
  case when count(satisfaction) > 3 then median(satisfaction) end as satisfaction,
  case when count(score) > 3 then median(score) end as score
from person
where last_day <= (select max(local_day) from worked)
group by last_day, days
