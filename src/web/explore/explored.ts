import type { Answer, Query } from '../../base/index.ts'
import type { Show } from './address.ts'
import { arranged, inTwo, leadersOf, leadersQuery, splitBy, together, type Leaders } from './question.ts'

/** Figures that no sum of the shown ones may stand for: each is asked of the server. */
export interface Totals {
  /** over the values of the last dimension, for each line */
  across?: Answer
  /** over all lines, for each value of the last dimension */
  down?: Answer
  /** over everything */
  all?: Answer
}

export interface Explored {
  question: Query
  answer: Answer
  leaders: Leaders | undefined
  totals: Totals
}

interface Asking {
  query: Query
  top: number
  show: Show
  /** values of the first dimension have an order of their own */
  isOrdered: boolean
  /** what all others are called together */
  restLabel: string
}

/** Asks all that the page shows of one question; `ask` answers one query. */
export async function explore(
  { query, top, show, isOrdered, restLabel }: Asking,
  ask: (query: Query) => Promise<Answer>,
): Promise<Explored> {
  const { by = [], grain } = query
  const leading = leadersQuery(query, top)
  const leaders = leading && by[0] !== undefined ? leadersOf(await ask(leading), by[0]) : undefined
  const whole = async (part: Query): Promise<Answer> => {
    const [each, rest] = inTwo(part, leaders)
    const [found, others] = await Promise.all([ask(each), rest && ask(rest)])
    return arranged(together(found, others, leaders, restLabel), leaders, isOrdered)
  }
  const last = by.at(-1)
  const hasTwoWays = last !== undefined && (by.length > 1 || grain !== undefined)
  const isSplit = last !== undefined || grain !== undefined
  const [answer, across, down, all] = await Promise.all([
    whole(query),
    hasTwoWays && show !== 'table' ? whole(splitBy(query, by.slice(0, -1), true)) : undefined,
    hasTwoWays && show === 'pivot' ? whole(splitBy(query, [last], false)) : undefined,
    isSplit && show !== 'chart' ? whole(splitBy(query, [], false)) : undefined,
  ])
  const totals = { ...(across ? { across } : {}), ...(down ? { down } : {}), ...(all ? { all } : {}) }
  return { question: query, answer, leaders, totals }
}
