/*
One row per time that a call waited in a queue: a call that overflows into a second queue has two, and so has one that comes back.
grain: source, call_id, queue_id, entry
sort: entered_at
call_number: a whole number for the call, for joins and counting
entry: 1 for the first time that the call entered this queue
queue: name of the queue by the settings; its number or name in the log where they do not know it
entered_at: when the call entered the queue
left_at: when the waiting ended, by an answer or without
outcome: answered, abandoned (hung up), left (by a key, or taken out), overflowed (into another queue), no_answer (time-out, nobody there); null while it waits
wait_seconds: in this queue, ringing included; announcements and menus before it are not
talk_seconds: with the operator who answered, until the call ended or was passed on; null while they talk
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
    (hash(e.source, coalesce(c.call_id, e.call_id)) >> 1)::bigint as call_number,
    e.queue as queue_id,
    e.happened_at,
    e.place,
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
    case when e.event = 'ENTERQUEUE' then e.data3 end as position_text,
    case when e.event = 'CONNECT' then e.agent end as answered_by
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

first as (
  select
    any_value(source) as source,
    any_value(call_id) as call_id,
    call_number,
    queue_id,
    1 as entry,
    count(*) filter (where is_entry) as entries,
    coalesce(min(happened_at) filter (where is_entry), min(happened_at)) as entered_at,
    min(happened_at) filter (where not is_entry) as left_at,
    bool_or(is_answer) as is_answered,
    max(ending) as ending,
    min(wait_text) as wait_text,
    max(talk_text) as talk_text,
    min(ring_text) as ring_text,
    min(caller) as caller,
    min(position_text) as position_text,
    max(answered_by) as agent
  from event
  group by call_number, queue_id
),

-- a call that comes back to a queue: its lines are numbered by entries, and gathered by them
again as (
  select
    any_value(source) as source,
    any_value(call_id) as call_id,
    call_number,
    queue_id,
    entry,
    0 as entries,
    coalesce(min(happened_at) filter (where is_entry), min(happened_at)) as entered_at,
    min(happened_at) filter (where not is_entry) as left_at,
    bool_or(is_answer) as is_answered,
    max(ending) as ending,
    min(wait_text) as wait_text,
    max(talk_text) as talk_text,
    min(ring_text) as ring_text,
    min(caller) as caller,
    min(position_text) as position_text,
    max(answered_by) as agent
  from (
    select
      e.*,
      greatest(1, count(*) filter (where e.is_entry) over (
        partition by e.call_number, e.queue_id order by e.happened_at, e.place
      ))::integer as entry
    from event as e
    semi join first as f
      on f.call_number = e.call_number and f.queue_id = e.queue_id and f.entries > 1
  )
  group by call_number, queue_id, entry
),

visit as (
  select *
  from first
  where entries <= 1
  union all
  select *
  from again
),

ended as (
  select
    call_number,
    max(entered_at) as last_entered_at
  from visit
  group by call_number
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
  v.call_number,
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
  coalesce(try_cast(v.wait_text as integer), (epoch_us(v.left_at) - epoch_us(v.entered_at)) // 1000000)::integer as wait_seconds,
  case when v.ending is not null or not v.is_answered then coalesce(try_cast(v.talk_text as integer), 0) end as talk_seconds,
  try_cast(v.ring_text as integer) as ring_seconds,
  v.caller,
  try_cast(v.position_text as integer) as position,
  m.operator_id,
  m.operator,
  v.local_at::date as local_day,
  hour(v.local_at)::integer as hour,
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'][isodow(v.local_at)] as weekday
from placed as v
left join ended as e
  on e.call_number = v.call_number
left join settings.calls_queue as q
  on q.queue_id = v.queue_id
left join core.calls_member as m
  on m.source = v.source and m.agent = v.agent
