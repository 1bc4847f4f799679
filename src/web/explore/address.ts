import { GRAINS, PERIOD_PRESETS, type Filter, type Grain, type Query } from '../../base/index.ts'
import { searchOf, viewOf, type FilterField, type SearchFields, type View } from '../dashboard/search.ts'

/** How the answer is shown. */
export const SHOWS = ['chart', 'table', 'pivot'] as const
export type Show = (typeof SHOWS)[number]

export const CHART_KINDS = ['line', 'area', 'bar', 'stacked-bar', 'horizontal-bar', 'heatmap'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

/** Values of the first dimension that stand on their own; the rest is one more, asked as such. */
export const TOPS = [5, 10, 25, 50, 100] as const
const MOST_VALUES = 100

export const COMPARISONS = ['previous-period', 'previous-year'] as const

export const MOST_METRICS = 8
export const MOST_DIMENSIONS = 2
export const USUAL_PERIOD = 'last-90-days'

/** The column of the grid to sort by, or a dimension. */
export interface Sort {
  by: string
  isDescending: boolean
}

/** All that the page shows. It lives in the address whole, so that a link shows the same. */
export interface Exploration {
  metrics: readonly string[]
  by: readonly string[]
  /** undefined: one figure for the whole period; `auto`: a step that suits the period's length */
  time: Grain | 'auto' | undefined
  /** the filter bar; its grain is unused */
  view: View
  show: Show
  /** undefined: what suits the question */
  kind: ChartKind | undefined
  /** undefined: what suits the question */
  top: number | undefined
  sort: Sort | undefined
}

const LEAVES_OUT = 'not.'
const KEEPS = 'f.'

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

const first = (value: string | readonly string[] | undefined): string => listOf(value)[0] ?? ''

const unique = (values: readonly string[], most: number): readonly string[] =>
  [...new Set(values.filter(Boolean))].slice(0, most)

const prefixed = (search: SearchFields, prefix: string): readonly string[] =>
  Object.keys(search).filter((name) => name.startsWith(prefix))

/** Conditions that leave values out, written as those that keep them, under a prefix of their own. */
function leftOut(search: SearchFields, fields: readonly FilterField[]): readonly Filter[] {
  const asKept = Object.fromEntries(
    prefixed(search, LEAVES_OUT).map((name) => [KEEPS + name.slice(LEAVES_OUT.length), search[name] ?? '']),
  )
  const texts = fields.map(({ dimension }) => ({ dimension, isNumber: false }))
  return viewOf(asKept, USUAL_PERIOD, texts).where.flatMap((filter) =>
    filter.op === 'in' ? [{ ...filter, op: 'not in' as const }] : [],
  )
}

function sortOf(text: string): Sort | undefined {
  if (text === '' || text === '-') return undefined
  return text.startsWith('-') ? { by: text.slice(1), isDescending: true } : { by: text, isDescending: false }
}

/** Reads the page from the address; what makes no sense there is left out. */
export function explorationOf(search: SearchFields, fields: readonly FilterField[]): Exploration {
  const grain = first(search.grain)
  const top = Number(first(search.top))
  const view = viewOf(search, USUAL_PERIOD, fields)
  return {
    metrics: unique(listOf(search.m), MOST_METRICS),
    by: unique(listOf(search.by), MOST_DIMENSIONS),
    time: grain === 'auto' ? 'auto' : GRAINS.find((known) => known === grain),
    view: {
      ...view,
      compare: COMPARISONS.find((known) => known === first(search.compare)),
      grain: undefined,
      where: [...view.where, ...leftOut(search, fields)],
    },
    show: SHOWS.find((show) => show === first(search.show)) ?? 'chart',
    kind: CHART_KINDS.find((kind) => kind === first(search.kind)),
    top: Number.isInteger(top) && top > 0 ? Math.min(top, MOST_VALUES) : undefined,
    sort: sortOf(first(search.sort)),
  }
}

/** Writes the page to the address, leaving out what is usual. */
export function addressOf({ metrics, by, time, view, show, kind, top, sort }: Exploration): SearchFields {
  const kept = view.where.filter(({ op }) => op !== 'not in')
  const out = view.where.flatMap((filter) => (filter.op === 'not in' ? [{ ...filter, op: 'in' as const }] : []))
  const fields: Record<string, string | readonly string[]> = {}
  if (metrics.length > 0) fields.m = metrics
  if (by.length > 0) fields.by = by
  if (time) fields.grain = time
  const { compare: _usual, ...bar } = searchOf({ ...view, grain: undefined, where: kept }, USUAL_PERIOD)
  Object.assign(fields, bar)
  if (view.compare) fields.compare = view.compare
  const written = searchOf(
    { ...view, period: USUAL_PERIOD, grain: undefined, zone: undefined, where: out },
    USUAL_PERIOD,
  )
  for (const name of prefixed(written, KEEPS)) fields[LEAVES_OUT + name.slice(KEEPS.length)] = written[name] ?? ''
  if (show !== 'chart') fields.show = show
  if (kind) fields.kind = kind
  if (top) fields.top = String(top)
  if (sort) fields.sort = `${sort.isDescending ? '-' : ''}${sort.by}`
  return fields
}

/** Where a question that somebody else asked, such as a tile, can be asked on. */
export function addressOfQuery(query: Query): SearchFields {
  const { metrics, by = [], where = [], period = 'all', grain, timeZone, compare, limit } = query
  const preset = PERIOD_PRESETS.find((known) => known === period)
  return addressOf({
    metrics: metrics.slice(0, MOST_METRICS),
    by: by.slice(0, MOST_DIMENSIONS),
    time: grain,
    view: { period: preset ?? period, compare, grain: undefined, zone: timeZone, where },
    show: 'chart',
    kind: undefined,
    top: by.length > 0 && limit !== undefined && limit <= MOST_VALUES ? limit : undefined,
    sort: undefined,
  })
}
