import type { ChartInput } from './input.ts'
import type { SvgRequest } from './svg.ts'

export type { ChartInput, Theme } from './input.ts'
export { chartHeight, chartOption } from './option.ts'
export { grainOf, isPeriodValue, periodText } from './period.ts'
export type { SvgRequest } from './svg.ts'
export { textWidth } from './text.ts'
export { colours, colourTwins } from './theme.ts'

/** ECharts with only the parts that these pictures need, before the first of them is wanted. */
export const loadEngine = () => import('./engine.ts')

/** The same for pictures that answer the pointer: `const { init } = await loadLiveEngine()`. */
export const loadLiveEngine = () => import('./live-engine.ts')

/**
 * The picture as SVG text, drawn without a browser.
 * @example await renderSvg({ spec, table, locale: 'ru', theme: 'light' }, { width: 900, title: 'Время решения' })
 */
export async function renderSvg(input: ChartInput, request: SvgRequest = {}): Promise<string> {
  const { drawSvg } = await import('./svg.ts')
  return drawSvg(input, request)
}
