import { z } from 'zod'
import { type AnalysisResult, type Day, type Row, RequestError } from '../../../base/index.ts'
import {
  type AnalysisContext,
  daySetting,
  defineAnalysis,
  monthText,
  percentText,
  shareOf,
  sql,
} from '../../../kit/index.ts'
import type { LendingSettings } from '../settings.ts'
import { words } from '../words.ts'
import { type GivenAmounts, type Months, amountSetting, amountsSql, monthsOf } from './settings.ts'
import { bucketText, columns } from './text.ts'

interface RollSettings extends GivenAmounts {
  from?: Day | undefined
  to?: Day | undefined
  by: 'loans' | 'balance'
}
type Context = AnalysisContext<RollSettings, LendingSettings>

const USUAL_MONTHS = 12
const CURRENT = '0'
const PAID_BACK = 'paid_back'

/** Loans that went from one bucket to another within a month. */
interface Move {
  month: Day
  before: string
  after: string
  loans: number
  /** at the beginning of the month */
  balanceBefore: number
  balanceAfter: number
}

/** From which bucket of days past due loans go to which within a month. */
export const rollRates = defineAnalysis<RollSettings, LendingSettings>({
  id: 'lending.roll-rates',
  meaning:
    'Loans by days past due at the beginning and at the end of a month: which part of each bucket was cured, stayed or rolled on, by count and by balance.',
  settings: () =>
    z.strictObject({
      from: daySetting.optional(),
      to: daySetting.optional(),
      by: z.enum(['loans', 'balance']).default('loans'),
      min_amount: amountSetting,
      max_amount: amountSetting,
    }),
  async run(context): Promise<AnalysisResult> {
    const { settings, say, locale, today } = context
    const months = monthsOf(settings, today, USUAL_MONTHS)
    const moves = await readMoves(context, months)
    const overdue = moves.filter(({ before }) => before !== CURRENT)
    if (moves.length === 0) throw new RequestError(words, 'rolls_nobody', { ...months })
    const size = ({ loans, balanceBefore }: Move): number => (settings.by === 'loans' ? loans : balanceBefore)
    const total = (kept: readonly Move[]): number => kept.reduce((sum, move) => sum + size(move), 0)
    const part = (kept: readonly Move[], is: (move: Move) => boolean) => shareOf(total(kept.filter(is)), total(kept))
    const [cured, rolled] = [part(overdue, isCured), part(overdue, isWorse)]
    const labels = Object.fromEntries(
      [...bucketsOf(moves), PAID_BACK].map((bucket) => [bucket, bucketText(bucket, say)]),
    )
    const labelled = (units: Parameters<typeof columns>[0]) =>
      columns(units, say).map((column) => (column.name.startsWith('bucket') ? { ...column, labels } : column))
    const shown = (value: number | null): string => (value === null ? '' : percentText(value, locale))
    return {
      statement: say('rolls.statement', {
        from: monthText(months.from, locale),
        to: monthText(months.to, locale),
        by: settings.by,
        has_overdue: String(overdue.length > 0),
        cured: shown(cured),
        rolled: shown(rolled),
        fell: shown(
          part(
            moves.filter(({ before }) => before === CURRENT),
            isWorse,
          ),
        ),
      }),
      figures: {
        from: months.from,
        to: months.to,
        loans_overdue_at_beginning: overdue.reduce((sum, { loans }) => sum + loans, 0),
        cure_rate: cured,
        rolled_share: rolled,
      },
      tables: {
        matrix: {
          title: say('table.rolls.matrix'),
          columns: labelled({
            bucket_before: 'text',
            bucket_after: 'text',
            share: 'share',
            loans: 'count',
            balance: 'money',
          }),
          rows: matrixOf(moves, size),
        },
        months: {
          title: say('table.rolls.months'),
          columns: columns(
            {
              month: 'day',
              overdue_before: 'count',
              cured_share: 'share',
              improved_share: 'share',
              stayed_share: 'share',
              worse_share: 'share',
            },
            say,
          ),
          rows: [...Map.groupBy(overdue, ({ month }) => month)].map(([month, own]) => ({
            month,
            overdue_before: own.reduce((sum, { loans }) => sum + loans, 0),
            cured_share: part(own, isCured),
            improved_share: part(own, isImproved),
            stayed_share: part(own, ({ before, after }) => before === after),
            worse_share: part(own, isWorse),
          })),
        },
        rolls: {
          title: say('table.rolls.rolls'),
          columns: labelled({
            bucket_before: 'text',
            bucket_after: 'text',
            balance_before: 'money',
            balance_after: 'money',
            roll_rate: 'ratio',
          }),
          rows: rollsOf(moves),
        },
      },
      charts: [
        {
          name: 'matrix',
          title: say('chart.rolls.matrix', { by: settings.by }),
          table: 'matrix',
          spec: { kind: 'heatmap', x: 'bucket_after', y: 'bucket_before', value: 'share' },
        },
        {
          name: 'months',
          title: say('chart.rolls.months'),
          table: 'months',
          spec: { kind: 'line', x: 'month', y: ['cured_share', 'worse_share'] },
        },
      ],
      notes: [say('note.rolls', { by: settings.by }), say('note.rolls_aggregate')],
    }
  },
})

const daysOf = (bucket: string): number => (bucket === PAID_BACK ? -1 : Number.parseInt(bucket, 10))

const isCured = ({ before, after }: Move): boolean => daysOf(before) > 0 && daysOf(after) <= 0
const isImproved = ({ before, after }: Move): boolean => daysOf(after) > 0 && daysOf(after) < daysOf(before)
const isWorse = ({ before, after }: Move): boolean => daysOf(after) > daysOf(before)

const bucketsOf = (moves: readonly Move[]): string[] =>
  [...new Set(moves.flatMap(({ before, after }) => [before, after]))]
    .filter((bucket) => bucket !== PAID_BACK)
    .toSorted((one, other) => daysOf(one) - daysOf(other))

/** A row per pair of buckets, the whole table filled, paid back at the end; shares of all that began in the bucket. */
function matrixOf(moves: readonly Move[], size: (move: Move) => number): Row[] {
  const buckets = bucketsOf(moves)
  return buckets
    .map((before) => ({ before, own: moves.filter((move) => move.before === before) }))
    .filter(({ own }) => own.length > 0)
    .flatMap(({ before, own }) => {
      const whole = own.reduce((sum, move) => sum + size(move), 0)
      return [...buckets, PAID_BACK].map((after) => {
        const gone = own.filter((move) => move.after === after)
        return {
          bucket_before: before,
          bucket_after: after,
          share: shareOf(
            gone.reduce((sum, move) => sum + size(move), 0),
            whole,
          ),
          loans: gone.reduce((sum, { loans }) => sum + loans, 0),
          balance: gone.reduce((sum, { balanceBefore }) => sum + balanceBefore, 0),
        }
      })
    })
}

/** The roll rate of regulators: what stands in the next bucket at the end of months by what stood in this one at their beginning. */
function rollsOf(moves: readonly Move[]): Row[] {
  const buckets = bucketsOf(moves)
  return buckets.slice(0, -1).map((before, at) => {
    const after = buckets[at + 1]!
    const began = moves.filter((move) => move.before === before).reduce((sum, move) => sum + move.balanceBefore, 0)
    const ended = moves.filter((move) => move.after === after).reduce((sum, move) => sum + move.balanceAfter, 0)
    return {
      bucket_before: before,
      bucket_after: after,
      balance_before: began,
      balance_after: ended,
      roll_rate: shareOf(ended, began),
    }
  })
}

async function readMoves({ settings, marts }: Context, { from, to }: Months): Promise<Move[]> {
  const amounts = amountsSql(settings, sql`amount`)
  const rows = await marts.rows(sql`
    with month as (
      select
        first_day::date as month,
        (first_day + interval 1 month)::date as next_month
      from (select unnest(generate_series(${from}::date, ${to}::date, interval 1 month)) as first_day)
    ),

    edge as (
      select month as on_day from month
      union
      select next_month from month
    ),

    state as (
      select
        e.on_day,
        s.loan_number,
        s.bucket,
        s.balance
      from mart.lending_states as s
      inner join edge as e
        on s.began_on < e.on_day and coalesce(s.ended_on, date 'infinity') >= e.on_day
      where ${amounts}
    )

    select
      strftime(m.month, '%Y-%m-%d') as month,
      b.bucket as bucket_before,
      coalesce(a.bucket, ${PAID_BACK}) as bucket_after,
      count(*) as loans,
      sum(b.balance)::double as balance_before,
      coalesce(sum(a.balance), 0)::double as balance_after
    from month as m
    inner join state as b
      on b.on_day = m.month
    left join state as a
      on a.on_day = m.next_month and a.loan_number = b.loan_number
    group by all
    order by month`)
  return rows.map((row) => ({
    month: String(row['month']),
    before: String(row['bucket_before']),
    after: String(row['bucket_after']),
    loans: Number(row['loans']),
    balanceBefore: Number(row['balance_before']),
    balanceAfter: Number(row['balance_after']),
  }))
}
