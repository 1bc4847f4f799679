/*
One row per payment, with what it went to: the oldest instalments first.
grain: source, payment_id
sort: paid_at
client_id: null where the loan is not known
paid_at: start of the day of payment in the workspace's zone
applied_amount: what went to instalments
applied_principal: the part of it that was principal
surplus: what was paid beyond all instalments, or to a loan that is not known
paid_so_far: with all payments of the loan before it
balance_after: principal that was owed after it
loaded_at: when the payment, as it stands now, was loaded
*/
select
  null::varchar as source,
  null::varchar as payment_id,
  null::varchar as loan_id,
  null::varchar as client_id,
  null::date as paid_on,
  null::timestamp as paid_at,
  null::decimal(18, 2) as amount,
  null::decimal(18, 2) as applied_amount,
  null::decimal(18, 2) as applied_principal,
  null::decimal(18, 2) as surplus,
  null::decimal(18, 2) as paid_so_far,
  null::decimal(18, 2) as balance_after,
  null::timestamp as loaded_at
from core.lending_payment
where false
