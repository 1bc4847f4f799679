import {
  formatValue,
  NO_FIGURE,
  type CartesianChart,
  type Cell,
  type Column,
  type Grain,
  type Row,
  type Table,
  type Unit,
} from '../base/index.ts'
import type { ChartInput } from './input.ts'
import { filledPeriods, grainOf, isPeriodValue, periodText, periodTitle } from './period.ts'
import { words } from './words.ts'

/** One series of figures, a value for each category. */
export interface Series {
  name: string
  unit: Unit
  values: readonly (number | null)[]
  isDashed: boolean
}

/** Rows turned into what the axes and series hold. */
export interface CartesianModel {
  categories: readonly Category[]
  /** set when the categories are periods */
  grain: Grain | undefined
  series: readonly Series[]
  band: { low: readonly (number | null)[]; high: readonly (number | null)[] } | undefined
  /** index of the first category that is not complete yet */
  incompleteAt: number | undefined
}

export interface Category {
  value: Cell
  /** as on the axis */
  label: string
  /** as in the tooltip and in descriptions */
  title: string
}

export function cartesianModel(input: ChartInput, spec: CartesianChart): CartesianModel {
  const { table } = input
  const { categories, grain } = categoriesOf(input, spec.x)
  const places = new Map(categories.map(({ value }, index) => [value, index]))
  const spread = (rows: readonly Row[], column: string): (number | null)[] => {
    const values: (number | null)[] = categories.map(() => null)
    for (const row of rows) values[places.get(row[spec.x] ?? null) ?? 0] = numberOf(row[column])
    return values
  }
  const incomplete = input.incompleteFrom
  const incompleteAt =
    incomplete && grain ? categories.findIndex(({ value }) => String(value) >= incomplete) : categories.length
  return {
    categories,
    grain,
    series: seriesOf(input, spec, spread),
    band: spec.band && { low: spread(table.rows, spec.band.low), high: spread(table.rows, spec.band.high) },
    incompleteAt: incompleteAt >= 0 && incompleteAt < categories.length ? incompleteAt : undefined,
  }
}

/** The values of a column in the order of the rows; periods in order of time, with the missing ones. */
export function categoriesOf(input: ChartInput, name: string): { categories: Category[]; grain: Grain | undefined } {
  const { table, locale, grain: given } = input
  const values = [...new Set(table.rows.map((row) => row[name] ?? null))]
  const days = values.filter(isPeriodValue)
  if (days.length > 0 && days.length === values.length) {
    const grain = given ?? grainOf(days)
    const periods = filledPeriods(days, grain)
    const manyYears = periods[0]?.slice(0, 4) !== periods.at(-1)?.slice(0, 4)
    const categories = periods.map((value) => ({
      value,
      label: periodText(value, grain, locale, manyYears),
      title: periodTitle(value, grain, locale),
    }))
    return { categories, grain }
  }
  const categories = values.map((value) => {
    const label = nameText(value, columnOf(table, name), input)
    return { value, label, title: label }
  })
  return { categories, grain: undefined }
}

/** A category or a series as people call it. */
export function nameText(value: Cell, { unit, labels }: Column, { locale, currency, timeZone }: ChartInput): string {
  if (value === null) return words.say(locale, 'no_value')
  return labels?.[String(value)] ?? formatValue(value, unit, { locale, ...optional({ currency, timeZone }) })
}

function seriesOf(
  input: ChartInput,
  spec: CartesianChart,
  spread: (rows: readonly Row[], column: string) => (number | null)[],
): Series[] {
  const { table } = input
  const [only] = spec.y
  if (spec.series && only !== undefined && spec.y.length === 1) {
    const by = spec.series
    const { unit } = columnOf(table, only)
    const groups = Map.groupBy(table.rows, (row) => row[by] ?? null)
    return [...groups].map(([value, rows]) => ({
      name: nameText(value, columnOf(table, by), input),
      unit,
      values: spread(rows, only),
      isDashed: spec.dashed?.includes(only) ?? false,
    }))
  }
  return spec.y.map((name) => {
    const { label, unit } = columnOf(table, name)
    return { name: label, unit, values: spread(table.rows, name), isDashed: spec.dashed?.includes(name) ?? false }
  })
}

export const columnOf = (table: Table, name: string): Column =>
  table.columns.find((column) => column.name === name) ?? { name, label: name, unit: 'text' }

export const numberOf = (cell: Cell | undefined): number | null =>
  typeof cell === 'number' && Number.isFinite(cell) ? cell : null

/** Leaves out what is undefined: for options that must be absent rather than undefined. */
export function optional<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}

/** A figure of this picture as text. */
export const valueText = (value: number | null, unit: Unit, { locale, currency, timeZone }: ChartInput): string =>
  value === null ? NO_FIGURE : formatValue(value, unit, { locale, ...optional({ currency, timeZone }) })
