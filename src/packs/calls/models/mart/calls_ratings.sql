/*
One row per rating, with the call that it is about: the one that it names, otherwise the customer's latest answered call within a day before.
grain: source, rating_id
sort: rated_at
rated_at: when it was given
is_satisfied: the score reaches the setting `satisfiedFrom`
call_id: the call, where it is known
operator: who is rated; who talked last in the call, where the rating names nobody
*/
with rating as (
  select
    r.source,
    r.rating_id,
    r.rated_at,
    r.score,
    coalesce(c.call_id, r.call_id) as call_id,
    right(regexp_replace(r.phone, '\D', '', 'g'), 10) as customer,
    r.agent_id,
    r.comment
  from core.calls_rating as r
  left join (
    select leg_id, min(call_id) as call_id
    from core.calls_channel
    group by leg_id
  ) as c
    on c.leg_id = r.call_id
),

guessed as (
  select
    r.source,
    r.rating_id,
    c.call_id
  from rating as r
  asof inner join (
    select customer, call_id, started_at
    from mart.calls_calls
    where outcome = 'answered'
      and customer is not null
  ) as c
    on c.customer = r.customer and c.started_at <= r.rated_at
  where r.call_id is null
    and c.started_at >= r.rated_at - interval 1 day
),

named as (
  select
    r.source,
    r.rating_id,
    r.rated_at,
    r.score,
    coalesce(r.call_id, g.call_id) as call_id,
    r.agent_id,
    r.comment
  from rating as r
  left join guessed as g
    on g.source = r.source and g.rating_id = r.rating_id
),

-- a rating comes from another source than its call; whose call it is, its number says
call as (
  select *
  from mart.calls_calls
  where call_id in (select call_id from named)
  qualify row_number() over (partition by call_id order by started_at, source) = 1
)

select
  n.source,
  n.rating_id,
  n.rated_at,
  n.score,
  n.score >= r.satisfied_from as is_satisfied,
  n.call_id,
  coalesce(n.agent_id, c.last_operator_id) as operator_id,
  coalesce(o.operator, n.agent_id, c.last_operator) as operator,
  c.queue,
  c.direction,
  c.outcome,
  c.talk_seconds,
  c.wait_seconds,
  n.comment
from named as n
cross join settings.calls_rule as r
left join call as c
  on c.call_id = n.call_id
left join core.calls_operator as o
  on o.source = n.source and o.operator_id = n.agent_id
