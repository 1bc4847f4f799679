import type { Answer, AnswerColumn, Cell, Row, Unit } from '../../base/index.ts'
import { beforeColumn, rowsWithEarlier } from '../dashboard/comparison.ts'
import type { Sort } from './address.ts'
import type { Explored } from './explored.ts'
import { REST } from './question.ts'

/** A column of figures: a metric, of one value of the dimension that goes across, or of all of them. */
export interface GridColumn {
  id: string
  metric: string
  label: string
  unit: Unit
  /** what stands over it, where several metrics stand side by side */
  group: string | undefined
  isTotal: boolean
}

export interface GridCell {
  value: number | null
  /** undefined: nothing to compare with */
  before: number | null | undefined
  /** what the figure stands for: its period and dimension values, no more */
  of: Row
}

export interface GridRow {
  key: string
  /** values of the head columns */
  heads: readonly Cell[]
  cells: readonly GridCell[]
}

export interface Grid {
  heads: readonly AnswerColumn[]
  columns: readonly GridColumn[]
  rows: readonly GridRow[]
  total: GridRow | undefined
  /** values of the dimension across that have no room */
  hidden: number
}

export const MOST_ACROSS = 40

const NO_VALUE = '~'

const nameOf = (value: Cell, { labels }: AnswerColumn, noValue: string): string =>
  value === null ? noValue : (labels?.[String(value)] ?? String(value))

const only = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]))

const keyOf = (row: Row, names: readonly string[]): string => JSON.stringify(names.map((name) => row[name] ?? null))

interface Found {
  answer: Answer
  rows: ReadonlyMap<string, Row>
}

/** Rows of an answer by the values of these columns, earlier figures included. */
function lookUp(answer: Answer | undefined, names: readonly string[]): Found | undefined {
  return answer && { answer, rows: new Map(rowsWithEarlier(answer).map((row) => [keyOf(row, names), row])) }
}

function cellOf(found: Found | undefined, of: Row, names: readonly string[], metric: string): GridCell {
  const row = found?.rows.get(keyOf(of, names))
  const number = (name: string): number | null => {
    const value = row?.[name]
    return typeof value === 'number' ? value : null
  }
  return {
    value: number(metric),
    before: found?.answer.comparison ? number(beforeColumn(metric)) : undefined,
    of: only(of, names),
  }
}

/**
 * An answer as lines and columns. Flat: a line for each row. Pivoted: the last dimension goes across, and its totals, the
 * lines' totals and the whole come from the server.
 */
export function gridOf({ answer, totals }: Explored, isPivot: boolean, noValue: string): Grid {
  const heads = answer.columns.filter(({ kind }) => kind !== 'metric')
  const metrics = answer.columns.filter(({ kind }) => kind === 'metric')
  const last = heads.at(-1)
  const isTurned = isPivot && heads.length > 1 && last?.kind === 'dimension'
  return isTurned ? turned({ answer, totals }, heads, metrics, noValue) : flat({ answer, totals }, heads, metrics)
}

function flat(
  { answer, totals }: Pick<Explored, 'answer' | 'totals'>,
  heads: readonly AnswerColumn[],
  metrics: readonly AnswerColumn[],
): Grid {
  const names = heads.map(({ name }) => name)
  const found = lookUp(answer, names)
  const all = lookUp(totals.all, [])
  return {
    heads,
    columns: metrics.map(({ name, label, unit }) => ({
      id: name,
      metric: name,
      label,
      unit,
      group: undefined,
      isTotal: false,
    })),
    rows: answer.rows.map((row) => ({
      key: keyOf(row, names),
      heads: names.map((name) => row[name] ?? null),
      cells: metrics.map(({ name }) => cellOf(found, row, names, name)),
    })),
    total: all && { key: 'total', heads: [], cells: metrics.map(({ name }) => cellOf(all, {}, [], name)) },
    hidden: 0,
  }
}

function turned(
  { answer, totals }: Pick<Explored, 'answer' | 'totals'>,
  all: readonly AnswerColumn[],
  metrics: readonly AnswerColumn[],
  noValue: string,
): Grid {
  const heads = all.slice(0, -1)
  const across = all.at(-1)
  if (!across) throw new Error('a grid is turned by its last dimension, and there is none')
  const names = heads.map(({ name }) => name)
  const ends = [across.name]
  const every = [...names, across.name]
  const values = [...new Set(answer.rows.map((row) => row[across.name] ?? null))]
  const shown = values.slice(0, MOST_ACROSS)
  const found = lookUp(answer, every)
  const sides = lookUp(totals.across, names)
  const feet = lookUp(totals.down, ends)
  const corner = lookUp(totals.all, [])
  const isMany = metrics.length > 1
  const columnsOf = (value: Cell | undefined): GridColumn[] =>
    metrics.map(({ name, label, unit }) => {
      const isTotal = value === undefined
      const title = isTotal ? '' : nameOf(value, across, noValue)
      const id = isTotal ? name : `${name}@${value ?? NO_VALUE}`
      return { id, metric: name, unit, isTotal, label: isMany ? label : title, group: isMany ? title : undefined }
    })
  const cellsOf = (line: Found | undefined, side: Found | undefined, of: Row, own: readonly string[]) => [
    ...shown.flatMap((value) =>
      metrics.map(({ name }) => cellOf(line, { ...of, [across.name]: value }, [...own, across.name], name)),
    ),
    ...(side ? metrics.map(({ name }) => cellOf(side, of, own, name)) : []),
  ]
  const lines = new Map(answer.rows.map((row) => [keyOf(row, names), row]))
  return {
    heads,
    columns: [...shown.flatMap(columnsOf), ...(sides ? columnsOf(undefined) : [])],
    rows: [...lines].map(([key, row]) => ({
      key,
      heads: names.map((name) => row[name] ?? null),
      cells: cellsOf(found, sides, row, names),
    })),
    total: feet && { key: 'total', heads: [], cells: cellsOf(feet, corner, {}, []) },
    hidden: values.length - shown.length,
  }
}

/** The grid sorted by a column or a head; no figure comes last, and so does the rest, which is not one value among others. */
export function sorted(grid: Grid, sort: Sort | undefined): Grid {
  if (!sort) return grid
  const head = grid.heads.findIndex(({ name }) => name === sort.by)
  const column = grid.columns.findIndex(({ id }) => id === sort.by)
  if (head < 0 && column < 0) return grid
  const valueOf = (row: GridRow): Cell => (head >= 0 ? (row.heads[head] ?? null) : (row.cells[column]?.value ?? null))
  const isRest = (row: GridRow) => row.heads.includes(REST)
  const sign = sort.isDescending ? -1 : 1
  const rows = grid.rows.toSorted((one, other) => {
    if (isRest(one) !== isRest(other)) return isRest(one) ? 1 : -1
    return compared(valueOf(one), valueOf(other), sign)
  })
  return { ...grid, rows }
}

function compared(one: Cell, other: Cell, sign: number): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
  if (typeof one === 'number' && typeof other === 'number') return (one - other) * sign
  return String(one).localeCompare(String(other), undefined, { numeric: true }) * sign
}

/** What one more press on a head sorts by: numbers from the largest, names from the first, then the other way, then as asked. */
export function nextSort(sort: Sort | undefined, by: string, isNumber: boolean): Sort | undefined {
  if (sort?.by !== by) return { by, isDescending: isNumber }
  return sort.isDescending === isNumber ? { by, isDescending: !isNumber } : undefined
}
