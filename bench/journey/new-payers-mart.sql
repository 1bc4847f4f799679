-- The same from the pack's own mart.
select
  (first_paid_at + interval 3 hour)::date as period,
  count(*) as users
from mart.journey_users
where first_paid_at >= timestamp '2022-12-31 21:00:00'
  and first_paid_at < timestamp '2023-12-31 21:00:00'
group by period
order by period
