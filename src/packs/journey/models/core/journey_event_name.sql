/*
One row per name of an event, with a small number for it.
grain: event
*/
select
  (row_number() over (order by event))::integer as event_number,
  event
from (
  select distinct event
  from core.journey_moment
)
