-- Unclosed processes by day of 2023 and process, from events alone; the clock in Moscow is three hours ahead all the time.
with excluded as (
  select distinct user_id
  from event_by_user
  where event between 10 and 13
),

mark as (
  select
    p.process,
    e.user_id,
    e.happened_at,
    p.is_start
  from event_by_user as e
  inner join (
    values
      (1, 1, true), (1, 2, false), (1, 3, false), (1, 4, false), (1, 5, false), (1, 6, false), (1, 8, false), (1, 9, false),
      (2, 2, true), (2, 3, false),
      (3, 8, true), (3, 9, false),
      (4, 6, true), (4, 7, false), (4, 8, false)
  ) as p (process, event, is_start)
    on p.event = e.event
  where e.happened_at >= timestamp '2022-12-31 21:00:00'
    and e.happened_at < timestamp '2023-12-31 21:00:00'
    and e.user_id not in (select user_id from excluded)
),

-- only the last start and the last end of a day can leave a process open
day as (
  select
    process,
    user_id,
    (happened_at + interval 3 hour)::date as day,
    max(happened_at) filter (where is_start) as started_at,
    max(happened_at) filter (where not is_start) as ended_at
  from mark
  group by process, user_id, day
)

select
  day,
  process,
  count(*) as unclosed
from day
where started_at is not null and (ended_at is null or ended_at <= started_at)
group by day, process
order by day, process
