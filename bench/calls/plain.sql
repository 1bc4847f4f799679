-- The tables of waiting in queues and of calls as an analyst would write them over plain tables, with every number of the settings
-- written in. No call of the bench comes back to a queue, so nothing is done about it here.
create or replace table visits as
with visit as (
  select
    call_id,
    queue,
    min(happened_at) filter (where event = 'ENTERQUEUE') as entered_at,
    min(happened_at) filter (where event <> 'ENTERQUEUE') as left_at,
    bool_or(event = 'CONNECT') as is_answered,
    max(event) filter (where event in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY')) as ending,
    min(case when event = 'CONNECT' then data1 when event in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY') then data3 end)::integer as wait_seconds,
    max(case when event = 'COMPLETECALLER' then data2 end)::integer as talk_seconds,
    min(case when event = 'CONNECT' then data3 end)::integer as ring_seconds,
    min(case when event = 'ENTERQUEUE' then data2 end) as caller,
    min(case when event = 'ENTERQUEUE' then data3 end)::integer as position,
    max(case when event = 'CONNECT' then split_part(agent, '/', 2) end) as operator_id
  from event
  group by call_id, queue
),

ended as (
  select
    call_id,
    max(entered_at) as last_entered_at
  from visit
  group by call_id
  having count(*) > 1
)

select
  v.call_id,
  v.queue,
  v.entered_at,
  v.left_at,
  case
    when v.is_answered then 'answered'
    when v.ending = 'ABANDON' then 'abandoned'
    when v.entered_at < e.last_entered_at then 'overflowed'
    when v.ending = 'EXITWITHKEY' then 'left'
    else 'no_answer'
  end as outcome,
  v.wait_seconds,
  coalesce(v.talk_seconds, 0) as talk_seconds,
  v.ring_seconds,
  v.caller,
  v.position,
  v.operator_id,
  (v.entered_at + interval 3 hour)::date as local_day,
  hour(v.entered_at + interval 3 hour) as hour,
  isodow(v.entered_at + interval 3 hour) as weekday
from visit as v
left join ended as e
  on e.call_id = v.call_id
order by v.entered_at;

create or replace table calls as
with leg as (
  select
    call_id,
    epoch_us(started_at) // 1000000 as start_second,
    sequence,
    duration_seconds,
    talk_seconds,
    direction,
    caller,
    dialled,
    did,
    application,
    disposition,
    far_channel,
    coalesce(far_extension, near_extension) as operator_id,
    disposition = 'ANSWERED' and far_channel is not null and application in ('Dial', 'Queue', 'AppDial', 'AppQueue') as is_person
  from leg
),

gathered as (
  select
    call_id,
    min(start_second) as start_second,
    max(start_second + duration_seconds) as end_second,
    arg_min(direction, sequence) as direction,
    arg_min(caller, sequence) as caller,
    arg_min(dialled, sequence) as dialled,
    arg_min(did, sequence) as did,
    count(*)::integer as legs,
    count(*) filter (where is_person)::integer as person_legs,
    min(start_second + duration_seconds - talk_seconds) filter (where is_person) as answer_second,
    sum(talk_seconds) filter (where is_person)::bigint as leg_talk_seconds,
    arg_min(operator_id, sequence) filter (where is_person) as operator_id,
    arg_max(operator_id, sequence) filter (where is_person) as last_operator_id,
    bool_or(application = 'VoiceMail') as has_voicemail,
    bool_or(application = 'Queue') as has_queue,
    bool_or(far_channel is not null) as has_rung,
    bool_or(disposition = 'BUSY') as has_busy,
    bool_or(disposition in ('FAILED', 'CONGESTION')) as has_failed
  from leg
  group by call_id
),

together as (
  select
    call_id,
    sum(greatest(0, end_second - from_second))::bigint as talk_seconds,
    count(distinct operator_id)::integer as operators
  from (
    select
      call_id,
      operator_id,
      start_second + duration_seconds as end_second,
      greatest(start_second + duration_seconds - talk_seconds, coalesce(max(start_second + duration_seconds) over (
        partition by call_id order by start_second + duration_seconds - talk_seconds
        rows between unbounded preceding and 1 preceding
      ), 0)) as from_second
    from leg
    where is_person
      and call_id in (select call_id from gathered where person_legs > 1)
  )
  group by call_id
),

queued as (
  select
    call_id,
    count(*)::integer as queues,
    arg_min(queue, entered_at) as first_queue,
    arg_max(queue, entered_at) as queue,
    arg_max(outcome, entered_at) as outcome,
    bool_or(outcome = 'answered') as is_answered,
    sum(wait_seconds)::integer as wait_seconds
  from visits
  group by call_id
),

called as (
  select
    g.*,
    case
      when g.person_legs > 0 or q.is_answered then 'answered'
      when q.outcome = 'abandoned' then 'abandoned'
      when g.has_voicemail then 'voicemail'
      when q.outcome is not null then 'no_answer'
      when g.has_busy then 'busy'
      when g.has_rung or g.has_queue then 'no_answer'
      when g.has_failed then 'failed'
      when g.direction = 'outbound' then 'no_answer'
      else 'machine'
    end as outcome,
    coalesce(q.queue, case when g.has_queue then g.dialled end) as queue,
    coalesce(q.first_queue, case when g.has_queue then g.dialled end) as first_queue,
    coalesce(q.queues, g.has_queue::integer, 0) as queues,
    case when g.operator_id is null then 0 else coalesce(t.operators, 1) end as operators,
    coalesce(q.wait_seconds, g.answer_second - g.start_second)::integer as wait_seconds,
    coalesce(t.talk_seconds, g.leg_talk_seconds, 0)::integer as talk_seconds,
    case
      when g.direction = 'inbound' and length(g.caller) >= 7 then right(g.caller, 10)
      when g.direction = 'outbound' and length(g.dialled) >= 7 then right(g.dialled, 10)
    end as customer,
    make_timestamp(g.start_second * 1000000) as started_at,
    make_timestamp((g.start_second + 10800) * 1000000) as local_at
  from gathered as g
  left join queued as q
    on q.call_id = g.call_id
  left join together as t
    on t.call_id = g.call_id
),

sought as (
  select
    m.call_id,
    r.started_at as reached_at,
    r.direction
  from (
    select call_id, customer, started_at
    from called
    where direction = 'inbound' and outcome not in ('answered', 'machine') and customer is not null
  ) as m
  asof inner join (
    select customer, started_at, direction
    from called
    where outcome = 'answered' and customer is not null
  ) as r
    on r.customer = m.customer and r.started_at > m.started_at
),

repeated as (
  select
    call_id,
    started_at - lag(started_at) over (partition by customer order by started_at) as since
  from called
  where direction = 'inbound' and customer is not null
)

select
  c.call_id,
  c.started_at,
  make_timestamp(c.end_second * 1000000) as ended_at,
  make_timestamp(c.answer_second * 1000000) as answered_at,
  c.direction,
  c.caller,
  c.dialled,
  c.did,
  c.customer,
  c.outcome,
  c.legs,
  c.queue,
  c.first_queue,
  c.queues,
  c.operator_id,
  c.last_operator_id,
  c.operators,
  case when c.outcome in ('answered', 'abandoned') or c.queues > 0 then c.wait_seconds end as wait_seconds,
  c.talk_seconds,
  c.direction = 'inbound' and c.outcome <> 'machine' as is_offered,
  c.direction = 'inbound' and c.outcome = 'answered' as is_handled,
  c.direction = 'inbound' and c.outcome not in ('answered', 'machine') as is_missed,
  c.direction = 'inbound' and c.outcome = 'abandoned' as is_abandoned,
  c.direction = 'inbound' and c.outcome <> 'machine' and c.queues > 0 as is_queued,
  c.outcome = 'abandoned' and c.wait_seconds <= 5 as is_short,
  c.direction = 'inbound' and (c.outcome = 'answered' or (c.outcome = 'abandoned' and c.wait_seconds > 20)) as is_service_counted,
  c.direction = 'inbound' and c.outcome = 'answered' and c.wait_seconds <= 20 as is_service_met,
  case when s.reached_at <= c.started_at + interval 1 day then s.direction end as reached_by,
  c.direction = 'inbound' and c.outcome not in ('answered', 'machine')
    and not coalesce(s.reached_at <= c.started_at + interval 1 day, false) as is_lost,
  coalesce(r.since <= interval 7 day, false) as is_repeat,
  c.local_at::date as local_day,
  hour(c.local_at) as hour,
  isodow(c.local_at) as weekday
from called as c
left join sought as s
  on s.call_id = c.call_id
left join repeated as r
  on r.call_id = c.call_id
order by c.started_at
