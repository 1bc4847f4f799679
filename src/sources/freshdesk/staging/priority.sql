/*
One row per priority. Freshdesk keeps them in the ticket field of type default_priority: name → number. Its four have the
same numbers in every account and are called alike whatever the account's language, so that figures keep their names.
grain: code
*/
with choice as (
  select
    _line,
    unnest(map_entries(choices::map(varchar, json))) as entry
  from record
  where type = 'default_priority' and json_type(choices) = 'OBJECT'
)
select
  _line,
  entry.value ->> '$' as code,
  case entry.value ->> '$'
    when '1' then 'Low'
    when '2' then 'Medium'
    when '3' then 'High'
    when '4' then 'Urgent'
    else entry.key
  end as name
from choice
