import type { EChartsOption } from 'echarts'
import { head } from './frame.ts'
import { funnelHeight, funnelOption } from './funnel.ts'
import { heatmapHeight, heatmapOption } from './heatmap.ts'
import { horizontalHeight, horizontalOption } from './horizontal.ts'
import { widthOf, type ChartInput } from './input.ts'
import { intervalHeight, intervalOption } from './interval.ts'
import { cartesianModel } from './model.ts'
import { sankeyHeight, sankeyOption } from './sankey.ts'
import { treemapHeight, treemapOption } from './treemap.ts'
import { legendEntries, verticalOption } from './vertical.ts'

/**
 * The picture as an option of ECharts: pure, the same on the server and in the browser.
 * Labels are measured and wrapped for `width`; give it the width that the picture will have.
 * @example chart.setOption(chartOption({ spec, table, locale: 'ru', theme: 'light', width: 640 }))
 */
export function chartOption(input: ChartInput): EChartsOption {
  const { spec } = input
  switch (spec.kind) {
    case 'heatmap':
      return heatmapOption(input, spec)
    case 'interval':
      return intervalOption(input, spec)
    case 'funnel':
      return funnelOption(input, spec)
    case 'treemap':
      return treemapOption(input, spec)
    case 'sankey':
      return sankeyOption(input, spec)
    case 'horizontal-bar':
      return horizontalOption(input, spec)
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked-bar':
      return verticalOption(input, spec)
  }
}

const PLOT_HEIGHT = 260
const SMALL_PLOT_HEIGHT = 150
const WIDEST_PHONE = 480
const PHONE_PLOT_HEIGHT = 220

/** The height in pixels that suits the picture: rows of horizontal pictures each have their room. */
export function chartHeight(input: ChartInput): number {
  const { spec } = input
  switch (spec.kind) {
    case 'heatmap':
      return heatmapHeight(input, spec)
    case 'interval':
      return intervalHeight(input, spec)
    case 'funnel':
      return funnelHeight(input, spec)
    case 'treemap':
      return treemapHeight(input, spec)
    case 'sankey':
      return sankeyHeight(input, spec)
    case 'horizontal-bar':
      return horizontalHeight(input, spec)
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked-bar': {
      const plot = input.compact ? SMALL_PLOT_HEIGHT : widthOf(input) < WIDEST_PHONE ? PHONE_PLOT_HEIGHT : PLOT_HEIGHT
      return head(input, legendEntries(cartesianModel(input, spec), spec, [])).top + plot
    }
  }
}
