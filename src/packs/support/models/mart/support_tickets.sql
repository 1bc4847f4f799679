/*
One row per ticket, ready for metrics. Spam and deleted tickets are left out.
grain: source, ticket_id
incremental: core.support_ticket
sort: created_at
created_at: when the ticket was made
resolved_at: last resolution, or the closing where nothing else says that it is done; null while open
first_responded_at: first answer of an agent
priority: lower-case name of the priority; its code where the dictionary does not know it
status: name of the status; its code where the dictionary does not know it
channel: name of the channel; its code where the dictionary does not know it
category: kind of request
line: line_1, line_2 or development, by the group and the setting `lines`; null for other groups
group: name of the group that holds the ticket now
agent: name of the agent who holds the ticket now
resolution_hours: calendar hours from creation to the last resolution; null while open, and where it lies before the creation
resolution_working_hours: the part of them inside the working calendar
first_response_hours: calendar hours from creation to the first answer; null without one, and where it lies before the creation
first_response_working_hours: the part of them inside the working calendar
is_sla_met: resolved not later than due; null while open or without a due time
*/
with ticket as (
  select
    source,
    ticket_id,
    category,
    priority,
    status,
    channel,
    group_id,
    agent_id,
    created_at,
    first_responded_at,
    coalesce(resolved_at, closed_at) as resolved_at,
    due_at,
    epoch_us(created_at) as created_us,
    epoch_us(coalesce(resolved_at, closed_at)) as resolved_us,
    epoch_us(first_responded_at) as responded_us,
    (epoch_us(created_at) // 1000000 % 86400)::integer as created_second,
    (epoch_us(coalesce(resolved_at, closed_at)) // 1000000 % 86400)::integer as resolved_second,
    (epoch_us(first_responded_at) // 1000000 % 86400)::integer as responded_second
  from core.support_ticket
  where is_spam is not true
    and is_deleted is not true
),

-- most days have one or two stretches of work: the others are looked at only where there are any
lasting as (
  select
    t.*,
    c.seconds_before
      + least(greatest(t.created_second - c.from_1, 0), c.seconds_1)
      + case
        when c.seconds_2 > 0 then least(greatest(t.created_second - c.from_2, 0), c.seconds_2)
        else 0
      end
      + case
        when c.seconds_3 > 0
          then least(greatest(t.created_second - c.from_3, 0), c.seconds_3)
            + least(greatest(t.created_second - c.from_4, 0), c.seconds_4)
            + least(greatest(t.created_second - c.from_5, 0), c.seconds_5)
            + least(greatest(t.created_second - c.from_6, 0), c.seconds_6)
        else 0
      end as worked_at_creation,
    r.seconds_before
      + least(greatest(t.resolved_second - r.from_1, 0), r.seconds_1)
      + case
        when r.seconds_2 > 0 then least(greatest(t.resolved_second - r.from_2, 0), r.seconds_2)
        else 0
      end
      + case
        when r.seconds_3 > 0
          then least(greatest(t.resolved_second - r.from_3, 0), r.seconds_3)
            + least(greatest(t.resolved_second - r.from_4, 0), r.seconds_4)
            + least(greatest(t.resolved_second - r.from_5, 0), r.seconds_5)
            + least(greatest(t.resolved_second - r.from_6, 0), r.seconds_6)
        else 0
      end as worked_at_resolution,
    f.seconds_before
      + least(greatest(t.responded_second - f.from_1, 0), f.seconds_1)
      + case
        when f.seconds_2 > 0 then least(greatest(t.responded_second - f.from_2, 0), f.seconds_2)
        else 0
      end
      + case
        when f.seconds_3 > 0
          then least(greatest(t.responded_second - f.from_3, 0), f.seconds_3)
            + least(greatest(t.responded_second - f.from_4, 0), f.seconds_4)
            + least(greatest(t.responded_second - f.from_5, 0), f.seconds_5)
            + least(greatest(t.responded_second - f.from_6, 0), f.seconds_6)
        else 0
      end as worked_at_response
  from ticket as t
  left join core.support_working_day as c
    on c.day = t.created_at::date
  left join core.support_working_day as r
    on r.day = t.resolved_at::date
  left join core.support_working_day as f
    on f.day = t.first_responded_at::date
)

select
  t.source,
  t.ticket_id,
  t.created_at,
  t.resolved_at,
  t.first_responded_at,
  lower(coalesce(p.name, t.priority)) as priority,
  coalesce(s.name, t.status) as status,
  coalesce(ch.name, t.channel) as channel,
  t.category,
  l.line,
  coalesce(g.name, t.group_id) as "group",
  coalesce(a.name, t.agent_id) as agent,
  case when t.resolved_us >= t.created_us then (t.resolved_us - t.created_us) / 3600000000.0 end as resolution_hours,
  case when t.resolved_us >= t.created_us then (t.worked_at_resolution - t.worked_at_creation) / 3600.0 end
    as resolution_working_hours,
  case when t.responded_us >= t.created_us then (t.responded_us - t.created_us) / 3600000000.0 end as first_response_hours,
  case when t.responded_us >= t.created_us then (t.worked_at_response - t.worked_at_creation) / 3600.0 end
    as first_response_working_hours,
  t.resolved_at <= t.due_at as is_sla_met
from lasting as t
left join core.support_priority as p
  on p.source = t.source and p.code = t.priority
left join core.support_status as s
  on s.source = t.source and s.code = t.status
left join core.support_channel as ch
  on ch.source = t.source and ch.code = t.channel
left join core.support_group as g
  on g.source = t.source and g.group_id = t.group_id
left join core.support_agent as a
  on a.source = t.source and a.agent_id = t.agent_id
left join settings.support_line as l
  on l.group_name = coalesce(g.name, t.group_id)
