-- New paying users by day of 2023, from events alone.
with first_payment as (
  select
    user_id,
    min(happened_at) as paid_at
  from event_by_user
  where event = 7
    and user_id not in (select user_id from event_by_user where event between 10 and 13)
  group by user_id
)

select
  (paid_at + interval 3 hour)::date as day,
  count(*) as users
from first_payment
where paid_at >= timestamp '2022-12-31 21:00:00'
  and paid_at < timestamp '2023-12-31 21:00:00'
group by day
order by day
