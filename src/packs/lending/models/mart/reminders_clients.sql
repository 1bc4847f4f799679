/*
One row per client, with what decides whether and where they may be contacted.
grain: source, client_id
kind: view
time_zone: where the client lives, as an IANA name; null where it is not known
barred_reason: why the law forbids direct contact; null: nothing does
opted_out: asked not to be contacted
*/
select
  source,
  client_id,
  name as client_name,
  nullif(trim(time_zone), '') as time_zone,
  nullif(trim(phone), '') as phone,
  nullif(trim(messenger), '') as messenger,
  coalesce(opted_out, false) as opted_out,
  nullif(trim(barred_reason), '') as barred_reason
from core.lending_client
