import type { Locale, Table } from '../base/index.ts'
import type { RenderedFile } from './contract.ts'

export { buildReport, STALE_AFTER_HOURS } from './build.ts'
export {
  besideText,
  changeText,
  isNumeric,
  printedRows,
  standsOutText,
  usualBounds,
  usualText,
  valueText,
  type Writing,
} from './cells.ts'
export * from './contract.ts'
export { tableCsv } from './csv.ts'
export { fileName } from './file-name.ts'
export { asOfLine, dateLine, periodLine } from './lines.ts'
export { closePngThread, renderPng } from './png.ts'
export { renderReport } from './render.ts'

/** One table as a workbook: for exports of a tile. */
export async function tableXlsx(title: string, table: Table, locale: Locale, timeZone = 'UTC'): Promise<RenderedFile> {
  const xlsx = await import('./xlsx.ts')
  return xlsx.tableXlsx(title, table, locale, timeZone)
}
