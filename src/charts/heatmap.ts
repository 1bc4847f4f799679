import type { EChartsOption } from 'echarts'
import type { HeatmapChart } from '../base/index.ts'
import { pointedIndex } from './cartesian-tooltip.ts'
import { baseOption, edgeOf, head, LABEL_SIZE, LINE_HEIGHT, tooltipStyle } from './frame.ts'
import { widthOf, type ChartInput } from './input.ts'
import { categoryLabels, nameColumn } from './layout.ts'
import { categoriesOf, columnOf, numberOf, valueText, type Category } from './model.ts'
import { cutText, textWidth } from './text.ts'
import { colours, isPale, scaleColour, type Colours } from './theme.ts'
import { tooltipHtml } from './tooltip.ts'

interface Square {
  x: number
  y: number
  value: number
  text: string
}

/** A table in colours. Where the squares have room their figures are written in them, else a scale says what a colour means. */
export function heatmapOption(input: ChartInput, spec: HeatmapChart): EChartsOption {
  const theme = colours(input.theme)
  const model = heatmapModel(input, spec)
  const { top, option } = head(input, [])
  const names = nameColumn(
    input,
    model.down.map(({ title }) => title),
  )
  const left = edgeOf(input) + names.width + 10
  const cell = (widthOf(input) - left - edgeOf(input) - 2) / Math.max(1, model.across.length)
  const labels = categoryLabels(model.across, model.grain, cell, left)
  const texts = model.squares.map((square) => inSquare(square.text))
  const isWritten = !input.compact && texts.every((text) => textWidth(text, LABEL_SIZE) + 6 <= cell)
  const ends = endsOf(model.squares)
  return {
    ...baseOption(input),
    ...option,
    grid: {
      left,
      right: edgeOf(input) + 2,
      top: top + (isWritten ? 2 : SCALE_HEIGHT),
      bottom: labels.height + (input.title === undefined ? 0 : 8),
      outerBoundsMode: 'none',
    },
    ...(isWritten ? {} : { graphic: scaleLegend(input, ends, model, top, theme) }),
    xAxis: {
      type: 'category',
      data: [...labels.texts],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        color: theme.muted,
        fontSize: LABEL_SIZE,
        lineHeight: LINE_HEIGHT,
        rotate: labels.rotate,
        interval: labels.every === 1 ? 0 : (index: number) => index % labels.every === 0,
      },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names.texts,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: theme.text, fontSize: LABEL_SIZE, lineHeight: LINE_HEIGHT, interval: 0, margin: 10 },
    },
    // the engine refuses a heat map without it; the colours are our own
    visualMap: { show: false, min: ends.min, max: ends.max, dimension: 2, inRange: { color: [...theme.scale] } },
    tooltip: { ...tooltipStyle(input), trigger: 'item', formatter: heatmapTooltip(input, spec, model) },
    series: [
      {
        type: 'heatmap',
        name: columnOf(input.table, spec.value).label,
        data: model.squares.map(({ x, y, value, text }) => ({
          value: [x, y, value],
          label: { show: isWritten, formatter: inSquare(text).replace(/[{}]/g, ''), color: inkOn(value, ends, theme) },
        })),
        label: { fontSize: LABEL_SIZE },
        itemStyle: { borderColor: theme.surface, borderWidth: 1.5 },
      },
    ],
  }
}

const SCALE_HEIGHT = 26
const SCALE_WIDTH = 150

/** Figures in squares go without the word of their unit: the picture's title says it. */
const inSquare = (text: string): string => text.replace(/(?<=\d)[\s\u00a0](?!\d|%|[^\d\s]*\d).*$/u, '')

function heatmapModel(input: ChartInput, spec: HeatmapChart) {
  const across = inOrder(categoriesOf(input, spec.x))
  const down = inOrder(categoriesOf(input, spec.y))
  const places = (categories: typeof across.categories) => new Map(categories.map(({ value }, index) => [value, index]))
  const [xs, ys] = [places(across.categories), places(down.categories)]
  const { unit } = columnOf(input.table, spec.value)
  const squares = input.table.rows.flatMap((row): Square[] => {
    const value = numberOf(row[spec.value])
    const [x, y] = [xs.get(row[spec.x] ?? null), ys.get(row[spec.y] ?? null)]
    return value === null || x === undefined || y === undefined
      ? []
      : [{ x, y, value, text: valueText(value, unit, input) }]
  })
  return { across: across.categories, down: down.categories, grain: across.grain, squares, unit }
}

/** Numbers, such as hours of a day, stand in their order, whichever of them the first row lacks. */
function inOrder(found: ReturnType<typeof categoriesOf>): ReturnType<typeof categoriesOf> {
  const areNumbers = found.categories.every(({ value }) => value === null || typeof value === 'number')
  if (!areNumbers) return found
  const place = ({ value }: Category) => (typeof value === 'number' ? value : Number.POSITIVE_INFINITY)
  return { ...found, categories: found.categories.toSorted((a, b) => place(a) - place(b)) }
}

function endsOf(squares: readonly Square[]): { min: number; max: number } {
  if (squares.length === 0) return { min: 0, max: 1 }
  const values = squares.map(({ value }) => value)
  const [min, max] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
  return { min: min > 0 && min < max / 2 ? 0 : min, max: max === min ? min + 1 : max }
}

function inkOn(value: number, { min, max }: { min: number; max: number }, theme: Colours): string {
  return isPale(scaleColour((value - min) / (max - min), theme.scale)) ? '#14202b' : '#ffffff'
}

function scaleLegend(
  input: ChartInput,
  { min, max }: { min: number; max: number },
  { unit }: ReturnType<typeof heatmapModel>,
  top: number,
  theme: Colours,
) {
  const [low, high] = [valueText(min, unit, input), valueText(max, unit, input)]
  const lowWidth = textWidth(low, LABEL_SIZE) + 8
  const left = edgeOf(input)
  const text = (x: number, text: string) => ({
    type: 'text' as const,
    left: x,
    top,
    style: { text: cutText(text, 160, LABEL_SIZE), fill: theme.muted, fontSize: LABEL_SIZE },
    silent: true,
  })
  const stops = theme.scale.map((color, index) => ({ offset: index / 2, color }))
  const fill = { type: 'linear' as const, x: 0, y: 0, x2: 1, y2: 0, colorStops: stops }
  return [
    text(left, low),
    {
      type: 'rect' as const,
      left: left + lowWidth,
      top: top + 2,
      shape: { width: SCALE_WIDTH, height: 9, r: 2 },
      style: { fill },
      silent: true,
    },
    text(left + lowWidth + SCALE_WIDTH + 8, high),
  ]
}

function heatmapTooltip(input: ChartInput, spec: HeatmapChart, model: ReturnType<typeof heatmapModel>) {
  const { label } = columnOf(input.table, spec.value)
  return (pointed: unknown): string => {
    const square = model.squares[pointedIndex(pointed) ?? -1]
    if (!square) return ''
    const title = `${model.down[square.y]?.title ?? ''} · ${model.across[square.x]?.title ?? ''}`
    return tooltipHtml(title, [{ name: label, value: square.text }], input)
  }
}

export function heatmapHeight(input: ChartInput, spec: HeatmapChart): number {
  const model = heatmapModel(input, spec)
  const names = nameColumn(
    input,
    model.down.map(({ title }) => title),
  )
  const row = Math.max(26, names.lines * LINE_HEIGHT + 6)
  return Math.ceil(head(input, []).top + SCALE_HEIGHT + model.down.length * row + 70)
}
