/*
One row per payment, in the order in which payments of a loan were made. Sums are in hundredths.
grain: payment_number
payment_number: a whole number for joins, made from the payment's number
next_paid_on: day of the next payment of the loan; null after the last
paid_so_far: with all payments of the loan before it
surplus: of this payment, what no instalment was left for, or all of it where the loan is not known
owed: principal that the loan still owed after it; null where the loan is not known
*/
with payment as (
  select
    (hash(source, payment_id) >> 1)::bigint as payment_number,
    (hash(source, loan_id) >> 1)::bigint as book_number,
    paid_on,
    (amount::double * 100)::bigint as kopecks
  from core.lending_payment
),

so_far as (
  select
    *,
    lead(paid_on) over loan as next_paid_on,
    -- whole numbers, exact in doubles up to 90 billion roubles, which are added far faster than wide integers
    (sum(kopecks::double) over (loan rows unbounded preceding))::bigint as paid_so_far
  from payment
  window loan as (partition by book_number order by paid_on, payment_number)
),

place as (
  select
    book_number,
    due_before,
    due_so_far,
    owed_before,
    owed_after
  from core.lending_schedule
  where is_current and due_so_far > due_before
)

-- of the instalment that the money has reached, interest is paid first
select
  p.payment_number,
  p.book_number,
  p.paid_on,
  p.next_paid_on,
  p.kopecks,
  p.paid_so_far,
  case
    when s.book_number is null then p.kopecks
    else greatest(0, least(p.kopecks, p.paid_so_far - s.due_so_far))
  end as surplus,
  greatest(s.owed_after, least(s.owed_before, s.owed_after + s.due_so_far - p.paid_so_far)) as owed
from so_far as p
asof left join place as s
  on s.book_number = p.book_number and s.due_before <= p.paid_so_far
