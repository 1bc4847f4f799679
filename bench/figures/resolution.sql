/* Mean hours to resolution by month and priority over 2023, in Moscow's days. */
select
  cast(date_trunc('month', resolved_at + interval 3 hour) as date) as period,
  priority,
  avg(resolution_hours) as resolution_hours
from mart.support_tickets
where resolved_at >= timestamp '2022-12-31 21:00:00'
  and resolved_at < timestamp '2023-12-31 21:00:00'
group by 1, 2
order by 1, 2
