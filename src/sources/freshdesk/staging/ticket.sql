/*
One row per ticket as Freshdesk sent it, API v2 and v1 alike.
grain: ticket_id
resolved_at: the last resolution. Freshdesk does not document what it leaves there when a ticket is opened again, so a
  resolution before the last reopening does not count: then the ticket is open, or, in status resolved (4) or closed (5),
  its resolution is the change to that status. A ticket closed without resolving is resolved when closed.
  With resolution: 'vendor' the field stays as it was sent.
*/
with ticket as (
  select
    *,
    'last' as resolution,
    stats.reopened_at is not null and (stats.resolved_at is null or stats.resolved_at < stats.reopened_at) as is_stale
  from record
)
select
  _line,
  id as ticket_id,
  subject,
  coalesce(type, ticket_type) as category,
  priority,
  status,
  source as channel,
  group_id,
  responder_id as agent_id,
  requester_id,
  created_at,
  updated_at,
  stats.first_responded_at as first_responded_at,
  case
    when resolution = 'vendor' then stats.resolved_at
    when is_stale and status = '4' then stats.status_updated_at
    when is_stale and status = '5' then coalesce(stats.closed_at, stats.status_updated_at)
    when is_stale then null
    when status = '5' then coalesce(stats.resolved_at, stats.closed_at)
    else stats.resolved_at
  end as resolved_at,
  stats.closed_at as closed_at,
  due_by as due_at,
  coalesce(fr_due_by, "frDueBy") as first_response_due_at,
  coalesce(spam, false) as is_spam,
  coalesce(deleted, false) as is_deleted
from ticket
