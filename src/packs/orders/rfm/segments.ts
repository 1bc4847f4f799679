import { type Sql, joinSql, sql } from '../../../kit/index.ts'
import type { RfmSettings, SegmentRule } from '../settings.ts'

const ANY: SegmentRule['m'] = [1, 5]
const HIGHEST_SCORE = 5

/** The ten segments of recency and frequency, from the best to the worst: every pair of scores belongs to exactly one. */
export const GRID: readonly SegmentRule[] = [
  { segment: 'champions', r: [5, 5], f: [4, 5], m: ANY },
  { segment: 'loyal', r: [3, 4], f: [4, 5], m: ANY },
  { segment: 'potential_loyalist', r: [4, 5], f: [2, 3], m: ANY },
  { segment: 'new', r: [5, 5], f: [1, 1], m: ANY },
  { segment: 'promising', r: [4, 4], f: [1, 1], m: ANY },
  { segment: 'need_attention', r: [3, 3], f: [3, 3], m: ANY },
  { segment: 'about_to_sleep', r: [3, 3], f: [1, 2], m: ANY },
  { segment: 'cant_lose', r: [1, 2], f: [5, 5], m: ANY },
  { segment: 'at_risk', r: [1, 2], f: [3, 4], m: ANY },
  { segment: 'hibernating', r: [1, 2], f: [1, 2], m: ANY },
]

/** Whom no rule fits. */
export const OTHERS = 'others'

export const rulesOf = ({ rules }: RfmSettings): readonly SegmentRule[] => rules ?? GRID

/** Names of the segments from the best to the worst; the others come last, where the rules leave anybody out. */
export function segmentNames(settings: RfmSettings): readonly string[] {
  const names = [...new Set(rulesOf(settings).map(({ segment }) => segment))]
  return settings.rules && !names.includes(OTHERS) ? [...names, OTHERS] : names
}

/** The segment of a row with the scores `r`, `f` and `m`: the first rule that fits. */
export function segmentSql(rules: readonly SegmentRule[]): Sql {
  const cases = rules.map(({ segment, r, f, m }) => {
    const conditions = Object.entries({ r, f, m }).flatMap(([name, range]) => conditionSql(name, range))
    return sql`when ${conditions.length > 0 ? joinSql(conditions, ' and ') : sql`true`} then ${segment}`
  })
  return sql`case ${joinSql(cases, '\n')} else ${OTHERS} end`
}

const SCORE = { r: sql`r`, f: sql`f`, m: sql`m` } as const

function conditionSql(name: string, range: readonly [number, number]): Sql[] {
  const score = SCORE[name as keyof typeof SCORE]
  const [from, to] = range
  return [...(from > 1 ? [sql`${score} >= ${from}`] : []), ...(to < HIGHEST_SCORE ? [sql`${score} <= ${to}`] : [])]
}
