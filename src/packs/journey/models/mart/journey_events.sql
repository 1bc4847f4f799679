/*
One row per event of a user outside experiments; a payment is the event that the setting `purchase` names.
grain: source, user_id, event, happened_at; payments of the same second stay apart
sort: happened_at
user_number: a whole number for joins and counting, in the order of the first event
event_number: a small number for the event, see mart.journey_event_names
cohort: month of the user's first event in the workspace's zone, by its first day
cluster: kind of user by what they do; null until something was learned
*/
select
  u.source,
  u.user_id,
  s.user_number,
  n.event,
  s.event_number,
  s.happened_at,
  u.cohort,
  u.cluster
from core.journey_step as s
inner join mart.journey_users as u
  on u.user_number = s.user_number
inner join core.journey_event_name as n
  on n.event_number = s.event_number
