/*
One row per user, those of experiments included.
grain: source, user_id
user_number: a whole number for joins; users outside experiments have 1, 2, 3 … in the order of their first event, the others come after
cohort: first day of the month of the first event in the workspace's zone
first_paid_at: first ever payment; null without one
first_experiment_at: first event of an experiment; null outside experiments
*/
with by_user as (
  select
    m.source,
    m.user_id,
    min(m.happened_at) as first_event_at,
    max(m.happened_at) as last_event_at,
    count(*)::integer as events,
    min(m.happened_at) filter (where m.event = s.event) as first_paid_at,
    (count(*) filter (where m.event = s.event))::integer as payments,
    min(m.happened_at) filter (where x.event is not null) as first_experiment_at
  from core.journey_moment as m
  cross join settings.journey_purchase as s
  left join settings.journey_experiment_event as x
    on x.event = m.event
  group by m.source, m.user_id
),

paid as (
  select
    source,
    user_id,
    sum(amount)::decimal(18, 2) as paid_amount
  from core.journey_payment
  group by source, user_id
)

select
  (row_number() over (order by u.first_experiment_at is not null, u.first_event_at, u.source, u.user_id))::integer
    as user_number,
  u.source,
  u.user_id,
  u.first_event_at,
  u.last_event_at,
  u.events,
  u.first_paid_at,
  u.payments,
  p.paid_amount,
  u.first_experiment_at,
  date_trunc('month', case when u.first_event_at < d.ends_at then d.local_day else d.next_day end)::date as cohort
from by_user as u
left join paid as p
  on p.source = u.source and p.user_id = u.user_id
left join core.journey_utc_day as d
  on d.utc_day = u.first_event_at::date
