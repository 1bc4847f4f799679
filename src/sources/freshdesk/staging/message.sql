/*
One row per reply or note of a ticket.
grain: message_id
*/
select
  _line,
  id as message_id,
  ticket_id,
  user_id as author_id,
  source as channel,
  incoming as is_incoming,
  private as is_private,
  body_text as text,
  created_at,
  updated_at
from record
