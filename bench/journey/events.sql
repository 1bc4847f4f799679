-- Events of as many users as asked over two years, made by arithmetic mixing: the same ones on every machine.
-- Numbers of events: 1 … 7 the steps of the funnel (7 a purchase), 8 and 9 the second line, 10 … 13 experiments.
create or replace macro mixed(number, salt) as
  (((number + salt * 7919) * 2654435761 % 4294967291) // 4096 * 40503 % 1000003)::bigint;

create or replace table event_by_user as
with users as (
  select
    unnest(generate_series(1, $1::bigint)) as user_id
),

place as (
  select
    user_id,
    timestamp '2022-01-01' + to_seconds(user_id * 60000000 // $1::bigint) as first_at,
    unnest(generate_series(0, (mixed(user_id, 1) % 19)::bigint)) as place
  from users
),

drawn as (
  select
    user_id,
    first_at + to_seconds(place * place * 3600 + mixed(user_id * 32 + place, 2) % 40000) as happened_at,
    place,
    mixed(user_id * 32 + place, 3) % 100 as chance,
    mixed(user_id, 4) % 100 < 3 as is_experiment
  from place
)

select
  user_id::bigint as user_id,
  (case
    when is_experiment and chance < 30 then 10 + chance % 4
    when chance < 66 then place % 7 + 1
    when chance < 78 then 8
    when chance < 88 then 9
    else 1 + chance % 7
  end)::smallint as event,
  happened_at
from drawn
order by user_id, happened_at, event;

create or replace table event_by_time as
select
  user_id,
  event,
  happened_at
from event_by_user
order by happened_at;
