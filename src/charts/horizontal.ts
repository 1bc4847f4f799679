import type { EChartsOption } from 'echarts'
import type { CartesianChart } from '../base/index.ts'
import { cartesianTooltip } from './cartesian-tooltip.ts'
import { baseOption, edgeOf, head, LABEL_SIZE, LINE_HEIGHT, tooltipStyle } from './frame.ts'
import type { ChartInput } from './input.ts'
import { known, nameColumn, SLACK, valueAxes } from './layout.ts'
import { cartesianModel, valueText } from './model.ts'
import { textWidth } from './text.ts'
import { colours } from './theme.ts'
import { legendEntries, paints } from './vertical.ts'

/** Lying bars: names at the left, the longest bar's figure at its end. */
export function horizontalOption(input: ChartInput, spec: CartesianChart): EChartsOption {
  const model = cartesianModel(input, spec)
  const theme = colours(input.theme)
  const paint = paints(model, theme)
  const names = nameColumn(
    input,
    model.categories.map(({ title }) => title),
  )
  const [axis] = valueAxes(input, model.series, { isStacked: false, fromZero: true, ticks: 4 })
  const top = head(input, legendEntries(model, spec, paint))
  const texts = model.series.flatMap(({ values, unit }) => known(values).map((value) => valueText(value, unit, input)))
  const labelWidth = Math.max(0, ...texts.map((text) => textWidth(text, LABEL_SIZE))) * SLACK
  const hasNegative = model.series.some(({ values }) => known(values).some((value) => value < 0))
  return {
    ...baseOption(input),
    ...top.option,
    grid: {
      left: edgeOf(input) + names.width + 10 + (hasNegative ? labelWidth + 6 : 0),
      right: edgeOf(input) + labelWidth + 8,
      top: top.top + 2,
      bottom: edgeOf(input),
      outerBoundsMode: 'none',
    },
    // the figures stand at the bars: an axis of figures would say it twice
    xAxis: {
      type: 'value',
      ...ends(
        model.series.flatMap(({ values }) => known(values)),
        axis?.scale.max ?? 1,
      ),
      axisLabel: { show: false },
      splitLine: { show: false },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names.texts,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.axis } },
      axisLabel: {
        color: theme.text,
        fontSize: LABEL_SIZE,
        lineHeight: LINE_HEIGHT,
        interval: 0,
        margin: 10 + (hasNegative ? labelWidth + 6 : 0),
      },
    },
    tooltip: {
      ...tooltipStyle(input),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.shade, opacity: 0.12 } },
      formatter: cartesianTooltip(input, model, paint),
    },
    series: model.series.map(({ name, unit, values }, index) => ({
      type: 'bar' as const,
      name,
      color: paint[index] ?? theme.text,
      barMaxWidth: 26,
      barCategoryGap: '30%',
      barGap: '10%',
      data: values.map((value) => ({
        value,
        label: { position: (value ?? 0) < 0 ? ('left' as const) : ('right' as const) },
        itemStyle: { borderRadius: (value ?? 0) < 0 ? [2, 0, 0, 2] : [0, 2, 2, 0] },
      })),
      label: {
        show: true,
        color: theme.text,
        fontSize: LABEL_SIZE,
        formatter: ({ dataIndex }: { dataIndex: number }) => valueText(values[dataIndex] ?? null, unit, input),
      },
    })),
  }
}

function ends(values: readonly number[], otherwise: number): { min: number; max: number } {
  if (values.length === 0) return { min: 0, max: otherwise }
  const [min, max] = [values.reduce((a, b) => Math.min(a, b), 0), values.reduce((a, b) => Math.max(a, b), 0)]
  return { min, max: max === min ? otherwise : max }
}

const ROW_HEIGHT = 28
const BAR_HEIGHT = 18

/** The height in which every name and every bar has its room. */
export function horizontalHeight(input: ChartInput, spec: CartesianChart): number {
  const model = cartesianModel(input, spec)
  const { lines } = nameColumn(
    input,
    model.categories.map(({ title }) => title),
  )
  const row = Math.max(ROW_HEIGHT, lines * LINE_HEIGHT + 8, model.series.length * BAR_HEIGHT + 8)
  const { top } = head(input, legendEntries(model, spec, []))
  return Math.ceil(top + model.categories.length * row + 2 * edgeOf(input) + 4)
}
