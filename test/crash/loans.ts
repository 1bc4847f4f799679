import type { Model } from '../../src/warehouse/index.ts'

/** One mart is enough to see that it is renewed after a kill. */
export const LOANS_MART: Model = {
  layer: 'mart',
  name: 'loans_paid',
  path: 'loans_paid.sql',
  text: `/*
One row per loan, with what was paid towards it.
grain: source, loan_id
*/
select l.source, l.loan_id, l.amount, l.due_on, sum(p.amount)::decimal(18, 2) as paid
from core.lending_loan as l
left join core.lending_payment as p
  on p.source = l.source
  and p.loan_id = l.loan_id
group by all
`,
}
