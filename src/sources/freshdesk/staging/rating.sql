/*
One row per rating of a ticket by its main question.
grain: rating_id
score: present surveys count 103 (extremely happy) … 100 (neutral) … -103 (extremely unhappy), the classic survey 1 happy,
  2 neutral, 3 unhappy; both become 1 … 0 … -1. Another number is no score: the row is rejected and can be looked at.
*/
with rating as (
  select
    *,
    ratings.default_question as answer
  from record
)
select
  _line,
  id as rating_id,
  ticket_id,
  agent_id,
  created_at as rated_at,
  case
    when answer between 100 and 103 then (answer - 100) / 3.0
    when answer between -103 and -101 then (answer + 100) / 3.0
    when answer between 1 and 3 then 2.0 - answer
  end::double as score
from rating
