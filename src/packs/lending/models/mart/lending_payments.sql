/*
One row per payment, with what it went to: the oldest instalments first.
grain: source, payment_id
kind: view
client_id: null where the loan is not known
paid_at: start of the day of payment in the workspace's zone
applied_amount: what went to instalments
surplus: what was paid beyond all instalments, or to a loan that is not known
paid_so_far: with all payments of the loan before it
balance_after: principal that was owed after it; null where the loan is not known
loaded_at: when the payment, as it stands now, was loaded
*/
select
  p.source,
  p.payment_id,
  p.loan_id,
  b.client_id,
  p.paid_on,
  d.starts_at as paid_at,
  p.amount,
  ((n.kopecks - n.surplus) / 100)::decimal(18, 2) as applied_amount,
  (n.surplus / 100)::decimal(18, 2) as surplus,
  (n.paid_so_far / 100)::decimal(18, 2) as paid_so_far,
  (n.owed / 100)::decimal(18, 2) as balance_after,
  p.loaded_at
from core.lending_payment_versions as p
inner join core.lending_paid as n
  on n.payment_number = (hash(p.source, p.payment_id) >> 1)::bigint
left join core.lending_book as b
  on b.book_number = n.book_number
left join core.lending_day as d
  on d.day = p.paid_on
where p.valid_to is null
