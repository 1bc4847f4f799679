-- The same from the pack's own mart.
select
  (started_at + interval 3 hour)::date as period,
  process,
  count(*) as unclosed
from mart.journey_process_days
where is_unclosed
  and started_at >= timestamp '2022-12-31 21:00:00'
  and started_at < timestamp '2023-12-31 21:00:00'
group by period, process
order by period, process
