/*
A million tickets over two years, made by arithmetic mixing, sorted by their creation.
grain: ticket_id
sort: created_at
*/
with numbers as (
  select cast(unnest(generate_series(1, 1000000)) as bigint) as number
)

select
  cast(number as varchar) as ticket_id,
  timestamp '2022-01-01' + to_seconds(number * 7919 % 63072000) as created_at,
  case when number % 17 <> 0 then timestamp '2022-01-01' + to_seconds(number * 7919 % 63072000 + number * 104729 % 900000) end
    as resolved_at,
  case number * 31 % 10 when 0 then 'urgent' when 1 then 'high' when 2 then 'high' when 3 then 'low' else 'medium' end as priority,
  case number * 17 % 5 when 0 then 'development' when 1 then 'line_2' else 'line_1' end as line,
  'category ' || (number * 37 % 40) as category,
  case when number % 17 <> 0 then number * 104729 % 900000 / 3600.0 end as resolution_hours
from numbers
