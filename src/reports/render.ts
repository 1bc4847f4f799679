import type { Theme } from '../charts/index.ts'
import type { RenderedFile, ReportDocument, ReportFormat } from './contract.ts'
import { draw } from './drawing-thread.ts'

/**
 * A finished report as files: one for html, pdf, xlsx and md, one per chart for png.
 * `theme` is the look of pictures, `width` how wide they are drawn (points, two pixels each): less makes their letters larger; pages follow the reader's device and paper is light. Each renderer is loaded when it is first asked for; what draws charts works in a thread of its own.
 */
export async function renderReport(
  document: ReportDocument,
  format: ReportFormat,
  { theme = 'light', width }: { theme?: Theme; width?: number } = {},
): Promise<RenderedFile[]> {
  switch (format) {
    case 'xlsx':
      return [await (await import('./xlsx.ts')).reportXlsx(document)]
    case 'md':
      return [(await import('./markdown.ts')).reportMarkdown(document)]
    default:
      return draw({ document, format, theme, width })
  }
}
