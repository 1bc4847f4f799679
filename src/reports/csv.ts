import type { Cell, Column, Locale, Table } from '../base/index.ts'
import { wallClock } from './clock.ts'
import type { RenderedFile } from './contract.ts'
import { fileName } from './file-name.ts'
import { words } from './words.ts'

const BYTE_ORDER_MARK = '\uFEFF'
/** a text that begins so is taken for a formula by spreadsheets */
const FORMULA_START = /^[=+\-@\t\r]/

/**
 * A table as CSV that a spreadsheet of the reader's country opens as it is: UTF-8 with a mark, `;` and a decimal
 * comma in Russian, `,` and a point in English. Figures are whole and without grouping; texts that look like formulas
 * begin with an apostrophe.
 */
export function tableCsv(title: string, table: Table, locale: Locale, timeZone = 'UTC'): RenderedFile {
  const separator = locale === 'ru' ? ';' : ','
  const line = (fields: readonly string[]) => `${fields.map((field) => quoted(field, separator)).join(separator)}\r\n`
  const head = line(table.columns.map(({ label }) => harmless(label)))
  const rows = table.rows.map((row) =>
    line(table.columns.map((column) => field(row[column.name] ?? null, column, locale, timeZone))),
  )
  return {
    name: `${fileName(title)}.csv`,
    mediaType: 'text/csv; charset=utf-8',
    content: new TextEncoder().encode(BYTE_ORDER_MARK + head + rows.join('')),
  }
}

function field(value: Cell, { unit, labels }: Column, locale: Locale, timeZone: string): string {
  if (value === null) return ''
  if (typeof value === 'number') return numberField(value, locale)
  if (typeof value === 'boolean') return words.say(locale, value ? 'yes' : 'no')
  return harmless(labels?.[value] ?? (unit === 'instant' ? wallClock(value, timeZone) : value))
}

const numberField = (value: number, locale: Locale): string =>
  Number.isFinite(value) ? (locale === 'ru' ? plainNumber(value).replace('.', ',') : plainNumber(value)) : ''

/** Without an exponent, which some spreadsheets read as text. */
const plainNumber = (value: number): string =>
  /e/.test(String(value)) ? WITHOUT_EXPONENT.format(value) : String(value)

const WITHOUT_EXPONENT = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 20 })

const harmless = (text: string): string => (FORMULA_START.test(text) ? `'${text}` : text)

const quoted = (text: string, separator: string): string =>
  /["\r\n]|^\s|\s$/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text
