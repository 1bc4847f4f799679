import { renderSvg, type ChartInput, type SvgRequest, type Theme } from '../charts/index.ts'
import type { DocumentBlock, ReportDocument } from './contract.ts'

export type ChartBlock = Extract<DocumentBlock, { kind: 'chart' }>

/** A chart of a document as SVG. */
export const drawChart = (
  { spec, table, incompleteFrom }: ChartBlock,
  { locale, currency, timeZone }: ReportDocument,
  request: SvgRequest & { theme: Theme },
): Promise<string> => {
  const input: ChartInput = { spec, table, locale, currency, timeZone, incompleteFrom, theme: request.theme }
  return renderSvg(input, request)
}
