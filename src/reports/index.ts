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
export { closeDrawing } from './drawing-thread.ts'
export { exportFile } from './export.ts'
export { fileName } from './file-name.ts'
export { asOfLine, dateLine, periodLine } from './lines.ts'
export { renderReport } from './render.ts'
