/*
One row per line of the log of queues.
grain: event_id
happened_at: seconds of the epoch, or the exchange's wall clock where a table keeps that; of an hour that comes twice, the one
  that does not lie before the call
*/
with line as (
  select
    *,
    'Europe/Moscow' as zone,
    try_cast(time as double) as second,
    try_cast(time as timestamp) as wall,
    try_cast(regexp_extract(callid, '([0-9]{9,10})\.[0-9]+$', 1) as bigint) as made_second
  from record
),

placed as (
  select
    *,
    timezone('UTC', timezone(zone, wall)) as guess
  from line
)

select
  _line,
  event_id,
  case
    when second is not null then make_timestamp((second * 1000000)::bigint)
    when epoch(guess) < made_second - 2 and timezone(zone, timezone('UTC', guess + interval 1 hour)) = wall
      then guess + interval 1 hour
    when epoch(guess) - 3600 >= made_second - 2 and timezone(zone, timezone('UTC', guess - interval 1 hour)) = wall
      then guess - interval 1 hour
    else guess
  end as happened_at,
  place,
  case when callid not in ('NONE', 'MANAGER', 'REALTIME', '') then callid end as call_id,
  case when queue not in ('NONE', '') then queue end as queue,
  case when agent not in ('NONE', '') then agent end as agent,
  event,
  data1,
  data2,
  data3,
  data4,
  data5
from placed
