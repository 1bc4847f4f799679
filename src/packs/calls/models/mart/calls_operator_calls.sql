/*
One row per call and operator whom it rang or who made it: what an operator's own figures are counted from.
grain: source, call_id, operator_id
sort: rung_at
call_number: a whole number for the call, for joins and counting
operator: name; the extension where no name is known
rung_at: when the phone rang first in this call, or when the operator dialled
role: rung or made
rings: how often it rang
is_taken: the operator talked
is_ring: counts among the rings of the missed share, by the setting `parallelRings`
is_ring_missed: the phone rang and the operator did not take it
talk_seconds: time that the operator talked in this call, overlapping legs counted once; null while they talk
handle_seconds: the same with the work after the call, by the setting `wrapUpSeconds`; null where they did not talk
local_day: the workspace's day of rung_at
hour: its hour on the workspace's clock
weekday: monday … sunday
*/
with leg as (
  select
    source,
    call_id,
    (hash(source, call_id) >> 1)::bigint as call_number,
    coalesce(far_extension, near_extension) as operator_id,
    far_extension is not null as is_rung,
    started_at,
    epoch_us(started_at) // 1000000 + duration_seconds as end_second,
    epoch_us(started_at) // 1000000 + duration_seconds - talk_seconds as answer_second,
    talk_seconds,
    sequence,
    disposition = 'ANSWERED'
      and far_channel is not null
      and application in (select application from settings.calls_person_application) as is_taken
  from core.calls_leg
  where far_channel is not null
    and disposition not in ('BUSY', 'FAILED', 'CONGESTION')
    and coalesce(far_extension, near_extension) is not null
    and coalesce(application, '') not in (select application from settings.calls_voicemail_application)
),

gathered as (
  select
    any_value(source) as source,
    any_value(call_id) as call_id,
    call_number,
    operator_id,
    min(started_at) as rung_at,
    bool_or(is_rung) as is_rung,
    count(*)::integer as rings,
    count(*) filter (where is_taken) as taken_legs,
    sum(talk_seconds) filter (where is_taken)::bigint as talk_seconds
  from leg
  group by call_number, operator_id
),

together as (
  select
    call_number,
    operator_id,
    sum(greatest(0, end_second - from_second))::bigint as talk_seconds
  from (
    select
      l.call_number,
      l.operator_id,
      l.end_second,
      greatest(l.answer_second, coalesce(max(l.end_second) over (
        partition by l.call_number, l.operator_id
        order by l.answer_second, l.sequence
        rows between unbounded preceding and 1 preceding
      ), 0)) as from_second
    from leg as l
    semi join (
      select call_number, operator_id
      from gathered
      where taken_legs > 1
    ) as g
      on g.call_number = l.call_number and g.operator_id = l.operator_id
    where l.is_taken
  )
  group by call_number, operator_id
),

logged as (
  select
    any_value(e.source) as source,
    any_value(coalesce(c.call_id, e.call_id)) as call_id,
    (hash(e.source, coalesce(c.call_id, e.call_id)) >> 1)::bigint as call_number,
    m.operator_id,
    min(e.happened_at) as rung_at,
    count(*)::integer as rings,
    bool_or(e.event = 'CONNECT') as is_taken,
    coalesce(sum(
      case
        when e.event in ('COMPLETECALLER', 'COMPLETEAGENT') then try_cast(e.data2 as integer)
        when e.event in ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then try_cast(e.data4 as integer)
      end
    ), case when not bool_or(e.event = 'CONNECT') then 0 end)::bigint as talk_seconds
  from core.calls_queue_event as e
  inner join core.calls_member as m
    on m.source = e.source and m.agent = e.agent
  left join core.calls_channel as c
    on c.source = e.source and c.leg_id = e.call_id
  where e.call_id is not null
    and e.event in (
      'RINGNOANSWER', 'RINGCANCELED', 'CONNECT', 'COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ATTENDEDTRANSFER',
      'TRANSFER'
    )
  group by call_number, m.operator_id
),

joined as (
  select
    coalesce(g.source, q.source) as source,
    coalesce(g.call_id, q.call_id) as call_id,
    coalesce(g.call_number, q.call_number) as call_number,
    coalesce(g.operator_id, q.operator_id) as operator_id,
    coalesce(g.rung_at, q.rung_at) as rung_at,
    coalesce(g.is_rung, true) or q.call_number is not null as is_rung,
    coalesce(g.rings, q.rings) as rings,
    coalesce(g.taken_legs > 0, false) or coalesce(q.is_taken, false) as is_taken,
    coalesce(
      t.talk_seconds, g.talk_seconds, q.talk_seconds, case when not coalesce(q.is_taken, false) then 0 end
    )::integer as talk_seconds
  from gathered as g
  full join logged as q
    on q.call_number = g.call_number and q.operator_id = g.operator_id
  left join together as t
    on t.call_number = g.call_number and t.operator_id = g.operator_id
),

placed as (
  select
    j.*,
    j.rung_at
      + to_seconds(case when j.rung_at < d.changes_at then d.offset_seconds else d.offset_after end) as local_at
  from joined as j
  left join core.calls_utc_day as d
    on d.utc_day = j.rung_at::date
)

select
  p.source,
  p.call_id,
  p.call_number,
  p.operator_id,
  coalesce(o.operator, p.operator_id) as operator,
  p.rung_at,
  case when p.is_rung then 'rung' else 'made' end as role,
  p.rings,
  p.is_taken,
  p.is_rung and (p.is_taken or r.counts_parallel or coalesce(c.outcome, '') <> 'answered') as is_ring,
  p.is_rung and not p.is_taken and (r.counts_parallel or coalesce(c.outcome, '') <> 'answered') as is_ring_missed,
  p.talk_seconds,
  case when p.is_taken then p.talk_seconds + r.wrap_up_seconds end as handle_seconds,
  c.queue,
  coalesce(c.direction, 'inbound') as direction,
  c.outcome,
  p.local_at::date as local_day,
  hour(p.local_at)::integer as hour,
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'][isodow(p.local_at)] as weekday
from placed as p
cross join settings.calls_rule as r
left join mart.calls_calls as c
  on c.call_number = p.call_number
left join core.calls_operator as o
  on o.source = p.source and o.operator_id = p.operator_id
