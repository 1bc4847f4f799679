import type { EChartsOption } from 'echarts'
import { describe } from './describe.ts'
import { widthOf, type ChartInput } from './input.ts'
import { cutText, textWidth, wrapText } from './text.ts'
import { colours, type Colours } from './theme.ts'

export const FONT_FAMILY = "'PT Sans', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"
export const LABEL_SIZE = 12
export const LINE_HEIGHT = 15
const TITLE_SIZE = 16
const TITLE_LINE = 21
const SUBTITLE_SIZE = 12.5
const LEGEND_ROW = 20
const LEGEND_ICON = 14
const ICON_GAP = 6
const LEGEND_GAP = 16
export const EDGE = 14

/** What stands above the plot, measured: the height that it takes, and its options. */
export interface Head {
  top: number
  option: EChartsOption
}

export interface LegendEntry {
  name: string
  colour: string
  shape: 'line' | 'dashes' | 'box'
}

/** Title and legend, placed line by line so that nothing overlaps however long the names are. */
export function head(input: ChartInput, entries: readonly LegendEntry[]): Head {
  const theme = colours(input.theme)
  const room = widthOf(input) - 2 * edgeOf(input)
  const titles = titleTexts(input, room, theme)
  const legend = entries.length > 0 ? legendOption(entries, room, titles.height, input, theme) : undefined
  return {
    top: (legend ? legend.bottom + 10 : titles.height) + (legend || titles.height > 0 ? 0 : 8),
    option: { ...titles.option, ...(legend ? { legend: legend.options } : {}) },
  }
}

/** A picture with a title travels alone and has a margin; one in a frame of the page has none. */
export const edgeOf = ({ title }: ChartInput): number => (title === undefined ? 2 : EDGE)

function titleTexts(input: ChartInput, room: number, theme: Colours): { height: number; option: EChartsOption } {
  if (input.title === undefined) return { height: 0, option: {} }
  const title = wrapText(input.title, room * 0.97, TITLE_SIZE * 1.06, 3)
  const subtitle = input.subtitle ? wrapText(input.subtitle, room * 0.97, SUBTITLE_SIZE, 3) : []
  const subtitleTop = EDGE + title.length * TITLE_LINE
  return {
    height: subtitleTop + subtitle.length * 17 + 10,
    option: {
      title: [
        {
          text: title.join('\n'),
          left: EDGE,
          top: EDGE - 2,
          padding: 0,
          textStyle: { color: theme.text, fontSize: TITLE_SIZE, lineHeight: TITLE_LINE, fontWeight: 'bold' },
        },
        {
          text: subtitle.join('\n'),
          left: EDGE,
          top: subtitleTop,
          padding: 0,
          textStyle: { color: theme.muted, fontSize: SUBTITLE_SIZE, lineHeight: 17, fontWeight: 'normal' },
        },
      ],
    },
  }
}

function legendOption(entries: readonly LegendEntry[], room: number, top: number, input: ChartInput, theme: Colours) {
  const longest = room - LEGEND_ICON - ICON_GAP
  const lines: LegendEntry[][] = [[]]
  let used = 0
  for (const entry of entries) {
    const width = LEGEND_ICON + ICON_GAP + Math.min(longest, textWidth(entry.name, LABEL_SIZE)) + LEGEND_GAP
    if (used > 0 && used + width - LEGEND_GAP > room) {
      lines.push([])
      used = 0
    }
    lines.at(-1)?.push(entry)
    used += width
  }
  const options = lines.map((line, index) => ({
    type: 'plain' as const,
    left: edgeOf(input),
    top: top + index * LEGEND_ROW,
    padding: 0,
    itemGap: LEGEND_GAP,
    itemWidth: LEGEND_ICON,
    itemHeight: 10,
    // as wide as measured, so that the engine never breaks a line by its own guess
    width: room + 400,
    selectedMode: entries.length > 1,
    formatter: (name: string) => cutText(name, longest, LABEL_SIZE),
    textStyle: { color: theme.muted, fontSize: LABEL_SIZE, padding: [0, 0, 0, 1] },
    inactiveColor: theme.axis,
    data: line.map(({ name, colour, shape }) => ({
      name,
      icon: LEGEND_ICONS[shape],
      itemStyle: { color: colour, opacity: 1, borderWidth: 0 },
      lineStyle: { width: 0 },
    })),
  }))
  return { options, bottom: top + lines.length * LEGEND_ROW }
}

const LEGEND_ICONS: Record<LegendEntry['shape'], string> = {
  line: 'circle',
  dashes: 'path://M0,0h4v2h-4z M5.5,0h4v2h-4z M11,0h4v2h-4z',
  box: 'roundRect',
}

/** What every picture shares. */
export function baseOption(input: ChartInput): EChartsOption {
  const theme = colours(input.theme)
  return {
    animation: false,
    backgroundColor: 'transparent',
    color: [...theme.series],
    textStyle: { fontFamily: FONT_FAMILY, color: theme.text, fontSize: LABEL_SIZE },
    aria: { enabled: true, label: { enabled: true, description: describe(input) }, decal: { show: false } },
  }
}

/** The tooltip's look; its text is the picture's own. */
export function tooltipStyle(input: ChartInput) {
  const theme = colours(input.theme)
  return {
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.axis,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: theme.text, fontSize: LABEL_SIZE, fontFamily: FONT_FAMILY },
    extraCssText: 'box-shadow: 0 4px 14px rgb(0 0 0 / 14%); border-radius: 6px; max-width: 340px; white-space: normal;',
  }
}
