/*
One row per number of days past due up to that beyond which nothing changes, with what it means.
grain: days_past_due
bucket: by the setting `buckets`
par: 0, 30, 60 or 90: the most of these that the days exceed
is_step: whether bucket or par is another than a day before
*/
with age as (
  select unnest(range(0, greatest(91, max(from_days)) + 1))::integer as days_past_due
  from settings.lending_bucket
),

meant as (
  select
    a.days_past_due,
    b.bucket,
    case
      when a.days_past_due > 90 then 90
      when a.days_past_due > 60 then 60
      when a.days_past_due > 30 then 30
      else 0
    end as par
  from age as a
  inner join settings.lending_bucket as b
    on a.days_past_due >= b.from_days and a.days_past_due <= coalesce(b.to_days, a.days_past_due)
)

select
  days_past_due,
  bucket,
  par,
  coalesce(lag((bucket, par)) over (order by days_past_due) <> (bucket, par), false) as is_step
from meant
