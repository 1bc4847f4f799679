/*
Cut points of RFM for the whole company, as learned for the last complete day and for the day a month before it.
They are few numbers, which tell nothing of any customer: whoever sees only some customers rates them by these.
grain: on_date, measure, score
measure: recency, frequency or monetary
score: 2 to 5; who reaches none of them has 1
bound: the most days, the fewest purchases or the smallest sum for the score; null when nobody can have it
*/
select
  on_date,
  measure,
  score,
  bound
from settings.orders_rfm_cut
