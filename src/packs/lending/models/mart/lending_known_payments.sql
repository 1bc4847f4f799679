/*
One row per version of a payment, with when it was known.
grain: source, payment_id, known_from
kind: view
known_from: when it became known: by the source's own time, or when it was loaded
known_until: when something else became known; null while it stands
*/
select
  source,
  payment_id,
  loan_id,
  paid_on,
  amount,
  valid_from as known_from,
  valid_to as known_until
from core.lending_payment_versions
