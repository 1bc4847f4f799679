/*
One row per name of an event, with the number that mart.journey_events has for it. Numbers may change with every build.
grain: event
kind: view
*/
select
  event_number,
  event
from core.journey_event_name
