import type { EChartsOption, SeriesOption } from 'echarts'
import type { CartesianChart } from '../base/index.ts'
import { baseOption, edgeOf, head, LABEL_SIZE, LINE_HEIGHT, tooltipStyle, type LegendEntry } from './frame.ts'
import { widthOf, type ChartInput } from './input.ts'
import {
  axisOf,
  categoryLabels,
  known,
  SLACK,
  turnedOverhang,
  valueAxes,
  type CategoryLabels,
  type ValueAxis,
} from './layout.ts'
import { cartesianModel, valueText, type CartesianModel } from './model.ts'
import { bandSeries, barSeries, isAnArea, lineSeries } from './series.ts'
import { spanLayer } from './spans.ts'
import { textWidth } from './text.ts'
import { colours, seriesColour, type Colours } from './theme.ts'
import { cartesianTooltip } from './cartesian-tooltip.ts'

/** Lines, areas and standing bars over periods or categories. */
export function verticalOption(input: ChartInput, spec: CartesianChart): EChartsOption {
  const model = cartesianModel(input, spec)
  const theme = colours(input.theme)
  const isBar = spec.kind === 'bar' || spec.kind === 'stacked-bar'
  const isStacked = spec.kind === 'stacked-bar' || (spec.kind === 'area' && model.series.length > 1)
  const paint = paints(model, theme)
  const axes = valueAxes(input, model.series, {
    isStacked,
    fromZero: isBar || isAnArea(spec),
    ticks: input.compact ? 3 : 5,
    more: model.band ? [...known(model.band.low), ...known(model.band.high)] : headroom(input, model, isBar),
  })
  const top = head(input, legendEntries(model, spec, paint))
  const plot = plotOf(input, axes, model)
  const spans = spanLayer(input, spec.spans ?? [], model, plot.width)
  const units = axes.map(({ unit }) => unit)
  const series: SeriesOption[] = [
    ...spans.series,
    ...(model.band ? bandSeries(model.band, paint[0] ?? theme.text) : []),
    ...model.series.flatMap((one, index) => {
      const style = { colour: paint[index] ?? theme.text, axis: axisOf(one.unit, units), isStacked, input, theme }
      return isBar && !one.isDashed
        ? barSeries(one, model, { ...style, hasLabels: hasLabels(input, model, plot.cell) })
        : lineSeries(one, model, { ...style, isArea: spec.kind === 'area' && !one.isDashed })
    }),
  ]
  return {
    ...baseOption(input),
    ...top.option,
    grid: {
      left: plot.left,
      right: plot.right,
      top: top.top + spans.height + 6,
      bottom: plot.labels.height + (input.title === undefined ? 0 : 8),
      outerBoundsMode: 'none',
    },
    xAxis: [categoryAxis(model, plot, theme), ...spans.axis],
    yAxis: axes.map((axis, index) => yAxis(axis, index, theme)),
    tooltip: {
      ...tooltipStyle(input),
      trigger: 'axis',
      axisPointer: isBar
        ? { type: 'shadow', shadowStyle: { color: theme.shade, opacity: 0.12 } }
        : { type: 'line', lineStyle: { color: theme.axis, type: 'solid' } },
      formatter: cartesianTooltip(input, model, paint),
    },
    series,
  }
}

/** The colour of each series; a lone fit beside a lone series stands apart from it by being dark. */
export function paints(model: CartesianModel, theme: Colours): string[] {
  const solid = model.series.filter(({ isDashed }) => !isDashed).length
  let next = 0
  let fits = 0
  return model.series.map(({ isDashed }) => {
    if (!isDashed || solid === 0) return seriesColour(next++, theme)
    return solid === 1 ? seriesColour(1 + fits++, theme) : seriesColour(fits++, theme)
  })
}

export function legendEntries(model: CartesianModel, spec: CartesianChart, paint: readonly string[]): LegendEntry[] {
  if (model.series.length < 2) return []
  const isLine = spec.kind === 'line'
  return model.series.map(({ name, isDashed }, index) => ({
    name,
    colour: paint[index] ?? '',
    shape: isDashed ? 'dashes' : isLine ? 'line' : 'box',
  }))
}

function plotOf(input: ChartInput, axes: readonly ValueAxis[], model: CartesianModel, right = 0, overhang = 0): Plot {
  const edge = edgeOf(input)
  const left = edge + Math.ceil(axes[0]?.labelWidth ?? 0) + 8 + overhang
  const margin = Math.max(right, axes[1] ? edge + Math.ceil(axes[1].labelWidth) + 8 : edge + 8)
  const width = Math.max(40, widthOf(input) - left - margin)
  const cell = width / Math.max(1, model.categories.length)
  const labels = categoryLabels(model.categories, model.grain, cell, left)
  const plot = { left, right: margin, width, cell, labels }
  if (labels.rotate > 0 && overhang === 0) {
    const further = turnedOverhang(model.categories, cell, left, widthOf(input))
    if (further > 0) return plotOf(input, axes, model, right, further)
  }
  const needed = labels.rotate === 0 ? Math.ceil(lastHalf(labels) - cell / 2 + edge) : 0
  return right === 0 && needed > margin ? plotOf(input, axes, model, needed) : plot
}

interface Plot {
  left: number
  right: number
  width: number
  cell: number
  labels: CategoryLabels
}

/** Half of the last written label reaches past the middle of its cell. */
function lastHalf({ texts, every }: CategoryLabels): number {
  const last = texts[texts.length - 1 - ((texts.length - 1) % every)] ?? ''
  return (Math.max(...last.split('\n').map((line) => textWidth(line, LABEL_SIZE))) * SLACK) / 2
}

function categoryAxis(model: CartesianModel, { labels }: Plot, theme: Colours) {
  return {
    type: 'category' as const,
    data: model.categories.map(({ label }, index) => labels.texts[index] ?? label),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: theme.axis }, onZero: false },
    axisLabel: {
      color: theme.muted,
      fontSize: LABEL_SIZE,
      lineHeight: LINE_HEIGHT,
      margin: 8,
      rotate: labels.rotate,
      hideOverlap: false,
      interval: labels.every === 1 ? 0 : (index: number) => index % labels.every === 0,
    },
  }
}

export function yAxis(axis: ValueAxis, index: number, theme: Colours) {
  return {
    type: 'value' as const,
    min: axis.scale.min,
    max: axis.scale.max,
    interval: axis.scale.step,
    position: index === 0 ? ('left' as const) : ('right' as const),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: index === 0, lineStyle: { color: theme.grid, width: 1 } },
    axisLabel: { color: theme.muted, fontSize: LABEL_SIZE, margin: 8, formatter: axis.text },
  }
}

/** Room for the figures above lone bars. */
function headroom(input: ChartInput, model: CartesianModel, isBar: boolean): number[] {
  const [only] = model.series
  if (!isBar || !only || !mayHaveLabels(input, model)) return []
  return [Math.max(0, ...known(only.values)) * 1.08]
}

const mayHaveLabels = (input: ChartInput, model: CartesianModel): boolean =>
  !input.compact && !model.grain && model.series.length === 1

/** Figures above lone bars of categories, where each has the room. */
function hasLabels(input: ChartInput, model: CartesianModel, cell: number): boolean {
  const [only] = model.series
  if (!mayHaveLabels(input, model) || !only) return false
  return known(only.values).every((value) => textWidth(valueText(value, only.unit, input), LABEL_SIZE) + 6 < cell)
}
