import { z } from 'zod'
import { type AnalysisResult, type Row, RequestError } from '../../../base/index.ts'
import { type AnalysisContext, type Marts, dayText, defineAnalysis, moneyText, sql } from '../../../kit/index.ts'
import type { LendingSettings } from '../settings.ts'
import { words } from '../words.ts'
import { columns } from './text.ts'

interface AskedLoan {
  loan: string
  source: string
}
type Context = AnalysisContext<AskedLoan, LendingSettings>

const SUGGESTED = 3
const ALIKE = 0.8

/** One loan: its schedule, its payments, and when it was overdue. */
export const loan = defineAnalysis<AskedLoan, LendingSettings>({
  id: 'lending.loan',
  meaning: 'One loan: who borrowed, what is owed and overdue, its schedule, its payments and when it was overdue.',
  settings: () => z.strictObject({ loan: z.string().default(''), source: z.string().default('') }),
  async run(context): Promise<AnalysisResult> {
    const { say, locale, today } = context
    const found = await findLoan(context)
    const [schedule, payments, spells, balance] = await Promise.all([
      readSchedule(context, found),
      readPayments(context, found),
      readSpells(context, found),
      readBalance(context, found),
    ])
    const money = (column: string): string => moneyText(Number(found[column]), context)
    const day = (value: unknown): string => (typeof value === 'string' ? dayText(value, locale) : '')
    const table = (name: string, units: Parameters<typeof columns>[0], rows: readonly Row[]) => ({
      title: say(`table.loan.${name}`),
      columns: columns(units, say),
      rows,
    })
    return {
      statement: [
        say('loan.statement', {
          loan: String(found['loan_id']),
          client: String(found['client_name'] ?? found['client_id']),
          amount: money('amount'),
          issued_on: day(found['issued_on']),
          due_on: day(found['due_on']),
        }),
        say(`loan.${found['status']}`, {
          date: dayText(today, locale),
          closed_on: day(found['closed_on']),
          balance: money('balance'),
          overdue: money('overdue_amount'),
          days: Number(found['days_past_due']),
          has_next: String(found['next_due_on'] !== null),
          next_due_on: day(found['next_due_on']),
          next_due_amount: money('next_due_amount'),
        }),
        Number(found['max_days_past_due']) > 0
          ? say('loan.ever', { days: Number(found['max_days_past_due']), spells: spells.length })
          : say('loan.never'),
      ].join(' '),
      figures: Object.fromEntries(Object.entries(found).filter(([name]) => name !== 'loan_number')),
      tables: {
        schedule: table(
          'schedule',
          {
            instalment: 'count',
            due_on: 'day',
            amount: 'money',
            principal: 'money',
            settled_on: 'day',
            days_late: 'days',
          },
          schedule,
        ),
        payments: table(
          'payments',
          {
            paid_on: 'day',
            amount: 'money',
            applied_amount: 'money',
            surplus: 'money',
            balance_after: 'money',
            payment_id: 'text',
          },
          payments,
        ),
        spells: table('spells', { began_on: 'day', ended_on: 'day', days: 'days' }, spells),
        balance: table('balance', { month: 'day', balance: 'money', overdue_amount: 'money' }, balance),
      },
      charts: [
        {
          name: 'balance',
          title: say('chart.loan.balance'),
          table: 'balance',
          spec: { kind: 'line', x: 'month', y: ['balance', 'overdue_amount'] },
        },
      ],
      notes: [say('note.loan', { is_own: String(schedule.some((row) => row['is_own'] === true)) })],
    }
  },
})

/** @throws {RequestError} with the nearest numbers; a loan whom the asking person may not see is as unknown as any */
async function findLoan({ settings, marts }: Context): Promise<Row> {
  const id = settings.loan.trim()
  const [found] = await marts.rows(sql`
    select
      source,
      loan_id,
      loan_number::varchar as loan_number,
      client_id,
      client_name,
      amount,
      issued_on,
      due_on,
      annual_rate,
      status,
      balance,
      paid_amount,
      overdue_amount,
      days_past_due,
      max_days_past_due,
      next_due_on,
      next_due_amount,
      closed_on
    from mart.lending_loans
    where loan_id = ${id} and (${settings.source} = '' or source = ${settings.source})
    order by issued_on desc, source
    limit 1`)
  if (found) return found
  const known = await nearestLoans(id, marts)
  throw new RequestError(words, id === '' ? 'loan_missing' : 'loan_unknown', {
    loan: id,
    known: known.join(', '),
    has_known: String(known.length > 0),
  })
}

/** Loans whose numbers hold the text or look like it; the most overdue ones where there is no text. */
async function nearestLoans(id: string, marts: Marts): Promise<string[]> {
  const rows = await marts.rows(
    id === ''
      ? sql`select loan_id from mart.lending_loans order by overdue_amount desc, loan_id limit ${SUGGESTED}`
      : sql`
        select loan_id
        from (
          select
            loan_id,
            contains(lower(loan_id), lower(${id})) as is_inside,
            jaro_winkler_similarity(lower(loan_id), lower(${id})) as likeness
          from mart.lending_loans
        )
        where is_inside or likeness >= ${ALIKE}
        order by is_inside desc, likeness desc, loan_id
        limit ${SUGGESTED}`,
  )
  return rows.map((row) => String(row['loan_id']))
}

const keyOf = (found: Row): [source: string, loan: string] => [String(found['source']), String(found['loan_id'])]

function readSchedule({ marts }: Context, found: Row): Promise<readonly Row[]> {
  const [source, id] = keyOf(found)
  return marts.rows(sql`
    select instalment, due_on, amount, principal, settled_on, days_late, is_own
    from mart.lending_instalments
    where source = ${source} and loan_id = ${id}
    order by instalment`)
}

function readPayments({ marts }: Context, found: Row): Promise<readonly Row[]> {
  const [source, id] = keyOf(found)
  return marts.rows(sql`
    select paid_on, amount, applied_amount, surplus, balance_after, payment_id
    from mart.lending_payments
    where source = ${source} and loan_id = ${id}
    order by paid_on desc, paid_so_far desc`)
}

function readSpells({ marts }: Context, found: Row): Promise<readonly Row[]> {
  const [source, id] = keyOf(found)
  return marts.rows(sql`
    select began_on, ended_on, days
    from mart.lending_spells
    where source = ${source} and loan_id = ${id}
    order by began_on desc`)
}

/** What was owed at the end of each month from issue until it was paid back, in the month that is not over today. */
function readBalance({ marts, today }: Context, found: Row): Promise<readonly Row[]> {
  const last = found['closed_on'] ?? today
  return marts.rows(sql`
    with month as (
      select
        first_day::date as month,
        least((first_day + interval 1 month)::date - 1, ${today}::date) as on_day
      from (
        select unnest(generate_series(date_trunc('month', ${String(found['issued_on'])}::date), ${String(last)}::date, interval 1 month))
          as first_day
      )
    )

    select
      m.month,
      coalesce(s.balance, 0) as balance,
      coalesce(s.overdue_amount, 0) as overdue_amount
    from month as m
    left join mart.lending_states as s
      on s.loan_number = ${String(found['loan_number'])}::bigint
        and s.began_on <= m.on_day and coalesce(s.ended_on, date 'infinity') > m.on_day
    order by m.month`)
}
