/*
One row per agent. Name and e-mail stand inside `contact`; an agent without a name is called by the e-mail.
grain: agent_id
*/
select
  _line,
  id as agent_id,
  coalesce(nullif(trim(contact.name), ''), nullif(trim(name), ''), contact.email) as name
from record
