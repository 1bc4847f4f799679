-- The same over the pack's mart.
with start as materialized (
  select
    user_number,
    happened_at
  from mart.journey_events
  where event = 'Создание заявки'
    and happened_at >= timestamp '2021-12-31 21:00:00'
    and happened_at < timestamp '2023-12-31 21:00:00'
),

s1 as materialized (
  select
    user_number,
    happened_at as started_at,
    happened_at as reached_at,
    user_number in (
      select user_number
      from start
      where happened_at > (select max(happened_at) from mart.journey_events) - interval 30 day
    ) as has_time
  from start
),

s2 as materialized (
  select
    s.user_number,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s1 as s
  inner join mart.journey_events as e
    on e.user_number = s.user_number
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 'Назначение задачи на звонок 1Л'
  group by s.user_number, s.started_at
),

s3 as materialized (
  select
    s.user_number,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s2 as s
  inner join mart.journey_events as e
    on e.user_number = s.user_number
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 'Ученик ответил на звонок оператора 1л'
  group by s.user_number, s.started_at
),

s4 as materialized (
  select
    s.user_number,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s3 as s
  inner join mart.journey_events as e
    on e.user_number = s.user_number
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 'Назначение ВУ'
  group by s.user_number, s.started_at
),

s5 as materialized (
  select
    s.user_number,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s4 as s
  inner join mart.journey_events as e
    on e.user_number = s.user_number
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 'Выход МВУ на ВУ'
  group by s.user_number, s.started_at
),

s6 as materialized (
  select
    s.user_number,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s5 as s
  inner join mart.journey_events as e
    on e.user_number = s.user_number
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 'Успешный ВУ'
  group by s.user_number, s.started_at
),

s7 as materialized (
  select
    s.user_number,
    s.started_at,
    any_value(s.reached_at) as previous_at,
    min(e.happened_at) as reached_at,
    any_value(s.has_time) as has_time
  from s6 as s
  inner join mart.journey_events as e
    on e.user_number = s.user_number
    and e.happened_at > s.reached_at
    and e.happened_at <= s.started_at + interval 30 day
  where e.event = 'Покупка'
  group by s.user_number, s.started_at
)

select
  1 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  null::double as median_hours
from (select user_number, any_value(has_time) as has_time from s1 group by user_number)
union all
select
  2 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s2) as median_hours
from (select user_number, any_value(has_time) as has_time from s2 group by user_number)
union all
select
  3 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s3) as median_hours
from (select user_number, any_value(has_time) as has_time from s3 group by user_number)
union all
select
  4 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s4) as median_hours
from (select user_number, any_value(has_time) as has_time from s4 group by user_number)
union all
select
  5 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s5) as median_hours
from (select user_number, any_value(has_time) as has_time from s5 group by user_number)
union all
select
  6 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s6) as median_hours
from (select user_number, any_value(has_time) as has_time from s6 group by user_number)
union all
select
  7 as step,
  count(*)::integer as users,
  (count(*) filter (where has_time))::integer as with_time,
  (select median(epoch_us(reached_at) - epoch_us(previous_at)) / 3600000000 from s7) as median_hours
from (select user_number, any_value(has_time) as has_time from s7 group by user_number)
order by step
