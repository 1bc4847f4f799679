/*
One row per time that a call waited in a queue: a call that overflows into a second queue has two, and so has one that comes back.
grain: source, call_id, queue_id, entry
sort: entered_at
entry: 1 for the first time that the call entered this queue
queue: name of the queue by the settings; its number or name in the log where they do not know it
entered_at: when the call entered the queue
left_at: when the waiting ended, by an answer or without
outcome: answered, abandoned (hung up), left (by a key, or taken out), overflowed (into another queue), no_answer (time-out, nobody there); null while it waits
wait_seconds: in this queue, ringing included; announcements and menus before it are not
talk_seconds: with the operator who answered, until the call ended or was passed on
ring_seconds: how long the phone of the operator who answered rang
position: place in the queue at entry
operator: who answered
local_day: the workspace's day of entered_at
hour: its hour on the workspace's clock
weekday: monday … sunday
*/
with event as (
  select
    e.source,
    coalesce(c.call_id, e.call_id) as call_id,
    e.queue as queue_id,
    e.happened_at,
    e.place,
    e.agent,
    e.event,
    e.event = 'ENTERQUEUE' as is_entry,
    e.event = 'CONNECT' as is_answer,
    case
      when e.event in ('COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then 'answered'
      when e.event = 'ABANDON' then 'abandoned'
      when e.event in ('EXITWITHKEY', 'WITHDRAW') then 'left'
      when e.event in ('EXITWITHTIMEOUT', 'EXITEMPTY') then 'no_answer'
    end as ending,
    case
      when e.event = 'CONNECT' then e.data1
      when e.event in ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'WITHDRAW') then e.data3
      when e.event = 'EXITWITHKEY' then e.data4
    end as wait_text,
    case
      when e.event in ('COMPLETECALLER', 'COMPLETEAGENT') then e.data2
      when e.event in ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER') then e.data4
    end as talk_text,
    case when e.event = 'CONNECT' then e.data3 end as ring_text,
    case when e.event = 'ENTERQUEUE' then e.data2 end as caller,
    case when e.event = 'ENTERQUEUE' then e.data3 end as position_text
  from core.calls_queue_event as e
  left join core.calls_channel as c
    on c.source = e.source and c.leg_id = e.call_id
  where e.call_id is not null
    and e.queue is not null
    and e.event in (
      'ENTERQUEUE', 'CONNECT', 'COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER',
      'ABANDON', 'EXITWITHKEY', 'WITHDRAW', 'EXITWITHTIMEOUT', 'EXITEMPTY'
    )
),

again as (
  select
    source,
    call_id,
    queue_id
  from event
  where is_entry
  group by source, call_id, queue_id
  having count(*) > 1
),

numbered as (
  select
    e.*,
    1 as entry
  from event as e
  anti join again as a
    on a.source = e.source and a.call_id = e.call_id and a.queue_id = e.queue_id
  union all
  select
    e.*,
    greatest(1, count(*) filter (where e.is_entry) over (
      partition by e.source, e.call_id, e.queue_id order by e.happened_at, e.place
    ))::integer as entry
  from event as e
  semi join again as a
    on a.source = e.source and a.call_id = e.call_id and a.queue_id = e.queue_id
),

visit as (
  select
    source,
    call_id,
    queue_id,
    entry,
    coalesce(min(happened_at) filter (where is_entry), min(happened_at)) as entered_at,
    min(happened_at) filter (where is_answer or ending is not null) as left_at,
    bool_or(is_answer) as is_answered,
    max(ending) as ending,
    min(try_cast(wait_text as integer)) as told_wait,
    max(try_cast(talk_text as integer)) as talk_seconds,
    min(try_cast(ring_text as integer)) as ring_seconds,
    min(caller) as caller,
    min(try_cast(position_text as integer)) as position,
    max(agent) filter (where is_answer) as agent
  from numbered
  group by source, call_id, queue_id, entry
),

ended as (
  select
    source,
    call_id,
    max(entered_at) as last_entered_at
  from visit
  group by source, call_id
  having count(*) > 1
),

placed as (
  select
    v.*,
    v.entered_at
      + to_seconds(case when v.entered_at < d.changes_at then d.offset_seconds else d.offset_after end) as local_at
  from visit as v
  left join core.calls_utc_day as d
    on d.utc_day = v.entered_at::date
)

select
  v.source,
  v.call_id,
  v.queue_id,
  v.entry,
  coalesce(q.name, v.queue_id) as queue,
  v.entered_at,
  v.left_at,
  case
    when v.is_answered then 'answered'
    when v.ending in ('no_answer', 'left') and v.entered_at < e.last_entered_at then 'overflowed'
    else v.ending
  end as outcome,
  coalesce(v.told_wait, (epoch_us(v.left_at) - epoch_us(v.entered_at)) // 1000000)::integer as wait_seconds,
  coalesce(v.talk_seconds, 0)::integer as talk_seconds,
  v.ring_seconds,
  v.caller,
  v.position,
  m.operator_id,
  m.operator,
  v.local_at::date as local_day,
  hour(v.local_at)::integer as hour,
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'][isodow(v.local_at)] as weekday
from placed as v
left join ended as e
  on e.source = v.source and e.call_id = v.call_id
left join settings.calls_queue as q
  on q.queue_id = v.queue_id
left join core.calls_member as m
  on m.source = v.source and m.agent = v.agent
