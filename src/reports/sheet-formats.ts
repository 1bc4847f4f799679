import type { Unit } from '../base/index.ts'

export const XLSX_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Formats are the same everywhere; the spreadsheet writes separators as its own country does. */
export const SHEET_FORMATS: Partial<Record<Unit, string>> = {
  count: '#,##0',
  share: '0.0%',
  ratio: '0.00',
  score: '0.00',
  seconds: '#,##0',
  minutes: '#,##0.0',
  hours: '#,##0.0',
  days: '#,##0.0',
  money: '#,##0.00',
  number: '#,##0.00',
  day: 'yyyy-mm-dd',
  instant: 'yyyy-mm-dd hh:mm',
}
