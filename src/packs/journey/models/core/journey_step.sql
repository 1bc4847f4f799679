/*
One row per event of a user outside experiments, in numbers: what the heavy questions read.
grain: user_number, event_number, happened_at
*/
select
  u.user_number,
  n.event_number,
  m.happened_at
from core.journey_moment as m
inner join core.journey_user as u
  on u.source = m.source and u.user_id = m.user_id
inner join core.journey_event_name as n
  on n.event = m.event
where u.first_experiment_at is null
