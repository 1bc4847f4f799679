/*
One row per extension with a name.
grain: agent_id
*/
select
  _line,
  extension as agent_id,
  name
from record
