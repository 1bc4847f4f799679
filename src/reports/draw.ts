import { chartHeight, renderSvg, type ChartInput, type SvgRequest, type Theme } from '../charts/index.ts'
import type { DocumentBlock, ReportDocument } from './contract.ts'

export type ChartBlock = Extract<DocumentBlock, { kind: 'chart' }>

/** A chart of a document as SVG. */
export const drawChart = (
  chart: ChartBlock,
  document: ReportDocument,
  request: SvgRequest & { theme: Theme },
): Promise<string> => renderSvg({ ...inputOf(chart, document), theme: request.theme }, request)

/** The height that suits the chart at a width, in pixels. */
export const chartHeightOf = (chart: ChartBlock, document: ReportDocument, width: number): number =>
  chartHeight({ ...inputOf(chart, document), width })

const inputOf = (
  { spec, table, incompleteFrom }: ChartBlock,
  { locale, currency, timeZone }: ReportDocument,
): ChartInput => ({ spec, table, locale, currency, timeZone, incompleteFrom, theme: 'light' })
