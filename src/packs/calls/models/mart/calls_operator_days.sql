/*
One row per operator and day on which a call rang them, they made one, or they were in a queue.
grain: source, operator_id, local_day
sort: day_at
day_at: the first instant of the day on the workspace's clock
rung: calls that rang them
taken: calls in which they talked, made ones included
ring_missed: calls that rang them and that they did not take
talk_seconds: time in calls
handle_seconds: the same with the work after calls
present_seconds: time in a queue, pauses included; null where the log says nothing of it
paused_seconds: time of it on pause
available_seconds: present without pauses, or the time of handling where that is more; null where nothing is known of presence
first_call_at: first ring or call of the day
last_call_at: last ring or call of the day
*/
with called as (
  select
    source,
    operator_id,
    local_day,
    count(*) filter (where is_ring)::integer as rung,
    count(*) filter (where is_taken)::integer as taken,
    count(*) filter (where is_ring_missed)::integer as ring_missed,
    sum(talk_seconds)::bigint as talk_seconds,
    coalesce(sum(handle_seconds), 0)::bigint as handle_seconds,
    min(rung_at) as first_call_at,
    max(rung_at) as last_call_at
  from mart.calls_operator_calls
  group by source, operator_id, local_day
),

day as (
  select
    local_day,
    begins_at,
    ends_at
  from core.calls_day
),

presence as (
  select
    p.source,
    p.operator_id,
    d.local_day,
    sum(epoch_us(least(p.to_at, d.ends_at)) - epoch_us(greatest(p.from_at, d.begins_at))) // 1000000 as present_seconds,
    coalesce(
      sum(epoch_us(least(p.to_at, d.ends_at)) - epoch_us(greatest(p.from_at, d.begins_at))) filter (where p.is_paused) // 1000000,
      0
    ) as paused_seconds
  from core.calls_presence as p
  inner join day as d
    on p.from_at < d.ends_at and p.to_at > d.begins_at
  group by p.source, p.operator_id, d.local_day
),

joined as (
  select
    coalesce(c.source, p.source) as source,
    coalesce(c.operator_id, p.operator_id) as operator_id,
    coalesce(c.local_day, p.local_day) as local_day,
    coalesce(c.rung, 0) as rung,
    coalesce(c.taken, 0) as taken,
    coalesce(c.ring_missed, 0) as ring_missed,
    coalesce(c.talk_seconds, 0) as talk_seconds,
    coalesce(c.handle_seconds, 0) as handle_seconds,
    p.present_seconds::bigint as present_seconds,
    p.paused_seconds::bigint as paused_seconds,
    c.first_call_at,
    c.last_call_at
  from called as c
  full join presence as p
    on p.source = c.source and p.operator_id = c.operator_id and p.local_day = c.local_day
)

select
  j.source,
  j.operator_id,
  coalesce(o.operator, j.operator_id) as operator,
  j.local_day,
  d.begins_at as day_at,
  j.rung,
  j.taken,
  j.ring_missed,
  j.talk_seconds,
  j.handle_seconds,
  j.present_seconds,
  j.paused_seconds,
  case
    when j.present_seconds is not null then greatest(j.present_seconds - j.paused_seconds, j.handle_seconds)
  end as available_seconds,
  j.first_call_at,
  j.last_call_at,
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'][isodow(j.local_day)] as weekday
from joined as j
inner join day as d
  on d.local_day = j.local_day
left join core.calls_operator as o
  on o.source = j.source and o.operator_id = j.operator_id
