/*
One row per user outside experiments whose cluster is known: the nearest learned centre. Empty until something was learned.
grain: user_number
cluster: name of the cluster; its id where it has no name
*/
with event as (
  select distinct event
  from settings.journey_cluster_center
),

cluster as (
  select distinct cluster
  from settings.journey_cluster_center
),

center as (
  select
    c.cluster,
    e.event,
    coalesce(s.center, 0) as center
  from cluster as c
  cross join event as e
  left join settings.journey_cluster_center as s
    on s.cluster = c.cluster and s.event = e.event
),

origin as (
  select
    cluster,
    sum(center * center) as distance
  from center
  group by cluster
),

activity as (
  select
    s.user_number,
    n.event,
    ln(1 + count(*)) as activity
  from core.journey_step as s
  inner join core.journey_event_name as n
    on n.event_number = s.event_number
  inner join event as e
    on e.event = n.event
  group by s.user_number, n.event
),

-- events that a user does not have are in the distance of the origin already
apart as (
  select
    a.user_number,
    c.cluster,
    round(any_value(o.distance) + sum(a.activity * (a.activity - 2 * c.center)), 9) as distance
  from activity as a
  inner join center as c
    on c.event = a.event
  inner join origin as o
    on o.cluster = c.cluster
  group by a.user_number, c.cluster
),

nearest as (
  select
    user_number,
    arg_min(cluster, (distance, cluster)) as cluster
  from apart
  group by user_number
),

still as (
  select arg_min(cluster, (round(distance, 9), cluster)) as cluster
  from origin
)

select
  u.user_number,
  coalesce(k.name, n.cluster, s.cluster) as cluster
from still as s
inner join core.journey_user as u
  on u.first_experiment_at is null
left join nearest as n
  on n.user_number = u.user_number
left join settings.journey_cluster as k
  on k.cluster = coalesce(n.cluster, s.cluster)
where s.cluster is not null
