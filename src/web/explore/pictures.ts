import type { Answer, AnswerColumn, ChartSpec, Row } from '../../base/index.ts'
import type { ChartKind } from './address.ts'
import type { Explored } from './explored.ts'

export interface Picture {
  /** metrics that it shows */
  metrics: readonly AnswerColumn[]
  spec: ChartSpec
}

export interface Pictures {
  /** empty where no picture can show the question */
  pictures: readonly Picture[]
  /** what can be chosen, the proposed one first */
  kinds: readonly ChartKind[]
}

const MOST_PICTURES = 4
const MOST_BARS = 31
const MOST_STACKED_PERIODS = 40
const MOST_STACKED_PARTS = 8
const FEWEST_POINTS_OF_LINE = 4

const keyOf = (row: Row, columns: readonly string[]): string => JSON.stringify(columns.map((name) => row[name] ?? null))

const numberOf = (row: Row, metric: string): number => {
  const value = row[metric]
  return typeof value === 'number' ? value : 0
}

/**
 * Whether the parts of a metric make up its whole: told by the server's own totals, not by its unit. Tickets of all priorities
 * are all tickets; customers of all products are more than all customers.
 */
export function addsUp({ answer, totals }: Pick<Explored, 'answer' | 'totals'>, metric: string): boolean {
  const { across } = totals
  if (!across || answer.isCut) return false
  const keys = across.columns.filter(({ kind }) => kind !== 'metric').map(({ name }) => name)
  const sums = new Map<string, number>()
  for (const row of answer.rows) {
    const key = keyOf(row, keys)
    sums.set(key, (sums.get(key) ?? 0) + numberOf(row, metric))
  }
  const isWhole = (row: Row): boolean => {
    const whole = numberOf(row, metric)
    return Math.abs((sums.get(keyOf(row, keys)) ?? 0) - whole) <= Math.max(1e-9, Math.abs(whole) * 1e-6)
  }
  return across.rows.length > 0 && across.rows.every(isWhole)
}

const countOf = ({ rows }: Answer, name: string): number => new Set(rows.map((row) => row[name] ?? null)).size

interface Axes {
  period: string | undefined
  dimensions: readonly string[]
}

const axesOf = ({ columns }: Answer): Axes => ({
  period: columns.find(({ kind }) => kind === 'period')?.name,
  dimensions: columns.filter(({ kind }) => kind === 'dimension').map(({ name }) => name),
})

/** Kinds of picture that show a question truly, the most telling first; none for three axes, and none for a lone figure. */
export function kindsFor(explored: Explored, metric: string, isOrdered: boolean): readonly ChartKind[] {
  const { answer } = explored
  const { period, dimensions } = axesOf(answer)
  const [first, second] = dimensions
  const isStackable = addsUp(explored, metric)
  if (period && first === undefined) {
    return countOf(answer, period) < FEWEST_POINTS_OF_LINE ? ['bar', 'line', 'area'] : ['line', 'bar', 'area']
  }
  if (period && second === undefined) {
    if (!isStackable) return ['line', 'bar']
    const isShort = countOf(answer, period) <= MOST_STACKED_PERIODS
    return isShort ? ['stacked-bar', 'line', 'area', 'bar'] : ['line', 'area', 'stacked-bar', 'bar']
  }
  if (period || first === undefined) return []
  if (second === undefined) {
    return isOrdered && countOf(answer, first) <= MOST_BARS ? ['bar', 'horizontal-bar'] : ['horizontal-bar', 'bar']
  }
  if (!isStackable) return ['heatmap', 'bar']
  const isSmall = countOf(answer, first) <= MOST_BARS && countOf(answer, second) <= MOST_STACKED_PARTS
  return isSmall ? ['stacked-bar', 'heatmap', 'bar'] : ['heatmap', 'stacked-bar', 'bar']
}

function specOf(kind: ChartKind, { period, dimensions }: Axes, metrics: readonly string[]): ChartSpec | undefined {
  const [first, second] = dimensions
  const [only] = metrics
  if (kind === 'heatmap') {
    return first !== undefined && second !== undefined && only !== undefined
      ? { kind, x: second, y: first, value: only }
      : undefined
  }
  const x = period ?? first
  const series = period === undefined ? second : first
  return x === undefined ? undefined : { kind, x, y: metrics, ...(series === undefined ? {} : { series }) }
}

/**
 * The pictures of an answer: metrics of one unit share one, unless a dimension is already drawn as series; then each has its own.
 * @param wanted used where it shows the metric truly, what suits otherwise
 */
export function picturesOf(explored: Explored, wanted: ChartKind | undefined, isOrdered: boolean): Pictures {
  const { answer } = explored
  const axes = axesOf(answer)
  const metrics = answer.columns.filter(({ kind }) => kind === 'metric')
  const first = metrics[0]
  if (!first) return { pictures: [], kinds: [] }
  const isSeries = axes.dimensions.length > (axes.period === undefined ? 1 : 0)
  const groups = isSeries ? metrics.map((metric) => [metric]) : [...Map.groupBy(metrics, ({ unit }) => unit).values()]
  const pictures = groups.slice(0, MOST_PICTURES).flatMap((group): Picture[] => {
    const names = group.map(({ name }) => name)
    const kinds = kindsFor(explored, names[0] ?? '', isOrdered).filter((kind) => kind !== 'area' || names.length === 1)
    const kind = kinds.find((known) => known === wanted) ?? kinds[0]
    const spec = kind && specOf(kind, axes, names)
    return spec ? [{ metrics: group, spec }] : []
  })
  return { pictures, kinds: kindsFor(explored, first.name, isOrdered) }
}
