/*
One row per record of `cdr`.
grain: call_id, leg_id, sequence
started_at: the exchange writes its own wall clock; the zone is the setting. In the night when clocks go back, an hour comes
  twice: the channel's id begins with the second in which it was made, and no leg begins before its channel.
call_id: `linkedid`; exports without it have a call in each row
direction: inbound where a number of our own was dialled, from a trunk's context or by a line that is no extension
far_extension: of `PJSIP/101-0000002a` or `Local/101@from-queue-1;1`, where it has as many digits as extensions have
*/
with leg as (
  select
    *,
    'Europe/Moscow' as zone,
    '[0-9]{2,6}' as extension,
    ['from-trunk'] as trunk_contexts,
    try_cast(calldate as timestamp) as wall,
    try_cast(regexp_extract(uniqueid, '([0-9]{9,10})\.[0-9]+$', 1) as bigint) as made_second,
    split_part(split_part(split_part(channel, '/', 2), '@', 1), '-', 1) as near,
    split_part(split_part(split_part(dstchannel, '/', 2), '@', 1), '-', 1) as far
  from record
),

placed as (
  select
    *,
    timezone('UTC', timezone(zone, wall)) as guess
  from leg
),

told as (
  select
    *,
    case
      when epoch(guess) < made_second - 2 and timezone(zone, timezone('UTC', guess + interval 1 hour)) = wall
        then guess + interval 1 hour
      when epoch(guess) - 3600 >= made_second - 2 and timezone(zone, timezone('UTC', guess - interval 1 hour)) = wall
        then guess - interval 1 hour
      else guess
    end as started_at,
    case when regexp_full_match(near, extension) then near end as near_extension,
    case when regexp_full_match(far, extension) then far end as far_extension
  from placed
)

select
  _line,
  coalesce(nullif(linkedid, ''), uniqueid) as call_id,
  uniqueid as leg_id,
  coalesce(try_cast(sequence as bigint), 0) as sequence,
  started_at,
  duration as duration_seconds,
  billsec as talk_seconds,
  disposition,
  nullif(lastapp, '') as application,
  case
    when coalesce(did, '') <> '' then 'inbound'
    when len(list_filter(trunk_contexts, lambda context: starts_with(dcontext, context))) > 0 then 'inbound'
    when near_extension is null and not starts_with(channel, 'Local/') then 'inbound'
    when coalesce(dstchannel, '') <> '' and far_extension is null and not starts_with(dstchannel, 'Local/') then 'outbound'
    when coalesce(dstchannel, '') = '' and regexp_full_match(dst, '\+?[0-9]{7,}') then 'outbound'
    else 'internal'
  end as direction,
  nullif(src, '') as caller,
  nullif(dst, '') as dialled,
  nullif(did, '') as did,
  near_extension,
  nullif(dstchannel, '') as far_channel,
  far_extension,
  nullif(recordingfile, '') as recording
from told
