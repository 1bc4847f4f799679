import type { Day, Instant, Row } from '../../../../base/index.ts'
import { type Sql, sql } from '../../../../kit/index.ts'
import type { Context } from './context.ts'
import { amountsSql } from '../settings.ts'

/** The state of the book at a day's end, as it was known at an instant; all that is known now where none is given. */
interface Knowledge {
  on: Day
  until?: Instant
}

export interface KnownBook {
  loans: number
  overdueLoans: number
  balance: number
  overdueAmount: number
  overduePrincipal: number
}

const MOST_CHANGED = 1000

export async function readKnownBook(context: Context, knowledge: Knowledge): Promise<KnownBook> {
  const [row] = await context.marts.rows(sql`
    with ${loansSql(context, knowledge)}

    select
      count(*) as loans,
      count(*) filter (where is_overdue) as overdue_loans,
      coalesce(sum(balance), 0)::double as balance,
      coalesce(sum(overdue_amount), 0)::double as overdue_amount,
      coalesce(sum(overdue_principal), 0)::double as overdue_principal
    from loan
    where not is_closed`)
  const number = (name: string): number => Number(row?.[name] ?? 0)
  return {
    loans: number('loans'),
    overdueLoans: number('overdue_loans'),
    balance: number('balance'),
    overdueAmount: number('overdue_amount'),
    overduePrincipal: number('overdue_principal'),
  }
}

/** Loans that were thought to be in another state, or to owe another sum, than is known now; the largest differences first. */
export function readChanged(context: Context, then: Required<Knowledge>): Promise<readonly Row[]> {
  const status = sql`case when is_closed then 'closed' when is_overdue then 'overdue' else 'current' end as status`
  return context.marts.rows(sql`
    with before as (with ${loansSql(context, then)} select source, loan_id, overdue_amount, ${status} from loan),
    after as (with ${loansSql(context, { on: then.on })} select source, loan_id, overdue_amount, ${status} from loan)

    select
      loan_id,
      coalesce(b.status, 'unknown') as status_then,
      coalesce(a.status, 'unknown') as status_now,
      b.overdue_amount as overdue_then,
      a.overdue_amount as overdue_now
    from before as b
    full join after as a
      using (source, loan_id)
    where a.status is distinct from b.status or a.overdue_amount is distinct from b.overdue_amount
    order by abs(coalesce(a.overdue_amount, 0) - coalesce(b.overdue_amount, 0)) desc, loan_id
    limit ${MOST_CHANGED}`)
}

/** What was known at an instant was learned before it, and not replaced by then. */
const isKnown = (until: Instant | undefined): Sql =>
  until === undefined
    ? sql`known_until is null`
    : sql`known_from < ${instant(until)} and (known_until is null or known_until >= ${instant(until)})`

const instant = (at: Instant): Sql => sql`${at.slice(0, 19).replace('T', ' ')}::timestamp`

/** CTEs up to `loan`: one row per loan that was issued by the day, with what it came to. */
function loansSql({ settings, pack }: Context, { on, until }: Knowledge): Sql {
  return sql`paid as (
      select
        source,
        loan_id,
        sum(amount)::decimal(18, 2) as paid
      from mart.lending_known_payments
      where ${isKnown(until)} and paid_on <= ${on}::date
      group by all
    ),

    due as (
      select
        d.source,
        d.loan_id,
        d.due_so_far,
        d.late_on <= ${on}::date as is_due,
        coalesce(p.paid, 0) as paid,
        least(d.amount, greatest(d.due_so_far - coalesce(p.paid, 0), 0)) as unpaid,
        least(d.principal, unpaid) as unpaid_principal
      from mart.lending_known_dues as d
      left join paid as p
        on p.source = d.source and p.loan_id = d.loan_id
      where ${isKnown(until)} and d.issued_on <= ${on}::date and ${amountsSql(settings, sql`d.lent`)}
    ),

    sums as (
      select
        source,
        loan_id,
        max(due_so_far) - any_value(paid) <= ${pack.toleranceAmount} as is_closed,
        coalesce(max(due_so_far) filter (where is_due) - any_value(paid) > ${pack.toleranceAmount}, false) as is_late,
        sum(unpaid_principal) as balance,
        sum(unpaid) filter (where is_due) as due_unpaid,
        sum(unpaid_principal) filter (where is_due) as due_principal
      from due
      group by all
    ),

    loan as (
      select
        source,
        loan_id,
        is_closed,
        is_late as is_overdue,
        balance::decimal(18, 2) as balance,
        (case when is_late then due_unpaid else 0 end)::decimal(18, 2) as overdue_amount,
        (case when is_late then due_principal else 0 end)::decimal(18, 2) as overdue_principal
      from sums
    )`
}
