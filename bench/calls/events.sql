-- The log of queues of the same calls: an entry, what ended the waiting, and the end of the talk.
with call as (
  select
    unnest(generate_series(1, $1::bigint)) as number
),

drawn as (
  select
    number,
    1700000000 + number * 31536000 // $1::bigint as begin_second,
    mixed(number, 2) % 100 as kind,
    1 + mixed(number, 1) % 4 as legs,
    mixed(number, 3) % 500000 as customer,
    mixed(number, 6) % 90 as wait
  from call
),

-- of a hundred calls in queues, four overflow after a minute into the next queue
visit as (
  select
    *,
    unnest(case when mixed(number, 7) % 100 < 4 then [0, 1] else [1] end) as part,
    mixed(number, 7) % 100 < 4 as has_two
  from drawn
  where kind < 80
),

event as (
  select
    *,
    unnest(case
      when part = 0 then ['ENTERQUEUE', 'EXITWITHTIMEOUT']
      when kind < 70 then ['ENTERQUEUE', 'CONNECT', 'COMPLETECALLER']
      else ['ENTERQUEUE', 'ABANDON']
    end) as event
  from visit
)

select
  number || '-' || part || '-' || event as event_id,
  make_timestamp((
    begin_second + 5
    + case when part = 1 and has_two then 60 else 0 end
    + case event when 'ENTERQUEUE' then 0 when 'EXITWITHTIMEOUT' then 60 when 'COMPLETECALLER' then wait + 60 else wait end
  ) * 1000000) as happened_at,
  number * 8 + part * 4 + case event when 'ENTERQUEUE' then 0 when 'COMPLETECALLER' then 2 else 1 end as place,
  begin_second || '.' || number as call_id,
  (7000 + (kind + 1 - part) % 5)::varchar as queue,
  case when event in ('CONNECT', 'COMPLETECALLER') then 'PJSIP/' || (101 + mixed(number * 4 + legs, 4) % 60) end as agent,
  event,
  case event when 'CONNECT' then wait::varchar when 'COMPLETECALLER' then wait::varchar else '1' end as data1,
  case event when 'ENTERQUEUE' then '7916' || lpad(customer::varchar, 7, '0') when 'COMPLETECALLER' then '60' else '1' end as data2,
  case event when 'EXITWITHTIMEOUT' then '60' when 'ABANDON' then wait::varchar else '3' end as data3
from event
