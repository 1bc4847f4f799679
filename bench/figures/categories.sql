/* The last 30 days' tickets of one priority by category, the most frequent ten. */
select
  category,
  count(*) as tickets_created
from mart.support_tickets
where created_at >= timestamp '2023-12-01 21:00:00'
  and created_at < timestamp '2023-12-31 21:00:00'
  and priority = 'high'
group by 1
order by 2 desc, 1
limit 10
