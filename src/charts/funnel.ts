import type { CustomSeriesRenderItem, CustomSeriesRenderItemReturn, EChartsOption } from 'echarts'
import type { FunnelChart } from '../base/index.ts'
import {
  baseOption,
  edgeOf,
  FONT_FAMILY,
  head,
  LABEL_SIZE,
  LINE_HEIGHT,
  tooltipStyle,
  type LegendEntry,
} from './frame.ts'
import { type FunnelBar, type FunnelModel, funnelModel } from './funnel-model.ts'
import { widthOf, type ChartInput } from './input.ts'
import { nameColumn, SLACK } from './layout.ts'
import { columnOf } from './model.ts'
import { textWidth, wrapText } from './text.ts'
import { colours, seriesColour, type Colours } from './theme.ts'
import { tooltipHtml } from './tooltip.ts'
import { words } from './words.ts'

/** Below this width the names of the steps stand above their bars. */
const NARROW = 560
const BAR = 26
const GROUP_BAR = 15
const GROUP_GAP = 3
const LOSS_SIZE = 11
const LOSS_HEIGHT = 19
const STEP_GAP = 14
const NAME_GAP = 3
/** above a name that stands over its bar, so that the loss above stays with the bar before */
const NARROW_GAP = 7
const LABEL_GAP = 7
/** a bar of one in a million is still seen */
const SHORTEST = 2

/** Bars from wide to narrow, one for each step or for each group at each step, with what is lost in between. */
export function funnelOption(input: ChartInput, spec: FunnelChart): EChartsOption {
  const theme = colours(input.theme)
  const model = funnelModel(input, spec)
  const plan = layoutOf(input, model)
  const { top, option } = head(input, legendOf(model, theme))
  const hidden = { show: false, axisLine: { show: false }, splitLine: { show: false } }
  return {
    ...baseOption(input),
    ...option,
    grid: {
      left: edgeOf(input) + plan.names.left,
      right: edgeOf(input) + plan.labelWidth,
      top: top + 2,
      bottom: edgeOf(input),
      outerBoundsMode: 'none',
    },
    xAxis: { type: 'value', min: 0, max: 1, ...hidden },
    yAxis: { type: 'category', inverse: true, data: [...model.steps], ...hidden },
    tooltip: { ...tooltipStyle(input), trigger: 'item', formatter: funnelTooltip(input, spec, model, theme) },
    series: [
      {
        type: 'custom',
        name: 'steps',
        silent: true,
        clip: false,
        data: places(model),
        renderItem: names(model, plan, theme),
      },
      ...model.groups.map(({ name, bars }, at) => ({
        type: 'custom' as const,
        name: name ?? columnOf(input.table, spec.value).label,
        clip: false,
        data: places(model),
        renderItem: bar({ bars, at, of: model.groups.length }, plan, theme),
      })),
    ],
  }
}

const places = (model: FunnelModel) => model.steps.map((_, at) => [0, at])

const legendOf = ({ groups }: FunnelModel, theme: Colours): LegendEntry[] =>
  groups.flatMap(({ name }, at) =>
    name === undefined ? [] : [{ name, colour: seriesColour(at, theme), shape: 'box' as const }],
  )

interface Layout {
  /** names of the steps, wrapped; `left` is 0 where they stand above the bars */
  names: { lines: readonly (readonly string[])[]; left: number; height: number }
  /** bars of one step, one under another */
  barsHeight: number
  barHeight: number
  lossHeight: number
  labelWidth: number
}

function layoutOf(input: ChartInput, model: FunnelModel): Layout {
  const isNarrow = widthOf(input) < NARROW
  const isGrouped = model.groups[0]?.name !== undefined
  const count = Math.max(1, model.groups.length)
  const barHeight = isGrouped ? GROUP_BAR : BAR
  const barsHeight = count * barHeight + (count - 1) * GROUP_GAP
  const labels = model.groups.flatMap(({ bars }) => bars.map((one) => labelOf(one, isGrouped)))
  const column = nameColumn(input, model.steps, 0.3)
  const lines = isNarrow
    ? model.steps.map((step) => wrapText(step, (widthOf(input) - 2 * edgeOf(input)) / SLACK, LABEL_SIZE, 2))
    : column.texts.map((text) => text.split('\n'))
  const most = Math.max(1, ...lines.map((each) => each.length))
  return {
    names: { lines, left: isNarrow ? 0 : column.width + 12, height: isNarrow ? most * LINE_HEIGHT + NAME_GAP : 0 },
    barsHeight: isNarrow ? barsHeight : Math.max(barsHeight, most * LINE_HEIGHT),
    barHeight,
    lossHeight: isGrouped ? STEP_GAP : LOSS_HEIGHT + (isNarrow ? NARROW_GAP : 0),
    labelWidth: Math.max(0, ...labels.map((text) => textWidth(text, LABEL_SIZE))) * SLACK + LABEL_GAP,
  }
}

/** One funnel is about people, several beside each other about shares. */
function labelOf({ value, valueText, shareText }: FunnelBar, isGrouped: boolean): string {
  if (value === null) return valueText
  return isGrouped ? `${shareText} · ${valueText}` : `${valueText} · ${shareText}`
}

const textStyle = (fill: string, fontSize = LABEL_SIZE) => ({ fill, fontSize, fontFamily: FONT_FAMILY })

interface Area {
  x: number
  y: number
  width: number
  height: number
}

/** Where a step begins: the first has no loss above it. */
function rowTop({ y, height }: Area, at: number, steps: number, { lossHeight }: Layout): number {
  return y + at * ((height + lossHeight) / steps)
}

function names(model: FunnelModel, plan: Layout, theme: Colours): CustomSeriesRenderItem {
  return (params): CustomSeriesRenderItemReturn => {
    const at = params.dataIndex
    const area = params.coordSys as unknown as Area
    const top = rowTop(area, at, model.steps.length, plan)
    const isBeside = plan.names.left > 0
    const lines = plan.names.lines[at] ?? []
    const name = {
      type: 'text' as const,
      x: isBeside ? area.x - 12 : area.x,
      y: isBeside ? top + plan.barsHeight / 2 : top + plan.names.height - NAME_GAP,
      style: {
        ...textStyle(theme.text),
        text: lines.join('\n'),
        lineHeight: LINE_HEIGHT,
        align: isBeside ? ('right' as const) : ('left' as const),
        verticalAlign: isBeside ? ('middle' as const) : ('bottom' as const),
      },
    }
    const lost =
      model.groups.length === 1 && model.groups[0]?.name === undefined ? model.groups[0]?.bars[at]?.lostText : ''
    if (!lost) return { type: 'group', children: [name] }
    const isWorst = at === model.worst
    const loss = {
      type: 'text' as const,
      x: area.x + 1,
      y: top - plan.lossHeight + LOSS_HEIGHT / 2,
      style: {
        ...textStyle(isWorst ? theme.text : theme.muted, LOSS_SIZE),
        text: lost,
        fontWeight: isWorst ? ('bold' as const) : ('normal' as const),
        align: 'left' as const,
        verticalAlign: 'middle' as const,
      },
    }
    return { type: 'group', children: [name, loss] }
  }
}

function bar(
  group: { bars: readonly FunnelBar[]; at: number; of: number },
  plan: Layout,
  theme: Colours,
): CustomSeriesRenderItem {
  return (params): CustomSeriesRenderItemReturn => {
    const one = group.bars[params.dataIndex]
    if (!one) return null
    const area = params.coordSys as unknown as Area
    const inner = group.of * plan.barHeight + (group.of - 1) * GROUP_GAP
    const y =
      rowTop(area, params.dataIndex, group.bars.length, plan) +
      plan.names.height +
      (plan.barsHeight - inner) / 2 +
      group.at * (plan.barHeight + GROUP_GAP)
    const share = Math.min(1, one.share ?? 0)
    const width = one.value === null ? 0 : Math.max(one.value > 0 ? SHORTEST : 0, share * area.width)
    const colour = seriesColour(group.at, theme)
    const box = (x: number, length: number, fill: string) => ({
      type: 'rect' as const,
      shape: { x, y, width: length, height: plan.barHeight, r: 2 },
      style: { fill },
    })
    return {
      type: 'group',
      children: [
        box(area.x, area.width, theme.grid),
        box(area.x, width, colour),
        {
          type: 'text',
          x: area.x + area.width + LABEL_GAP,
          y: y + plan.barHeight / 2,
          style: {
            ...textStyle(theme.text),
            text: labelOf(one, group.of > 1),
            align: 'left',
            verticalAlign: 'middle',
          },
        },
      ],
    }
  }
}

function funnelTooltip(input: ChartInput, spec: FunnelChart, model: FunnelModel, theme: Colours) {
  return (pointed: unknown): string => {
    const { dataIndex, seriesIndex } = pointed as { dataIndex?: number; seriesIndex?: number }
    const group = model.groups[(seriesIndex ?? 0) - 1]
    const one = group?.bars[dataIndex ?? -1]
    if (!group || !one) return ''
    const say = (key: string) => words.say(input.locale, key)
    const name = group.name ?? columnOf(input.table, spec.value).label
    const lines = [
      { name, value: one.valueText, colour: seriesColour((seriesIndex ?? 1) - 1, theme) },
      { name: say('of_first_step'), value: one.shareText },
      ...(one.lostText ? [{ name: say('lost_before'), value: one.lostText }] : []),
    ]
    return tooltipHtml(model.steps[dataIndex ?? 0] ?? '', lines, input)
  }
}

/** The height in which every step has its room. */
export function funnelHeight(input: ChartInput, spec: FunnelChart): number {
  const model = funnelModel(input, spec)
  const plan = layoutOf(input, model)
  const { top } = head(input, legendOf(model, colours(input.theme)))
  const row = plan.names.height + plan.barsHeight + plan.lossHeight
  return Math.ceil(top + 2 + Math.max(1, model.steps.length) * row - plan.lossHeight + edgeOf(input) + 2)
}
