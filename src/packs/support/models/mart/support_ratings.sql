/*
One row per rating of a ticket, with what is known of the ticket. Ratings of spam and deleted tickets are left out.
grain: source, rating_id
kind: view
rated_at: when the customer gave it
score: -1 (very unhappy) … 1 (very happy)
priority: of the ticket; null where the ticket is not known
agent: name of the agent who was rated; of the ticket's agent where the rating names none
*/
select
  r.source,
  r.rating_id,
  r.ticket_id,
  r.rated_at,
  r.score,
  t.priority,
  t.status,
  t.channel,
  t.category,
  t.line,
  t."group",
  coalesce(a.name, r.agent_id, t.agent) as agent
from core.support_rating as r
left join core.support_ticket as k
  on k.source = r.source and k.ticket_id = r.ticket_id
left join mart.support_tickets as t
  on t.source = r.source and t.ticket_id = r.ticket_id
left join core.support_agent as a
  on a.source = r.source and a.agent_id = r.agent_id
where k.is_spam is not true
  and k.is_deleted is not true
