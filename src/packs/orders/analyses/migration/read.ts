import type { Row } from '../../../../base/index.ts'
import { type Sql, sql } from '../../../../kit/index.ts'
import { windowBegin } from '../../rfm/customers.ts'
import { ratedSql } from '../../rfm/question.ts'
import { segmentNames } from '../../rfm/segments.ts'
import type { Context, MigrationQuestion } from './settings.ts'

/** Where a customer comes from who never bought before, and where one is who buys outside of the window only. */
export const NEW = 'New'
export const ABSENT = 'Absent'

export type Movement = 'stayed' | 'up' | 'down' | 'gone' | 'new' | 'returned'

export interface Move {
  from: string
  to: string
  movement: Movement
  customers: number
  /** their sums over the window as of the second day; of the first where they are gone */
  revenue: number
}

/** Every pair of states with anybody in it, in the order of the segments. */
export async function readMoves({ marts, pack }: Context, question: MigrationQuestion): Promise<readonly Move[]> {
  const { before, after, isFrozen } = question
  const rows = await marts.rows(sql`
    with ${ratedSql(before, pack.rfm, sql`_before`)},
    ${ratedSql(after, pack.rfm, sql`_after`, isFrozen ? sql`_before` : undefined)},

    pair as (
      select
        coalesce(b.buyer_number, a.buyer_number) as buyer_number,
        b.segment as was,
        a.segment as is_now,
        coalesce(a.monetary, b.monetary) as monetary
      from rated_before as b
      full join rated_after as a
        on a.buyer_number = b.buyer_number
    ),

    known as (${knownBefore(question)})

    select
      case when was is null and buyer_number in (select buyer_number from known) then ${ABSENT} else coalesce(was, ${NEW}) end
        as from_segment,
      coalesce(is_now, ${ABSENT}) as to_segment,
      count(*) as customers,
      sum(monetary) as revenue
    from pair
    group by all`)
  const names = segmentNames(pack.rfm)
  return rows
    .map((row) => moveOf(row, names))
    .toSorted(
      (one, other) =>
        order(one.from, names) - order(other.from, names) || order(one.to, names) - order(other.to, names),
    )
}

/** Those of the newly seen who had bought before the first window began. */
function knownBefore({ before }: MigrationQuestion): Sql {
  const begin = windowBegin(before.window)
  if (begin === undefined) return sql`select null::bigint as buyer_number where false`
  return sql`
    select distinct buyer_number
    from mart.orders_sales
    where kind = 'sale' and sold_at < ${begin}
      and buyer_number in (select buyer_number from pair where was is null)`
}

function moveOf(row: Row, names: readonly string[]): Move {
  const [from, to] = [String(row['from_segment']), String(row['to_segment'])]
  return {
    from,
    to,
    movement: movementOf(from, to, names),
    customers: Number(row['customers']),
    revenue: Number(row['revenue']),
  }
}

/** Up is towards the beginning of the list of segments, which goes from the best to the worst. */
function movementOf(from: string, to: string, names: readonly string[]): Movement {
  if (from === NEW) return 'new'
  if (from === ABSENT) return 'returned'
  if (to === ABSENT) return 'gone'
  const [was, is] = [names.indexOf(from), names.indexOf(to)]
  return was === is ? 'stayed' : is < was ? 'up' : 'down'
}

/** Segments in their order, then those who are new, then those who are absent. */
const order = (state: string, names: readonly string[]): number => {
  const place = names.indexOf(state)
  return place >= 0 ? place : names.length + (state === ABSENT ? 1 : 0)
}
