import type { Theme } from '../charts/index.ts'
import type { RenderedFile, ReportDocument, ReportFormat } from './contract.ts'

/**
 * A finished report as files: one for html, pdf, xlsx and md, one per chart for png.
 * `theme` is the look of pictures, `width` how wide they are drawn (points, two pixels each): less makes their letters larger; pages follow the reader's device and paper is light. Each renderer, and whatever heavy library it needs, is loaded when it is first asked for.
 */
export async function renderReport(
  document: ReportDocument,
  format: ReportFormat,
  { theme = 'light', width }: { theme?: Theme; width?: number } = {},
): Promise<RenderedFile[]> {
  switch (format) {
    case 'html':
      return [await (await import('./html.ts')).reportHtml(document)]
    case 'pdf':
      return [await (await import('./pdf.ts')).reportPdf(document)]
    case 'xlsx':
      return [await (await import('./xlsx.ts')).reportXlsx(document)]
    case 'md':
      return [(await import('./markdown.ts')).reportMarkdown(document)]
    case 'png':
      return (await import('./pictures.ts')).reportPictures(document, theme, width)
  }
}
