-- Records of an exchange over a year, made by arithmetic mixing: the same ones on every machine. $1 calls of one to four legs:
-- phones that ring in vain, then what becomes of the call: of a hundred, seventy are answered in a queue, ten hang up there,
-- six end in voicemail and four in the menu, five are passed on to a second operator, five are made to customers.
with call as (
  select
    unnest(generate_series(1, $1::bigint)) as number
),

drawn as (
  select
    number,
    1700000000 + number * 31536000 // $1::bigint as begin_second,
    1 + mixed(number, 1) % 4 as legs,
    mixed(number, 2) % 100 as kind,
    mixed(number, 3) % 500000 as customer
  from call
),

leg as (
  select
    *,
    unnest(generate_series(1, legs)) as leg
  from drawn
),

ended as (
  select
    *,
    leg = legs as is_last,
    kind >= 90 and kind < 95 and leg = legs - 1 as is_passed_on,
    101 + mixed(number * 4 + leg, 4) % 60 as extension,
    20 + mixed(number * 4 + leg, 5) % 400 as talk
  from leg
)

select
  begin_second || '.' || number as call_id,
  begin_second || '.' || number as leg_id,
  number * 4 + leg as sequence,
  make_timestamp((begin_second + leg * 12 + case when is_last and kind >= 90 and kind < 95 then 500 else 0 end) * 1000000)
    as started_at,
  case when is_last or is_passed_on then talk + 5 else 12 end as duration_seconds,
  case when is_last or is_passed_on then talk else 0 end as talk_seconds,
  case when is_last or is_passed_on then 'ANSWERED' else 'NO ANSWER' end as disposition,
  case
    when not is_last then 'Queue'
    when kind < 80 then 'Queue'
    when kind < 86 then 'VoiceMail'
    when kind < 90 then 'BackGround'
    else 'Dial'
  end as application,
  case when kind >= 95 then 'outbound' else 'inbound' end as direction,
  case when kind >= 95 then extension::varchar else '7916' || lpad(customer::varchar, 7, '0') end as caller,
  case when kind >= 95 then '8916' || lpad(customer::varchar, 7, '0') else (7000 + kind % 5)::varchar end as dialled,
  case when kind < 95 then '84951234567' end as did,
  case when kind >= 95 then extension::varchar end as near_extension,
  case when is_last and kind >= 70 and kind < 90 then null when kind >= 95 then 'PJSIP/line-0001' else 'PJSIP/' || extension || '-0000002a' end
    as far_channel,
  case when (is_last and kind >= 70 and kind < 90) or kind >= 95 then null else extension::varchar end as far_extension
from ended
