import type { CustomSeriesRenderItem, CustomSeriesRenderItemReturn, EChartsOption } from 'echarts'
import type { TreemapChart } from '../base/index.ts'
import { baseOption, edgeOf, FONT_FAMILY, head, LABEL_SIZE, LINE_HEIGHT, tooltipStyle } from './frame.ts'
import { widthOf, type ChartInput } from './input.ts'
import { SLACK } from './layout.ts'
import { columnOf } from './model.ts'
import { cutText, textWidth, wrapText } from './text.ts'
import { colours, isPale, scaleColour, type Colours } from './theme.ts'
import { tooltipHtml } from './tooltip.ts'
import { squarified, treemapModel, type Area, type TreemapPart } from './treemap-model.ts'
import { words } from './words.ts'

const PLOT = 320
const SMALL_PLOT = 170
const PADDING = 8
const GAP = 1.5
/** the lightest part is still told from the surface */
const LIGHTEST = 0.12
const MOST_NAME_LINES = 3
/** letters below which a cut name says nothing */
const LEAST_LETTERS = 4

/** Parts of a whole as areas. Names that no part has room for stand under the picture. */
export function treemapOption(input: ChartInput, spec: TreemapChart): EChartsOption {
  const theme = colours(input.theme)
  const parts = treemapModel(input, spec)
  const { top, option } = head(input, [])
  const plan = planOf(input, parts)
  const areas = squarified(
    parts.map(({ share }) => share),
    { x: edgeOf(input), y: top + 2, width: widthOf(input) - 2 * edgeOf(input), height: plan.plotHeight },
  )
  return {
    ...baseOption(input),
    ...option,
    graphic: plan.small.map((text, line) => ({
      type: 'text' as const,
      left: edgeOf(input),
      top: top + 2 + plan.plotHeight + 8 + line * LINE_HEIGHT,
      style: { text, fill: theme.muted, fontSize: LABEL_SIZE, fontFamily: FONT_FAMILY },
      silent: true,
    })),
    tooltip: { ...tooltipStyle(input), trigger: 'item', formatter: treemapTooltip(input, spec, parts, theme) },
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        name: columnOf(input.table, spec.value).label,
        data: parts.map(({ value }) => value),
        renderItem: part(parts, areas, theme),
      },
    ],
  }
}

interface Plan {
  plotHeight: number
  /** lines with the names that have no room in their parts, or are cut there */
  small: readonly string[]
}

function planOf(input: ChartInput, parts: readonly TreemapPart[]): Plan {
  const plotHeight = input.compact ? SMALL_PLOT : PLOT
  const width = widthOf(input) - 2 * edgeOf(input)
  const areas = squarified(
    parts.map(({ share }) => share),
    { x: 0, y: 0, width, height: plotHeight },
  )
  const cut = parts.filter((each, at) => !isNamed(labelLines(each, areas[at]!)))
  if (cut.length === 0 || input.compact) return { plotHeight, small: [] }
  const list = cut.map(({ name, valueText }) => `${name} — ${valueText}`).join(', ')
  const text = words.say(input.locale, 'small_parts', { list })
  return { plotHeight, small: wrapText(text, width / SLACK, LABEL_SIZE, 3) }
}

const isNamed = (lines: readonly string[]): boolean => lines.length > 0 && !lines.some((line) => line.endsWith('…'))

/** The name in as many lines as fit, then its figures; nothing where not even the beginning of the name has room. */
function labelLines({ name, valueText, shareText }: TreemapPart, { width, height }: Area): string[] {
  const room = (width - 2 * PADDING) / SLACK
  const lines = Math.floor((height - 2 * PADDING + 4) / LINE_HEIGHT)
  if (lines < 1 || room < textWidth(name.slice(0, LEAST_LETTERS), LABEL_SIZE)) return []
  const both = `${valueText} · ${shareText}`
  const figures = [both, valueText].find((text) => textWidth(text, LABEL_SIZE) <= room)
  if (lines === 1 || figures === undefined) return wrapText(name, room, LABEL_SIZE, Math.min(lines, MOST_NAME_LINES))
  return [...wrapText(name, room, LABEL_SIZE, Math.min(lines - 1, MOST_NAME_LINES)), figures]
}

function part(parts: readonly TreemapPart[], areas: readonly Area[], theme: Colours): CustomSeriesRenderItem {
  return (params): CustomSeriesRenderItemReturn => {
    const [one, area] = [parts[params.dataIndex], areas[params.dataIndex]]
    if (!one || !area) return null
    const fill = scaleColour(LIGHTEST + (1 - LIGHTEST) * one.shade, theme.scale)
    const lines = labelLines(one, area)
    const ink = isPale(fill) ? '#14202b' : '#ffffff'
    const box = {
      type: 'rect' as const,
      shape: {
        x: area.x + GAP / 2,
        y: area.y + GAP / 2,
        width: Math.max(0.5, area.width - GAP),
        height: Math.max(0.5, area.height - GAP),
        r: 2,
      },
      style: { fill },
    }
    const label = {
      type: 'text' as const,
      x: area.x + PADDING,
      y: area.y + PADDING - 1,
      style: {
        text: lines.join('\n'),
        fill: ink,
        fontSize: LABEL_SIZE,
        fontFamily: FONT_FAMILY,
        lineHeight: LINE_HEIGHT,
        align: 'left' as const,
        verticalAlign: 'top' as const,
      },
    }
    return { type: 'group', children: lines.length > 0 ? [box, label] : [box] }
  }
}

function treemapTooltip(input: ChartInput, spec: TreemapChart, parts: readonly TreemapPart[], theme: Colours) {
  return (pointed: unknown): string => {
    const one = parts[(pointed as { dataIndex?: number }).dataIndex ?? -1]
    if (!one) return ''
    const colour = scaleColour(LIGHTEST + (1 - LIGHTEST) * one.shade, theme.scale)
    const lines = [
      { name: columnOf(input.table, spec.value).label, value: `${one.valueText} · ${one.shareText}`, colour },
      ...(spec.shade ? [{ name: columnOf(input.table, spec.shade).label, value: one.shadeText }] : []),
    ]
    return tooltipHtml(cutText(one.name, 320, LABEL_SIZE), lines, input)
  }
}

export function treemapHeight(input: ChartInput, spec: TreemapChart): number {
  const { plotHeight, small } = planOf(input, treemapModel(input, spec))
  const below = small.length > 0 ? 8 + small.length * LINE_HEIGHT : 0
  return Math.ceil(head(input, []).top + 2 + plotHeight + below + edgeOf(input) + 2)
}
