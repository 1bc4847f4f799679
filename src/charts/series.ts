import type { SeriesOption } from 'echarts'
import type { CartesianChart } from '../base/index.ts'
import { LABEL_SIZE } from './frame.ts'
import type { ChartInput } from './input.ts'
import { valueText, type CartesianModel, type Series } from './model.ts'
import type { Colours } from './theme.ts'

interface Style {
  colour: string
  axis: number
  isStacked: boolean
  input: ChartInput
  theme: Colours
}

const MOST_POINTS_WITH_DOTS = 36
const PALE = 0.45

export const isAnArea = (spec: CartesianChart): boolean => spec.kind === 'area'

/** A line; what is not complete yet is a second, dashed line under the same name. */
export function lineSeries(one: Series, model: CartesianModel, style: Style & { isArea: boolean }): SeriesOption[] {
  const { incompleteAt } = model
  if (incompleteAt === undefined) return [line(one, one.values, style, one.isDashed)]
  const done = one.values.map((value, index) => (index < incompleteAt ? value : null))
  const open = one.values.map((value, index) => (index >= incompleteAt - 1 ? value : null))
  return [line(one, done, style, one.isDashed), line(one, open, { ...style, isArea: false }, true, incompleteAt)]
}

function line(
  one: Series,
  values: readonly (number | null)[],
  { colour, axis, isStacked, isArea, theme }: Style & { isArea: boolean },
  isDashed: boolean,
  openFrom?: number,
): SeriesOption {
  const isOpen = openFrom !== undefined
  const hasDots = !one.isDashed && (values.length <= MOST_POINTS_WITH_DOTS || isOpen) && !isStacked
  return {
    type: 'line',
    name: one.name,
    yAxisIndex: axis,
    data: values.map((value, index) => ({
      value,
      // a point between two gaps has no line and would not be seen
      symbol: (hasDots && index >= (openFrom ?? 0)) || isLonely(values, index) ? 'circle' : 'none',
    })),
    symbol: 'circle',
    symbolSize: 6,
    showSymbol: true,
    showAllSymbol: true,
    connectNulls: false,
    color: colour,
    lineStyle: {
      width: one.isDashed ? 1.75 : 2.25,
      type: isDashed ? [6, 4] : 'solid',
      color: colour,
      opacity: isOpen ? 0.75 : 1,
    },
    itemStyle: isOpen ? { color: theme.surface, borderColor: colour, borderWidth: 1.5 } : { color: colour },
    z: one.isDashed ? 4 : 3,
    ...(isStacked && !isOpen ? { stack: 'total', lineStyle: { width: 1, color: theme.surface } } : {}),
    ...(isArea ? { areaStyle: { color: colour, opacity: isStacked ? 0.85 : 0.16 } } : {}),
  }
}

const isLonely = (values: readonly (number | null)[], index: number): boolean =>
  (values[index] ?? null) !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null

export function barSeries(one: Series, model: CartesianModel, style: Style & { hasLabels: boolean }): SeriesOption[] {
  const { colour, axis, isStacked, hasLabels, input, theme } = style
  return [
    {
      type: 'bar',
      name: one.name,
      yAxisIndex: axis,
      color: colour,
      barMaxWidth: 56,
      barCategoryGap: model.categories.length > 40 ? '15%' : '28%',
      barGap: '8%',
      data: barData(one, model, isStacked),
      itemStyle: { color: colour, ...(isStacked ? { borderColor: theme.surface, borderWidth: 0.75 } : {}) },
      ...(isStacked ? { stack: 'total' } : {}),
      ...(hasLabels
        ? {
            label: {
              show: true,
              position: 'top' as const,
              color: theme.text,
              fontSize: LABEL_SIZE,
              formatter: ({ dataIndex }: { dataIndex: number }) =>
                valueText(one.values[dataIndex] ?? null, one.unit, input),
            },
          }
        : {}),
    },
  ]
}

function barData({ values }: Series, { incompleteAt }: CartesianModel, isStacked: boolean) {
  return values.map((value, index) => ({
    value,
    itemStyle: {
      ...(isStacked ? {} : { borderRadius: (value ?? 0) < 0 ? [0, 0, 2, 2] : [2, 2, 0, 0] }),
      ...(incompleteAt !== undefined && index >= incompleteAt ? { opacity: PALE } : {}),
    },
  }))
}

/** The stretch between two bounds: a line that is not seen and a filled one that stands on it. */
export function bandSeries(band: NonNullable<CartesianModel['band']>, colour: string): SeriesOption[] {
  const common = {
    type: 'line' as const,
    stack: 'band',
    stackStrategy: 'all' as const,
    symbol: 'none',
    silent: true,
    connectNulls: false,
    lineStyle: { opacity: 0, width: 0 },
    tooltip: { show: false },
    z: 1,
  }
  const height = band.high.map((high, index) => {
    const low = band.low[index] ?? null
    return high === null || low === null ? null : high - low
  })
  const low = band.low.map((value, index) => (height[index] === null ? null : value))
  return [
    { ...common, name: 'band-low', data: low },
    { ...common, name: 'band-high', data: height, areaStyle: { color: colour, opacity: 0.18 } },
  ]
}
