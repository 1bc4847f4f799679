import { init, setPlatformAPI } from './engine.ts'
import { widthOf, type ChartInput } from './input.ts'
import { chartHeight, chartOption } from './option.ts'
import { textWidth } from './text.ts'
import { colours } from './theme.ts'
import { describe } from './describe.ts'
import { FONT_FAMILY } from './frame.ts'
import { escapeHtml } from './tooltip.ts'

export interface SvgRequest {
  width?: number
  height?: number
  title?: string | undefined
  subtitle?: string | undefined
  /** begins every id inside: give pictures of one page different ones */
  id?: string
  /** paints the theme's surface behind the picture */
  hasBackground?: boolean
}

const SIZE = /([\d.]+)px/

/** Draws the picture without a browser. @returns an SVG element with a role and a description */
export function drawSvg(input: ChartInput, request: SvgRequest): string {
  // outside a browser every letter that is not Latin would count as wide as it is high
  setPlatformAPI({ measureText: (text, font) => ({ width: measure(text, font) }) })
  const sized: ChartInput = {
    ...input,
    width: request.width ?? widthOf(input),
    title: request.title ?? input.title,
    subtitle: request.subtitle ?? input.subtitle,
  }
  const height = request.height ?? input.height ?? chartHeight(sized)
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: widthOf(sized), height })
  // nobody points at a picture, and its engine has no part for that
  const { tooltip: _, ...option } = chartOption(sized)
  chart.setOption({
    ...option,
    ...(request.hasBackground ? { backgroundColor: colours(input.theme).surface } : {}),
  })
  const svg = chart.renderToSVGString({ useViewBox: true })
  chart.dispose()
  return finish(svg, request.id ?? 'chart', describe(sized), { width: widthOf(sized), height })
}

function measure(text: string, font = ''): number {
  const size = Number(SIZE.exec(font)?.[1] ?? 12)
  return textWidth(text, size, /\b(bold|[6-9]00)\b/.test(font) ? 'bold' : 'regular')
}

/** pieces that only catch the pointer */
const UNSEEN = /<path d="[^"]*"(?: transform="[^"]*")? fill="none" pointer-events="visible"><\/path>/g

/** The engine's ids and classes count up over a process' life; what is left here depends on the picture alone. */
function finish(svg: string, id: string, description: string, { width, height }: { width: number; height: number }) {
  return svg
    .replace(/<style[^>]*>[^]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(`font-family:${FONT_FAMILY};`, '')
    .replace(UNSEEN, '')
    .replace(/zr\d+-/g, `${id}-`)
    .replace(/\n+/g, '')
    .replace(/^<svg [^>]*>/, () => {
      const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
      const face = `font-family="${FONT_FAMILY}"`
      return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${face} role="img" aria-label="${escapeHtml(description)}">`
    })
}
