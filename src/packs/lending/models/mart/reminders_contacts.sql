/*
One row per contact with a client that took place, by whatever way and by whomever.
grain: source, contact_id
kind: view
channel: in small letters
*/
select
  source,
  contact_id,
  client_id,
  lower(trim(channel)) as channel,
  contacted_at,
  outcome
from core.lending_contact
