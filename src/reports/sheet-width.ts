import type { Column } from '../base/index.ts'
import { textWidth } from '../charts/index.ts'

/** Rows from the beginning that decide how wide a column is. */
export const MEASURED_ROWS = 200
const WIDEST_COLUMN = 60
const NARROWEST_COLUMN = 9
const WIDEST_LABEL = 28
/** one character of the spreadsheet's usual face, in units of `textWidth` at size 1 */
const CHARACTER = 0.54

/** How wide a column of a sheet is for these texts and its own label, in characters. */
export function sheetColumnWidth({ label, unit }: Pick<Column, 'label' | 'unit'>, texts: readonly string[]): number {
  const shown = unit === 'instant' ? ['2023-01-01 00:00'] : unit === 'day' ? ['2023-01-01'] : texts
  const body = Math.max(0, ...shown.map((text) => textWidth(text, 1) / CHARACTER))
  const word = Math.max(0, ...label.split(/\s+/).map((each) => textWidth(each, 1, 'bold') / CHARACTER))
  const whole = Math.min(textWidth(label, 1, 'bold') / CHARACTER, WIDEST_LABEL)
  return Math.ceil(Math.min(WIDEST_COLUMN, Math.max(NARROWEST_COLUMN, body, word, whole) + 2))
}
