/*
One row per ticket as people read it: what stands in mart.support_tickets, with the subject and the due time.
grain: source, ticket_id
kind: view
subject: what the customer wrote in the subject
due_at: when it must be resolved by
*/
select
  t.source,
  t.ticket_id,
  k.subject,
  t.created_at,
  t.first_responded_at,
  t.resolved_at,
  k.due_at,
  t.priority,
  t.status,
  t.channel,
  t.category,
  t.line,
  t."group",
  t.agent,
  t.resolution_hours,
  t.resolution_working_hours,
  t.first_response_hours,
  t.first_response_working_hours,
  t.is_sla_met
from mart.support_tickets as t
left join core.support_ticket as k
  on k.source = t.source and k.ticket_id = t.ticket_id
