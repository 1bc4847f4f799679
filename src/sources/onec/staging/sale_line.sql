/*
One row per line of a sale or a return, as the documents or the register of revenue hold it.
grain: sale_id, line
sold_at: 1C sends the base's wall clock without a zone; the zone is the setting. The empty date is none.
amount: with the tax, where the document keeps it apart. A return's quantity and amount are what was given back, both positive:
  documents write them so, registers with a minus. A reversal takes back a record of the same kind, so it is negative.
  A line that was read and is no more has neither quantity nor amount.
*/
with line as (
  select
    *,
    'Europe/Moscow' as zone,
    try_cast(amount as decimal(18, 4)) + case when vat is null then 0 else try_cast(vat as decimal(18, 4)) end as gross,
    try_cast(quantity as decimal(18, 4)) as pieces
  from record
)
select
  _line,
  sale_id,
  line,
  timezone('UTC', timezone(zone, try_cast(date as timestamp))) as sold_at,
  order_id,
  timezone('UTC', timezone(zone, try_cast(order_date as timestamp))) as ordered_at,
  buyer,
  contractor,
  product_id,
  product,
  feature,
  case
    when is_gone then 0
    when is_reversal then -abs(pieces)
    when kind = 'return' then abs(pieces)
    else pieces
  end as quantity,
  case
    when is_gone then 0
    when is_reversal then -abs(gross)
    when kind = 'return' then abs(gross)
    else gross
  end as amount,
  address,
  kind,
  manager
from line
