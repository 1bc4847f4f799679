/*
One row per group of agents.
grain: group_id
*/
select
  _line,
  id as group_id,
  name
from record
