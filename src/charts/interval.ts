import type { CustomSeriesRenderItem, EChartsOption } from 'echarts'
import type { IntervalChart } from '../base/index.ts'
import { pointedIndex } from './cartesian-tooltip.ts'
import { baseOption, edgeOf, head, LABEL_SIZE, LINE_HEIGHT, tooltipStyle } from './frame.ts'
import { widthOf, type ChartInput } from './input.ts'
import { nameColumn, SLACK, valueAxis } from './layout.ts'
import { columnOf, nameText, numberOf, valueText } from './model.ts'
import { niceScale } from './scale.ts'
import { textWidth } from './text.ts'
import { colours, seriesColour, type Colours } from './theme.ts'
import { tooltipHtml } from './tooltip.ts'
import { words } from './words.ts'

interface Estimate {
  name: string
  estimate: number | null
  low: number | null
  high: number | null
  /** the estimate and its interval as text */
  text: string
  /** whether the interval leaves the reference out */
  isClear: boolean
}

const NARROW = 520

/** Estimates as dots with whiskers beside the reference; an interval that holds the reference is grey and hollow. */
export function intervalOption(input: ChartInput, spec: IntervalChart): EChartsOption {
  const theme = colours(input.theme)
  const estimates = estimatesOf(input, spec)
  const { unit } = columnOf(input.table, spec.estimate)
  const numbers = estimates
    .flatMap(({ estimate, low, high }) => [estimate, low, high])
    .filter((value) => value !== null)
  const isNarrow = widthOf(input) < NARROW
  const scale = niceScale([...numbers, spec.reference], { ticks: isNarrow ? 3 : 6, fromZero: false, unit })
  const axis = valueAxis(input, unit, scale)
  const names = namesOf(input, estimates, isNarrow)
  const { top, option } = head(input, [])
  const textColumn = isNarrow
    ? 0
    : Math.max(0, ...estimates.map(({ text }) => textWidth(text, LABEL_SIZE))) * SLACK + 10
  const rows = { type: 'category' as const, inverse: true, axisTick: { show: false }, axisLine: { show: false } }
  const label = { fontSize: LABEL_SIZE, lineHeight: LINE_HEIGHT, interval: 0 as const }
  return {
    ...baseOption(input),
    ...option,
    grid: {
      left: edgeOf(input) + names.width + 14,
      right: edgeOf(input) + Math.max(textColumn, axis.labelWidth / 2 + 2),
      top: top + 4,
      bottom: LINE_HEIGHT + 10 + (input.title === undefined ? 0 : 8),
      outerBoundsMode: 'none',
    },
    xAxis: {
      type: 'value',
      min: scale.min,
      max: scale.max,
      interval: scale.step,
      axisLine: { show: false },
      splitLine: { lineStyle: { color: theme.grid } },
      axisLabel: { color: theme.muted, fontSize: LABEL_SIZE, formatter: axis.text, hideOverlap: true },
    },
    yAxis: [
      { ...rows, data: names.texts, axisLabel: { ...label, color: theme.text, margin: 12 } },
      {
        ...rows,
        position: 'right',
        show: !isNarrow,
        data: estimates.map(({ text }) => text),
        axisLabel: { ...label, color: theme.text, margin: 10 },
      },
    ],
    tooltip: { ...tooltipStyle(input), trigger: 'item', formatter: intervalTooltip(input, spec, estimates) },
    series: [
      {
        type: 'custom',
        name: columnOf(input.table, spec.estimate).label,
        renderItem: whisker(estimates, theme),
        dimensions: ['row', 'estimate', 'low', 'high'],
        encode: { x: [1, 2, 3], y: 0 },
        data: estimates.map(({ estimate, low, high }, index) => [index, estimate, low, high]),
        clip: false,
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: theme.muted, type: [4, 3], width: 1.25 },
          data: [{ xAxis: spec.reference }],
        },
      },
    ],
  }
}

function estimatesOf(input: ChartInput, spec: IntervalChart): Estimate[] {
  const { unit } = columnOf(input.table, spec.estimate)
  return input.table.rows.map((row) => {
    const [estimate, low, high] = [numberOf(row[spec.estimate]), numberOf(row[spec.low]), numberOf(row[spec.high])]
    const name = nameText(row[spec.label] ?? null, columnOf(input.table, spec.label), input)
    const figure = valueText(estimate, unit, input)
    const ends = { low: valueText(low, unit, input), high: valueText(high, unit, input) }
    const text = low === null || high === null ? figure : `${figure} (${words.say(input.locale, 'interval', ends)})`
    const isClear = low !== null && high !== null && (low > spec.reference || high < spec.reference)
    return { name, estimate, low, high, text, isClear }
  })
}

/** On a phone the figures stand under the names, else in a column of their own. */
function namesOf(input: ChartInput, estimates: readonly Estimate[], isNarrow: boolean) {
  const names = nameColumn(
    input,
    estimates.map(({ name }) => name),
  )
  if (!isNarrow) return names
  const figures = nameColumn(
    input,
    estimates.map(({ text }) => text),
    0.52,
  )
  return {
    texts: names.texts.map((name, index) => `${name}\n${figures.texts[index] ?? ''}`),
    lines: names.lines + figures.lines,
    width: Math.max(names.width, figures.width),
  }
}

function whisker(estimates: readonly Estimate[], theme: Colours): CustomSeriesRenderItem {
  return (_, api) => {
    const index = Number(api.value(0))
    const one = estimates[index]
    if (!one || one.estimate === null) return null
    const colour = one.isClear ? seriesColour(0, theme) : theme.quiet
    const at = (value: number) => api.coord([value, index])
    const [x = 0, y = 0] = at(one.estimate)
    const stroke = { stroke: colour, lineWidth: 2, fill: 'none' }
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: 'line' as const,
      shape: { x1, y1, x2, y2 },
      style: stroke,
    })
    const [left, right] = [at(one.low ?? one.estimate)[0] ?? x, at(one.high ?? one.estimate)[0] ?? x]
    return {
      type: 'group',
      children: [
        line(left, y, right, y),
        line(left, y - 4, left, y + 4),
        line(right, y - 4, right, y + 4),
        {
          type: 'circle',
          shape: { cx: x, cy: y, r: 5 },
          style: { fill: one.isClear ? colour : theme.surface, stroke: colour, lineWidth: 2 },
        },
      ],
    }
  }
}

function intervalTooltip(input: ChartInput, spec: IntervalChart, estimates: readonly Estimate[]) {
  const { label } = columnOf(input.table, spec.estimate)
  return (pointed: unknown): string => {
    const one = estimates[pointedIndex(pointed) ?? -1]
    return one ? tooltipHtml(one.name, [{ name: label, value: one.text }], input) : ''
  }
}

export function intervalHeight(input: ChartInput, spec: IntervalChart): number {
  const names = namesOf(input, estimatesOf(input, spec), widthOf(input) < NARROW)
  const row = Math.max(30, names.lines * LINE_HEIGHT + 10)
  return Math.ceil(head(input, []).top + input.table.rows.length * row + LINE_HEIGHT + 30)
}
