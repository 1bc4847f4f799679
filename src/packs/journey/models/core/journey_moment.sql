/*
One row per event and per payment, the payment under the name of the setting `purchase`. A payment that is not above zero is a
refund or a gift and is no event; one without an amount counts.
grain: source, user_id, event, happened_at; payments of the same second stay apart
kind: view
*/
select
  source,
  user_id,
  event,
  happened_at
from core.journey_event
union all
select
  p.source,
  p.user_id,
  s.event,
  p.paid_at as happened_at
from core.journey_payment as p
cross join settings.journey_purchase as s
where p.amount is null or p.amount > 0
