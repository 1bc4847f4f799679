/*
One row per line of a sale or a return, as a flat service sends it.
grain: sale_id, line
sold_at: DD.MM.YYYY or ISO, with or without a time, by the base's wall clock; with an offset, as it says
amount: a comma is a decimal point, spaces of every kind part thousands; where both a comma and a point stand, the last of them
  is the decimal point. A return's quantity and amount are positive, whatever their sign was.
kind: by the beginning of the word: «продажа», «реализация», «возврат», sale, return, refund; another word is no kind, and the
  row is rejected and can be looked at
*/
with line as (
  select
    *,
    'Europe/Moscow' as zone,
    regexp_replace(quantity, '[\s\x{a0}\x{202f}\x{2009}]', '', 'g') as pieces_text,
    regexp_replace(amount, '[\s\x{a0}\x{202f}\x{2009}]', '', 'g') as money_text
  from record
),
counted as (
  select
    *,
    try_cast(
      case
        when regexp_matches(pieces_text, ',.*\.') then replace(pieces_text, ',', '')
        else replace(case when regexp_matches(pieces_text, '\..*,') then replace(pieces_text, '.', '') else pieces_text end, ',', '.')
      end as decimal(18, 4)
    ) as pieces,
    try_cast(
      case
        when regexp_matches(money_text, ',.*\.') then replace(money_text, ',', '')
        else replace(case when regexp_matches(money_text, '\..*,') then replace(money_text, '.', '') else money_text end, ',', '.')
      end as decimal(18, 4)
    ) as money,
    case
      when regexp_matches(date, '(Z|[+-]\d\d:?\d\d)$') then timezone('UTC', try_cast(date as timestamptz))
      else timezone('UTC', timezone(zone, coalesce(
        try_strptime(date, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M', '%d.%m.%Y']), try_cast(date as timestamp)
      )))
    end as sold_at,
    case
      when regexp_matches(order_date, '(Z|[+-]\d\d:?\d\d)$') then timezone('UTC', try_cast(order_date as timestamptz))
      else timezone('UTC', timezone(zone, coalesce(
        try_strptime(order_date, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M', '%d.%m.%Y']), try_cast(order_date as timestamp)
      )))
    end as any_ordered_at,
    case
      when regexp_matches(lower(kind), '^(возврат|return|refund)') then 'return'
      when regexp_matches(lower(kind), '^(продаж|реализац|sale)') then 'sale'
    end as known_kind
  from line
)
select
  _line,
  sale_id,
  line,
  sold_at,
  order_id,
  case when year(any_ordered_at) > 1 then any_ordered_at end as ordered_at,
  buyer,
  contractor,
  product_id,
  product,
  feature,
  case when is_gone then 0 when known_kind = 'return' then abs(pieces) else pieces end as quantity,
  case when is_gone then 0 when known_kind = 'return' then abs(money) else money end as amount,
  address,
  known_kind as kind,
  manager
from counted
