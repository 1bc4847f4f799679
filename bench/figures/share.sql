/* Share of each line in the tickets created in each month of 2023. */
select
  cast(date_trunc('month', created_at + interval 3 hour) as date) as period,
  line,
  count(*) / sum(count(*)) over (partition by cast(date_trunc('month', created_at + interval 3 hour) as date)) as line_share
from mart.support_tickets
where created_at >= timestamp '2022-12-31 21:00:00'
  and created_at < timestamp '2023-12-31 21:00:00'
group by 1, 2
order by 1, 2
