import {
  grainsIn,
  type CartesianChart,
  type Cell,
  type ChartSpec,
  type Grain,
  type HeatmapChart,
  type Row,
  type Table,
} from '../../base/index.ts'
import { grainOf, isPeriodValue } from '../../charts/index.ts'

/** A place in a picture in its axes' own measure: categories by their number, figures as they are. */
export type Place = readonly [x: number, y: number]

interface Picture {
  spec: ChartSpec
  table: Table
  grain: Grain | undefined
}

/** The row that a place in a picture belongs to. */
export function pickedRow(place: Place, { spec, table, grain }: Picture): Row | undefined {
  if (!('x' in spec)) return undefined
  if (spec.kind === 'heatmap') return heatmapRow(place, spec, table, grain)
  const isLying = spec.kind === 'horizontal-bar'
  const [along, figure] = isLying ? [place[1], place[0]] : place
  const categories = categoriesOf(table, spec.x, grain)
  const rows = table.rows.filter((row) => (row[spec.x] ?? null) === categories[Math.round(along)])
  return rows.length > 1 ? rowOfSeries(rows, spec, along - Math.round(along), figure) : rows[0]
}

/** The categories of an axis in the order in which they are drawn. */
function categoriesOf(table: Table, name: string, given: Grain | undefined): readonly Cell[] {
  const values = [...new Set(table.rows.map((row) => row[name] ?? null))]
  const days = values.filter(isPeriodValue).toSorted()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined || days.length < values.length) return values
  return grainsIn({ from: first, to: last }, given ?? grainOf(days))
}

function heatmapRow(place: Place, spec: HeatmapChart, table: Table, grain: Grain | undefined): Row | undefined {
  const x = categoriesOf(table, spec.x, grain)[Math.round(place[0])]
  const y = categoriesOf(table, spec.y, grain)[Math.round(place[1])]
  return table.rows.find((row) => row[spec.x] === x && row[spec.y] === y)
}

const figureOf = (row: Row, column: string | undefined): number => {
  const value = column === undefined ? null : row[column]
  return typeof value === 'number' ? value : 0
}

/** Of several series at one category: the stacked part, the bar of the group, or the nearest line. */
function rowOfSeries(rows: readonly Row[], spec: CartesianChart, beside: number, figure: number): Row | undefined {
  const column = spec.y[0]
  if (spec.kind === 'stacked-bar') {
    let top = 0
    return rows.find((row) => (top += figureOf(row, column)) >= figure)
  }
  if (spec.kind === 'bar' || spec.kind === 'horizontal-bar') {
    return rows[Math.min(rows.length - 1, Math.floor((beside + 0.5) * rows.length))]
  }
  const distance = (row: Row) => Math.abs(figureOf(row, column) - figure)
  return rows.toSorted((one, other) => distance(one) - distance(other))[0]
}
