/* Tickets created and tickets resolved by week over 2023, without one category. */
with created as (
  select
    cast(date_trunc('week', created_at + interval 3 hour) as date) as period,
    count(*) as tickets_created
  from mart.support_tickets
  where created_at >= timestamp '2022-12-31 21:00:00'
    and created_at < timestamp '2023-12-31 21:00:00'
    and category <> 'category 7'
  group by 1
),

resolved as (
  select
    cast(date_trunc('week', resolved_at + interval 3 hour) as date) as period,
    count(*) as tickets_resolved
  from mart.support_tickets
  where resolved_at >= timestamp '2022-12-31 21:00:00'
    and resolved_at < timestamp '2023-12-31 21:00:00'
    and category <> 'category 7'
  group by 1
)

select
  period,
  tickets_created,
  tickets_resolved
from created
full join resolved using (period)
order by period
