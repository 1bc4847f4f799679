/*
One row per call, however many legs it has. What becomes of it is decided by people: a menu, an announcement or voicemail answers nobody.
grain: source, call_id
sort: started_at
call_number: a whole number for the call, for joins and counting; made from its source and id, so that it never changes
started_at: when the call began
ended_at: when its last leg ended; null while somebody talks
answered_at: when the first person answered
direction: inbound, outbound or internal, by its first leg
caller: number that called
dialled: what was dialled first
did: own number that was called from outside
customer: the outside number, its last ten digits; null for internal calls and hidden numbers
outcome: answered (by a person), abandoned (hung up in a queue), left (left a queue by a key), no_answer, voicemail, busy, failed, machine (nobody was asked for); null while it waits
legs: how many records it has
queue: where it ended, of several queues
first_queue: where it began
queues: how many times it entered one
operator: who answered first
last_operator: who talked last
operators: how many different ones talked
wait_seconds: of a call that was in queues, the waiting in all of them; of another one that was answered, from its beginning to the answer
talk_seconds: time with a person, overlapping legs counted once; null while they talk and nothing of it is known
handle_seconds: the same with the work after the call, by the setting `wrapUpSeconds`
is_working_time: began within working hours
is_offered: asked for a person, in a direction and at a time that count by the settings
is_handled: offered and answered
is_missed: offered and not answered, with an outcome that counts by the setting `missed`
is_abandoned: offered and hung up in a queue
is_queued: offered and was in a queue
is_short: hung up in a queue within the short threshold
is_service_counted: in the denominator of the service level, by its formula
is_service_met: in the numerator of the service level, by its formula
reached_by: how a caller who was missed reached somebody within the time of the setting `reachedWithinHours`: called_back or called_again
reached_at: when
is_lost: missed and not reached
is_repeat: the same outside number had called within the days of the setting `repeatWithinDays`
local_day: the workspace's day of started_at
hour: its hour on the workspace's clock
weekday: monday … sunday
*/
with leg as (
  select
    source,
    call_id,
    (hash(source, call_id) >> 1)::bigint as call_number,
    epoch_us(started_at) // 1000000 as start_second,
    epoch_us(started_at) // 1000000 * 1000000000 + sequence % 1000000000 as place,
    duration_seconds,
    talk_seconds,
    direction,
    caller,
    dialled,
    did,
    disposition,
    far_channel,
    application,
    coalesce(far_extension, near_extension) as operator_id,
    disposition = 'ANSWERED'
      and far_channel is not null
      and application in (select application from settings.calls_person_application) as is_person
  from core.calls_leg
),

gathered as (
  select
    call_number,
    any_value(source) as source,
    any_value(call_id) as call_id,
    min(start_second) as start_second,
    max(start_second + duration_seconds) as end_second,
    arg_min(direction, place) as direction,
    arg_min(caller, place) as caller,
    arg_min(dialled, place) as dialled,
    arg_min(did, place) as did,
    count(*)::integer as legs,
    count(*) filter (where is_person)::integer as person_legs,
    min(start_second + duration_seconds - talk_seconds) filter (where is_person) as first_answer_second,
    sum(talk_seconds) filter (where is_person)::bigint as leg_talk_seconds,
    arg_min(operator_id, start_second + duration_seconds - talk_seconds) filter (where is_person) as first_operator_id,
    arg_max(operator_id, place) filter (where is_person) as last_operator_id,
    bool_or(application in (select application from settings.calls_voicemail_application)) as has_voicemail,
    bool_or(application = 'Queue') as has_queue,
    bool_or(far_channel is not null) as has_rung,
    bool_or(disposition = 'BUSY') as has_busy,
    bool_or(disposition in ('FAILED', 'CONGESTION')) as has_failed
  from leg
  group by call_number
),

apart as (
  select
    l.call_number,
    l.operator_id,
    l.start_second + l.duration_seconds as end_second,
    greatest(
      l.start_second + l.duration_seconds - l.talk_seconds,
      coalesce(max(l.start_second + l.duration_seconds) over (
        partition by l.call_number
        order by l.start_second + l.duration_seconds - l.talk_seconds, l.place
        rows between unbounded preceding and 1 preceding
      ), 0)
    ) as from_second
  from leg as l
  semi join (
    select call_number
    from gathered
    where person_legs > 1
  ) as g
    on g.call_number = l.call_number
  where l.is_person
),

together as (
  select
    call_number,
    sum(greatest(0, end_second - from_second))::bigint as talk_seconds,
    count(distinct operator_id)::integer as operators
  from apart
  group by call_number
),

queued as (
  select
    call_number,
    any_value(source) as source,
    any_value(call_id) as call_id,
    count(*)::integer as queues,
    min(entered_at) as entered_at,
    max(left_at) as left_at,
    arg_min(queue, (entered_at, entry)) as first_queue,
    arg_max(queue, (entered_at, entry)) as queue,
    arg_max(outcome, (entered_at, entry)) as outcome,
    bool_or(outcome = 'answered') as is_answered,
    min(left_at) filter (where outcome = 'answered') as answered_at,
    sum(wait_seconds)::bigint as wait_seconds,
    sum(talk_seconds)::bigint as talk_seconds,
    bool_or(talk_seconds is null) as is_talking,
    min(caller) as caller,
    arg_min(operator_id, entered_at) filter (where outcome = 'answered') as operator_id,
    arg_max(operator_id, entered_at) filter (where outcome = 'answered') as last_operator_id
  from mart.calls_queue_visits
  group by call_number
),

called as (
  select
    coalesce(g.call_number, q.call_number) as call_number,
    coalesce(g.source, q.source) as source,
    coalesce(g.call_id, q.call_id) as call_id,
    coalesce(make_timestamp(g.start_second * 1000000), q.entered_at) as started_at,
    coalesce(make_timestamp(g.end_second * 1000000), case when not q.is_talking then q.left_at end) as ended_at,
    coalesce(make_timestamp(g.first_answer_second * 1000000), q.answered_at) as answered_at,
    coalesce(g.direction, 'inbound') as direction,
    coalesce(g.caller, q.caller) as caller,
    g.dialled,
    g.did,
    case
      when g.person_legs > 0 or q.is_answered then 'answered'
      when q.outcome = 'abandoned' then 'abandoned'
      when g.has_voicemail then 'voicemail'
      when q.outcome = 'left' then 'left'
      when q.outcome is not null then 'no_answer'
      when g.call_number is null then null
      when g.has_busy then 'busy'
      when g.has_rung or g.has_queue then 'no_answer'
      when g.has_failed then 'failed'
      when g.direction = 'outbound' then 'no_answer'
      else 'machine'
    end as outcome,
    coalesce(g.legs, 0) as legs,
    coalesce(q.queue, case when g.has_queue then g.dialled end) as queue,
    coalesce(q.first_queue, case when g.has_queue then g.dialled end) as first_queue,
    coalesce(q.queues, g.has_queue::integer, 0) as queues,
    coalesce(g.first_operator_id, q.operator_id) as operator_id,
    coalesce(g.last_operator_id, q.last_operator_id) as last_operator_id,
    case
      when coalesce(g.first_operator_id, q.operator_id) is null then 0
      else coalesce(t.operators, 1)
    end as operators,
    coalesce(q.wait_seconds, g.first_answer_second - g.start_second)::integer as wait_seconds,
    case
      when g.person_legs > 1 then t.talk_seconds
      when g.person_legs = 1 then g.leg_talk_seconds
      when q.is_talking then null
      else coalesce(q.talk_seconds, 0)
    end::integer as talk_seconds
  from gathered as g
  full join queued as q
    on q.call_number = g.call_number
  left join together as t
    on t.call_number = g.call_number
),

placed as (
  select
    c.*,
    case
      -- who hides their number is called anonymous, Restricted, Unavailable
      when c.direction = 'inbound' and length(c.caller) >= 7 and right(c.caller, 1) between '0' and '9'
        then right(c.caller, 10)
      when c.direction = 'outbound' and length(c.dialled) >= 7 and right(c.dialled, 1) between '0' and '9'
        then right(c.dialled, 10)
    end as customer,
    c.started_at
      + to_seconds(case when c.started_at < d.changes_at then d.offset_seconds else d.offset_after end) as local_at
  from called as c
  left join core.calls_utc_day as d
    on d.utc_day = c.started_at::date
),

judged as (
  select
    p.*,
    h.local_day is null
    or (epoch(p.local_at)::bigint % 86400 >= h.from_1 and epoch(p.local_at)::bigint % 86400 < h.to_1)
    or (epoch(p.local_at)::bigint % 86400 >= h.from_2 and epoch(p.local_at)::bigint % 86400 < h.to_2)
    or (epoch(p.local_at)::bigint % 86400 >= h.from_3 and epoch(p.local_at)::bigint % 86400 < h.to_3) as is_working_time,
    p.outcome = 'abandoned' and p.wait_seconds <= r.short_seconds as is_short
  from placed as p
  cross join settings.calls_rule as r
  left join core.calls_day as h
    on h.local_day = p.local_at::date
),

offered as (
  select
    j.*,
    coalesce(
      j.outcome <> 'machine'
      and j.direction in (select direction from settings.calls_direction)
      and (r.counts_outside or j.is_working_time)
      and (r.counts_short or not j.is_short),
      false
    ) as is_offered
  from judged as j
  cross join settings.calls_rule as r
),

reached as (
  select
    customer,
    started_at,
    case when direction = 'outbound' then 'called_back' else 'called_again' end as reached_by
  from placed
  where outcome = 'answered'
    and customer is not null
),

sought as (
  select
    m.call_number,
    r.reached_by,
    r.started_at as reached_at
  from (
    select call_number, customer, started_at
    from placed
    where outcome <> 'answered'
      and direction = 'inbound'
      and customer is not null
  ) as m
  asof inner join reached as r
    on r.customer = m.customer and r.started_at > m.started_at
),

repeated as (
  select
    call_number,
    started_at - lag(started_at) over (partition by customer order by started_at) as since
  from placed
  where direction = 'inbound'
    and customer is not null
)

select
  o.source,
  o.call_id,
  o.call_number,
  o.started_at,
  o.ended_at,
  o.answered_at,
  o.direction,
  o.caller,
  o.dialled,
  o.did,
  o.customer,
  o.outcome,
  o.legs,
  coalesce(n.name, o.queue) as queue,
  coalesce(f.name, o.first_queue) as first_queue,
  o.queues,
  o.operator_id,
  coalesce(a.operator, o.operator_id) as operator,
  o.last_operator_id,
  coalesce(b.operator, o.last_operator_id) as last_operator,
  o.operators,
  case when o.outcome in ('answered', 'abandoned', 'left') or o.queues > 0 then o.wait_seconds end as wait_seconds,
  o.talk_seconds,
  case when o.outcome = 'answered' then o.talk_seconds + r.wrap_up_seconds end as handle_seconds,
  o.is_working_time,
  o.is_offered,
  o.is_offered and o.outcome = 'answered' as is_handled,
  o.is_offered and o.outcome in (select outcome from settings.calls_missed) as is_missed,
  o.is_offered and o.outcome = 'abandoned' as is_abandoned,
  o.is_offered and o.queues > 0 as is_queued,
  coalesce(o.is_short, false) as is_short,
  case
    when not o.is_offered then false
    when o.outcome = 'answered' then true
    when o.outcome <> 'abandoned' or r.formula = 'abandons-ignored' then false
    else r.formula <> 'early-abandons-removed' or o.wait_seconds > r.target_seconds
  end as is_service_counted,
  case
    when not o.is_offered then false
    when o.outcome = 'answered' then coalesce(o.wait_seconds <= r.target_seconds, false)
    when o.outcome <> 'abandoned' then false
    when r.formula = 'early-abandons-met' then o.wait_seconds <= r.target_seconds
    when r.formula = 'short-abandons-met' then o.wait_seconds <= r.short_seconds
    else false
  end as is_service_met,
  case when o.is_offered and s.reached_at <= o.started_at + to_seconds(r.reached_seconds) then s.reached_by end
    as reached_by,
  case when o.is_offered and s.reached_at <= o.started_at + to_seconds(r.reached_seconds) then s.reached_at end
    as reached_at,
  o.is_offered
    and o.outcome in (select outcome from settings.calls_missed)
    and not coalesce(s.reached_at <= o.started_at + to_seconds(r.reached_seconds), false) as is_lost,
  coalesce(p.since <= to_seconds(r.repeat_seconds), false) as is_repeat,
  o.local_at::date as local_day,
  hour(o.local_at)::integer as hour,
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'][isodow(o.local_at)] as weekday
from offered as o
cross join settings.calls_rule as r
left join sought as s
  on s.call_number = o.call_number
left join repeated as p
  on p.call_number = o.call_number
left join core.calls_operator as a
  on a.source = o.source and a.operator_id = o.operator_id
left join core.calls_operator as b
  on b.source = o.source and b.operator_id = o.last_operator_id
left join settings.calls_queue as n
  on n.queue_id = o.queue
left join settings.calls_queue as f
  on f.queue_id = o.first_queue
