/*
One row per channel by which tickets arrive (Freshdesk: source).
Freshdesk keeps them in the ticket field of type default_source: name → number.
grain: code
*/
with choice as (
  select
    _line,
    unnest(map_entries(choices::map(varchar, json))) as entry
  from record
  where type = 'default_source' and json_type(choices) = 'OBJECT'
)
select
  _line,
  entry.value ->> '$' as code,
  entry.key as name
from choice
