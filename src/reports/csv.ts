import { harmlessText, type Cell, type Column, type Locale, type Table } from '../base/index.ts'
import { wallClock } from './clock.ts'
import type { RenderedFile } from './contract.ts'
import { fileName } from './file-name.ts'
import { words } from './words.ts'

export const CSV_MEDIA_TYPE = 'text/csv; charset=utf-8'
const BYTE_ORDER_MARK = '\uFEFF'

/** What stands between fields: a spreadsheet takes its country's. */
export const separatorOf = (locale: Locale): string => (locale === 'ru' ? ';' : ',')

/**
 * A table as CSV that a spreadsheet of the reader's country opens as it is: UTF-8 with a mark; `;`, a decimal comma and
 * 31.12.2023 in Russian; `,`, a point and 2023-12-31 in English. Figures are whole and without grouping; texts that look
 * like formulas begin with an apostrophe more (`harmlessText`); no value is nothing, an empty text is `""`.
 * `csvColumns` writes the same bytes for rows that never leave the engine.
 */
export function tableCsv(title: string, table: Table, locale: Locale, timeZone = 'UTC'): RenderedFile {
  const rows = table.rows.map((row) =>
    line(
      table.columns.map((column) => field(row[column.name] ?? null, column, locale, timeZone)),
      locale,
    ),
  )
  return {
    name: `${fileName(title)}.csv`,
    mediaType: CSV_MEDIA_TYPE,
    content: new TextEncoder().encode(csvHead(table.columns, locale) + rows.join('')),
  }
}

/** The mark, and what the columns are called. */
export const csvHead = (columns: readonly Column[], locale: Locale): string =>
  BYTE_ORDER_MARK +
  line(
    columns.map(({ label }) => harmlessText(label)),
    locale,
  )

function line(fields: readonly (string | null)[], locale: Locale): string {
  const separator = separatorOf(locale)
  return `${fields.map((each) => (each === null ? '' : quoted(each, separator))).join(separator)}\r\n`
}

function field(value: Cell, { unit, labels }: Column, locale: Locale, timeZone: string): string | null {
  if (value === null) return null
  if (typeof value === 'number') return numberField(value, locale)
  if (typeof value === 'boolean') return words.say(locale, value ? 'yes' : 'no')
  const label = labels?.[value]
  if (label !== undefined) return harmlessText(label)
  const isTime = unit === 'day' || unit === 'instant'
  return harmlessText(isTime ? timeField(unit === 'day' ? value : wallClock(value, timeZone), locale) : value)
}

const ISO_DAY = /^(\d{4})-(\d\d)-(\d\d)(?=$| )/

/** As people of the country write it, and their spreadsheets read it. */
const timeField = (text: string, locale: Locale): string => (locale === 'ru' ? text.replace(ISO_DAY, '$3.$2.$1') : text)

const numberField = (value: number, locale: Locale): string | null =>
  Number.isFinite(value) ? (locale === 'ru' ? plainNumber(value).replace('.', ',') : plainNumber(value)) : null

/** Without an exponent, which some spreadsheets read as text. */
const plainNumber = (value: number): string =>
  /e/.test(String(value)) ? WITHOUT_EXPONENT.format(value) : String(value)

const WITHOUT_EXPONENT = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 20 })

/** As the engine quotes. */
const quoted = (text: string, separator: string): string =>
  text === '' || /["\r\n#]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text
