import type { CustomSeriesRenderItem, CustomSeriesRenderItemReturn, EChartsOption } from 'echarts'
import type { SankeyChart } from '../base/index.ts'
import { baseOption, edgeOf, FONT_FAMILY, head, LABEL_SIZE, LINE_HEIGHT, tooltipStyle } from './frame.ts'
import { widthOf, type ChartInput } from './input.ts'
import { SLACK } from './layout.ts'
import { columnOf } from './model.ts'
import { sankeyModel, scaleOf, slotsOf, type SankeyModel, type SankeyNode, type Slot } from './sankey-model.ts'
import { cutText, textWidth } from './text.ts'
import { colours, seriesColour, type Colours } from './theme.ts'
import { tooltipHtml } from './tooltip.ts'
import { words } from './words.ts'

const NODE_WIDTH = 9
const NAME_GAP = 7
/** the most of the width that names of one side take */
const NAME_SHARE = 0.3
const LEAST_HEIGHT = 280
const ROW_HEIGHT = 38
const SMALL_ROW_HEIGHT = 24
const HEADING = 22
const FLOW_OPACITY = 0.5
const SAME_OPACITY = 0.9

/** What went where: states at the left, states at the right, and between them bands as thick as what went. */
export function sankeyOption(input: ChartInput, spec: SankeyChart): EChartsOption {
  const theme = colours(input.theme)
  const model = sankeyModel(input, spec)
  const plan = planOf(input, spec, model)
  const { option } = head(input, [])
  const items = [...model.flows.keys(), ...model.left.keys(), ...model.right.keys()]
  return {
    ...baseOption(input),
    ...option,
    tooltip: { ...tooltipStyle(input), trigger: 'item', formatter: sankeyTooltip(input, spec, model, theme) },
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        name: columnOf(input.table, spec.value).label,
        data: items,
        renderItem: item(model, plan, theme),
      },
    ],
    graphic: headings(input, spec, plan, theme),
  }
}

interface Plan {
  top: number
  height: number
  /** where the left nodes begin and where the right ones do */
  leftX: number
  rightX: number
  leftSlots: readonly Slot[]
  rightSlots: readonly Slot[]
  nameWidth: number
}

function planOf(input: ChartInput, spec: SankeyChart, model: SankeyModel): Plan {
  const edge = edgeOf(input)
  const top = head(input, []).top + HEADING
  const height = plotHeight(input, model)
  const labels = [...model.left, ...model.right].map(({ name, valueText }) => `${name} ${valueText}`)
  const heads = [spec.from, spec.to].map((name) => columnOf(input.table, name).label)
  const widest = Math.max(0, ...[...labels, ...heads].map((text) => textWidth(text, LABEL_SIZE))) * SLACK + 4
  const nameWidth = Math.min(widest, (widthOf(input) - 2 * edge) * NAME_SHARE)
  const scale = scaleOf(model, height)
  return {
    top,
    height,
    leftX: edge + nameWidth + NAME_GAP,
    rightX: widthOf(input) - edge - nameWidth - NAME_GAP - NODE_WIDTH,
    leftSlots: slotsOf(model.left, scale, top),
    rightSlots: slotsOf(model.right, scale, top),
    nameWidth,
  }
}

const plotHeight = (input: ChartInput, { left, right }: SankeyModel): number =>
  Math.max(
    input.compact ? LEAST_HEIGHT / 2 : LEAST_HEIGHT,
    Math.max(left.length, right.length) * (input.compact ? SMALL_ROW_HEIGHT : ROW_HEIGHT),
  )

/** What the two sides are, above them. */
function headings(input: ChartInput, spec: SankeyChart, plan: Plan, theme: Colours) {
  const room = widthOf(input) / 2 - edgeOf(input) - NAME_GAP
  const heading = (name: string, x: number, align: 'left' | 'right') => ({
    type: 'text' as const,
    x,
    y: plan.top - HEADING + 2,
    style: {
      text: cutText(columnOf(input.table, name).label, room / SLACK, LABEL_SIZE),
      fill: theme.muted,
      fontSize: LABEL_SIZE,
      fontFamily: FONT_FAMILY,
      align,
    },
    silent: true,
  })
  return [heading(spec.from, edgeOf(input), 'left'), heading(spec.to, widthOf(input) - edgeOf(input), 'right')]
}

function item(model: SankeyModel, plan: Plan, theme: Colours): CustomSeriesRenderItem {
  const bands = bandsOf(model, plan)
  return (params): CustomSeriesRenderItemReturn => {
    const at = params.dataIndex
    const flow = model.flows[at]
    if (flow) {
      return {
        type: 'path',
        // what stays lies under what moves
        z2: flow.isSame ? 0 : 1,
        shape: { pathData: bands[at] ?? '' },
        style: {
          fill: flow.isSame ? theme.grid : seriesColour(flow.from, theme),
          opacity: flow.isSame ? SAME_OPACITY : FLOW_OPACITY,
        },
      }
    }
    const place = at - model.flows.length
    const isLeft = place < model.left.length
    const index = isLeft ? place : place - model.left.length
    const node = (isLeft ? model.left : model.right)[index]
    const slot = (isLeft ? plan.leftSlots : plan.rightSlots)[index]
    return node && slot
      ? nodeShape(node, slot, { isLeft, fill: nodeColour(model, isLeft, index, theme) }, plan, theme)
      : null
  }
}

/** A state keeps the colour that it had at the left. */
function nodeColour({ left, right }: SankeyModel, isLeft: boolean, index: number, theme: Colours): string {
  if (isLeft) return seriesColour(index, theme)
  const same = left.findIndex(({ name }) => name === right[index]?.name)
  return same >= 0 ? seriesColour(same, theme) : theme.quiet
}

function nodeShape(
  { name, valueText }: SankeyNode,
  slot: Slot,
  { isLeft, fill }: { isLeft: boolean; fill: string },
  plan: Plan,
  theme: Colours,
): CustomSeriesRenderItemReturn {
  const x = isLeft ? plan.leftX : plan.rightX
  const align = isLeft ? ('right' as const) : ('left' as const)
  const room = plan.nameWidth / SLACK
  const isTall = slot.height >= 2 * LINE_HEIGHT
  const short = cutText(name, room - textWidth(` ${valueText}`, LABEL_SIZE), LABEL_SIZE)
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        z2: 2,
        shape: { x, y: slot.nodeTop, width: NODE_WIDTH, height: slot.nodeHeight, r: 1 },
        style: { fill },
      },
      {
        type: 'text',
        x: isLeft ? x - NAME_GAP : x + NODE_WIDTH + NAME_GAP,
        y: slot.top + slot.height / 2,
        style: {
          text: isTall ? `${cutText(name, room, LABEL_SIZE)}\n${valueText}` : `${short} ${valueText}`,
          fill: theme.text,
          fontSize: LABEL_SIZE,
          fontFamily: FONT_FAMILY,
          lineHeight: LINE_HEIGHT,
          align,
          verticalAlign: 'middle',
        },
      },
    ],
  }
}

/** Outlines of the bands: at both nodes they stand under one another in the order of the other side. */
function bandsOf({ flows, left, right }: SankeyModel, { leftX, rightX, leftSlots, rightSlots }: Plan): string[] {
  const leaving = leftSlots.map(({ nodeTop }) => nodeTop)
  const arriving = rightSlots.map(({ nodeTop }) => nodeTop)
  const [x0, x1] = [leftX + NODE_WIDTH, rightX]
  const middle = (x0 + x1) / 2
  return flows.map(({ from, to, value }) => {
    const begin = leaving[from]!
    const end = arriving[to]!
    const begun = begin + (value / left[from]!.value) * leftSlots[from]!.nodeHeight
    const ended = end + (value / right[to]!.value) * rightSlots[to]!.nodeHeight
    leaving[from] = begun
    arriving[to] = ended
    const [a, b, c, d] = [begin, end, ended, begun].map((y) => y.toFixed(2))
    return `M${x0},${a}C${middle},${a},${middle},${b},${x1},${b}L${x1},${c}C${middle},${c},${middle},${d},${x0},${d}Z`
  })
}

function sankeyTooltip(input: ChartInput, spec: SankeyChart, model: SankeyModel, theme: Colours) {
  const { label } = columnOf(input.table, spec.value)
  return (pointed: unknown): string => {
    const at = (pointed as { dataIndex?: number }).dataIndex ?? -1
    const flow = model.flows[at]
    if (flow) {
      const names = `${model.left[flow.from]?.name ?? ''} → ${model.right[flow.to]?.name ?? ''}`
      const lines = [
        { name: label, value: flow.valueText, colour: seriesColour(flow.from, theme) },
        { name: words.say(input.locale, 'of_those_who_left'), value: flow.shareText },
      ]
      return tooltipHtml(names, lines, input)
    }
    const node = [...model.left, ...model.right][at - model.flows.length]
    return node ? tooltipHtml(node.name, [{ name: label, value: node.valueText }], input) : ''
  }
}

/** The height in which every name has its line. */
export function sankeyHeight(input: ChartInput, spec: SankeyChart): number {
  const { top, height } = planOf(input, spec, sankeyModel(input, spec))
  return Math.ceil(top + height + edgeOf(input) + 4)
}
