import type { SeriesOption } from 'echarts'
import type { ChartSpan } from '../base/index.ts'
import { LABEL_SIZE, LINE_HEIGHT } from './frame.ts'
import type { ChartInput } from './input.ts'
import { SLACK } from './layout.ts'
import type { CartesianModel } from './model.ts'
import { spanPositions } from './period.ts'
import { textWidth, wrapText } from './text.ts'
import { colours } from './theme.ts'

const NARROWEST_LABEL = 120

/**
 * Shaded stretches of the horizontal axis with their names above the plot. They lie on a hidden axis counted in cells,
 * because an axis of categories knows no place between two of them.
 */
export function spanLayer(input: ChartInput, spans: readonly ChartSpan[], model: CartesianModel, plotWidth: number) {
  const theme = colours(input.theme)
  const cells = model.categories.length
  const cell = plotWidth / Math.max(1, cells)
  const areas = spans.flatMap((span) => {
    const place = placeOf(span, model)
    if (!place) return []
    const room = Math.min(plotWidth, Math.max(NARROWEST_LABEL, (place.to - place.from) * cell))
    const lines = wrapText(span.label, room / SLACK, LABEL_SIZE, 2)
    const half = (Math.max(...lines.map((line) => textWidth(line, LABEL_SIZE))) * SLACK) / 2
    const centre = ((place.from + place.to) / 2) * cell
    // a name at the edge is moved inwards
    const shift = Math.max(0, half - centre) - Math.max(0, centre + half - plotWidth)
    return [{ ...place, lines, shift }]
  })
  if (areas.length === 0) return { axis: [], series: [] as SeriesOption[], height: 0 }
  const height = Math.max(...areas.map(({ lines }) => lines.length)) * LINE_HEIGHT + 2
  const series: SeriesOption = {
    type: 'line',
    name: 'spans',
    xAxisIndex: 1,
    data: [],
    silent: true,
    tooltip: { show: false },
    markArea: {
      silent: true,
      itemStyle: { color: theme.shade, opacity: 0.16 },
      label: { position: 'top', distance: 3, color: theme.muted, fontSize: LABEL_SIZE, lineHeight: LINE_HEIGHT },
      data: areas.map(({ from, to, lines, shift }) => [
        { xAxis: from, name: lines.join('\n'), label: { offset: [shift, 0] } },
        { xAxis: to },
      ]),
    },
  }
  const axis = { type: 'value' as const, min: 0, max: cells, show: false, axisPointer: { show: false } }
  return { axis: [axis], series: [series], height }
}

function placeOf(span: ChartSpan, { categories, grain }: CartesianModel): { from: number; to: number } | undefined {
  const values = categories.map(({ value }) => String(value))
  if (grain) return spanPositions(span, values, grain)
  const [from, to] = [values.indexOf(span.from), values.indexOf(span.to)]
  return from >= 0 && to >= from ? { from, to: to + 1 } : undefined
}
