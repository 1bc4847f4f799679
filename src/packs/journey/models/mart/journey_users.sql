/*
One row per user outside experiments.
grain: source, user_id
sort: user_number
user_number: a whole number for joins and counting, in the order of the first event
first_event_at: first event or payment
last_event_at: last event or payment
events: how many, payments included
first_paid_at: first ever payment; null without one
payments: how many, refunds left out
paid_amount: what was paid less refunds; null without payments
cohort: month of the first event in the workspace's zone, by its first day
cluster: kind of user by what they do; null until something was learned
*/
select
  u.source,
  u.user_id,
  u.user_number,
  u.first_event_at,
  u.last_event_at,
  u.events,
  u.first_paid_at,
  u.payments,
  u.paid_amount,
  u.cohort,
  c.cluster
from core.journey_user as u
left join core.journey_user_cluster as c
  on c.user_number = u.user_number
where u.first_experiment_at is null
