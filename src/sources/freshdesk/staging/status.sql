/*
One row per status, the desk's own ones included, by the name that agents see.
Freshdesk keeps them in the ticket field of type default_status: number → [agent's name, customer's name].
grain: code
*/
with choice as (
  select
    _line,
    unnest(map_entries(choices::map(varchar, json))) as entry
  from record
  where type = 'default_status' and json_type(choices) = 'OBJECT'
)
select
  _line,
  entry.key as code,
  coalesce(entry.value ->> 0, entry.value ->> '$') as name
from choice
