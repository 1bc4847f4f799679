/* Open tickets at the end of each day of 2023: a running sum of begins and ends over all time. */
with step as (
  select
    cast(created_at + interval 3 hour as date) as day,
    count(*) as change
  from mart.support_tickets
  where created_at < timestamp '2023-12-31 21:00:00'
  group by 1
  union all
  select
    cast(resolved_at + interval 3 hour as date) as day,
    -count(*) as change
  from mart.support_tickets
  where resolved_at < timestamp '2023-12-31 21:00:00'
  group by 1
),

level as (
  select
    day as period,
    sum(sum(change)) over (order by day) as backlog
  from step
  group by day
)

select
  period,
  cast(backlog as bigint) as backlog
from level
where period >= date '2023-01-01'
order by period
