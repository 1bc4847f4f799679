/*
A million tickets as people read them: numbers, texts with and without what files must quote, days and instants, gaps.
grain: ticket_id
sort: created_at
*/
with numbers as (
  select cast(unnest(generate_series(1, 1000000)) as bigint) as number
)

select
  'desk' as source,
  cast(number as varchar) as ticket_id,
  case number % 50 when 0 then '=HYPERLINK("x")' when 1 then '-' when 2 then 'Возврат; срочно' else 'Не проходит оплата заказа ' || (number * 17 % 90000) end
    as subject,
  timestamp '2022-01-01' + to_seconds(number * 7919 % 63072000) as created_at,
  case when number % 11 <> 0 then timestamp '2022-01-01' + to_seconds(number * 7919 % 63072000 + number * 3571 % 40000) end
    as first_responded_at,
  case when number % 17 <> 0 then timestamp '2022-01-01' + to_seconds(number * 7919 % 63072000 + number * 104729 % 900000) end
    as resolved_at,
  case number * 31 % 10 when 0 then 'urgent' when 1 then 'high' when 2 then 'high' when 3 then 'low' else 'medium' end as priority,
  case number % 3 when 0 then 'open' else 'closed' end as status,
  case number % 4 when 0 then 'Почта' when 1 then 'Телефон' else 'Чат' end as channel,
  'Категория ' || (number * 37 % 40) as category,
  case number * 17 % 5 when 0 then 'development' when 1 then 'line_2' else 'line_1' end as line,
  case when number % 13 <> 0 then 'Сотрудник ' || (number * 41 % 200) end as agent,
  case when number % 17 <> 0 then number * 104729 % 900000 / 3600.0 end as resolution_hours,
  case when number % 11 <> 0 then number * 3571 % 40000 / 3600.0 end as first_response_hours,
  cast(number * 7 % 1000000 as decimal(18, 2)) / 100 as amount,
  number % 9 as answers,
  number % 19 <> 0 as is_sla_met,
  date '2022-01-01' + cast(number % 730 as integer) as due_on
from numbers
