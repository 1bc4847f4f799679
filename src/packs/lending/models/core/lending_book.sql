/*
One row per loan and stretch of time in which the same was known of it and of its instalments. The row without an end is how it stands.
grain: source, loan_id, known_from
book_number: a whole number for joins, made from the loan's number, so that it never changes; of a stretch that is over, also from its beginning
known_from: when it became known: by the source's own time, or when it was loaded
known_until: when something else became known; null while it stands
amount_band: by the setting `amountBands`
issue_month: first day of the month of issue
kopecks: how much was lent, in hundredths
months: whole months from issue to due date, at least 1
monthly_rate: a twelfth of the annual rate; 0 where there is none
*/
with change as (
  select
    source,
    loan_id,
    valid_from as known_from
  from core.lending_loan_versions
  union
  select
    source,
    loan_id,
    valid_from
  from core.lending_instalment_versions
  union
  select
    source,
    loan_id,
    valid_to
  from core.lending_instalment_versions
  where valid_to is not null
),

stretch as (
  select
    source,
    loan_id,
    known_from,
    lead(known_from) over (partition by source, loan_id order by known_from) as known_until
  from change
),

known as (
  select
    v.source,
    v.loan_id,
    v.client_id,
    v.amount,
    v.issued_on,
    v.due_on,
    v.annual_rate,
    v.loaded_at,
    s.known_from,
    least(s.known_until, v.valid_to) as known_until
  from stretch as s
  inner join core.lending_loan_versions as v
    on v.source = s.source and v.loan_id = s.loan_id and v.valid_from <= s.known_from
  where v.valid_to is null or v.valid_to > s.known_from
)

select
  (case when k.known_until is null then hash(k.source, k.loan_id) else hash(k.source, k.loan_id, k.known_from) end >> 1)::bigint
    as book_number,
  k.known_until is null as is_current,
  k.source,
  k.loan_id,
  k.client_id,
  k.amount,
  a.amount_band,
  k.issued_on,
  date_trunc('month', k.issued_on)::date as issue_month,
  k.due_on,
  k.annual_rate,
  k.known_from,
  k.known_until,
  k.loaded_at,
  (k.amount::double * 100)::bigint as kopecks,
  greatest(datesub('month', k.issued_on, k.due_on), 1)::integer as months,
  coalesce(k.annual_rate, 0) / 12 as monthly_rate
from known as k
left join settings.lending_amount_band as a
  on k.amount >= a.from_amount and (a.below_amount is null or k.amount < a.below_amount)
-- midnights of all zones fall on quarters of an hour: what stood in between is never asked for
where k.known_until is null or time_bucket(interval 15 minutes, k.known_from) < time_bucket(interval 15 minutes, k.known_until)
