import { isNumericUnit, type Column, type Table } from '../../base/index.ts'
import { printedRows, type Writing } from '../../reports/index.ts'
import { bold, italic, plain, type Paragraph, type Span } from './rich.ts'

/** letters of a fixed-width line on a phone that is held upright */
const PHONE_WIDTH = 34
/** a wider table wraps even on large phones */
const WIDEST = 48
const NARROWEST_NAME = 10
const MOST_COLUMNS = 9
const COLUMN_GAP = '  '

/** A table whose columns stand under each other; undefined when that would be wider than a phone. */
export function alignedTable(table: Table, writing: Writing): Span | undefined {
  const rows = [table.columns.map(({ label }) => label), ...printedRows(table, writing)].map((row) => row.map(oneLine))
  return widthOf(rows) <= PHONE_WIDTH ? { text: aligned(rows, table.columns), mark: 'pre' } : undefined
}

/** A small table as lines: its columns' names once, then a line a row. */
export function tableLines(table: Table, writing: Writing): Paragraph {
  const [name, ...others] = table.columns.map(({ label }) => oneLine(label))
  const head = others.length > 0 ? `${name}: ${others.join(' · ')}` : (name ?? '')
  return [
    italic(head),
    ...printedRows(table, writing).flatMap((row): Span[] => {
      const [first = '', ...rest] = row.map(oneLine)
      return [plain(`\n• ${first}${rest.length > 0 ? ': ' : ''}`), bold(rest.join(' · '))]
    }),
  ]
}

/**
 * A table for reading on the spot. Long names of columns are said above it and stand in it as letters; a long first column is cut.
 * A table that is too wide all the same is written row by row.
 */
export function detailTable(table: Table, writing: Writing): Paragraph[] {
  const whole = alignedTable(table, writing)
  if (whole) return [[whole]]
  const names = table.columns.map(({ label }) => oneLine(label))
  const isPair = names.length === 2
  const heads = names.map((_, index) => (index === 0 ? '' : String.fromCodePoint(0x40 + index)))
  const printed = printedRows(table, writing).map((row) => row.map(oneLine))
  const rows = isPair ? printed : [heads, ...printed]
  const others = widthOf(rows.map((row) => row.slice(1))) + COLUMN_GAP.length
  const roomForName = (others + NARROWEST_NAME <= PHONE_WIDTH ? PHONE_WIDTH : WIDEST) - others
  if (roomForName < NARROWEST_NAME || names.length > MOST_COLUMNS) return rowByRow(table, writing)
  const cutRows = rows.map(([name = '', ...rest]) => [cutToWidth(name, roomForName), ...rest])
  const legend = isPair
    ? names.join(': ')
    : names
        .slice(1)
        .map((name, index) => `${heads[index + 1]} — ${name}`)
        .join('\n')
  return [[italic(legend)], [{ text: aligned(cutRows, table.columns), mark: 'pre' }]]
}

const rowByRow = (table: Table, writing: Writing): Paragraph[] =>
  printedRows(table, writing).map((row) => [
    bold(oneLine(row[0] ?? '')),
    plain(
      table.columns
        .slice(1)
        .flatMap(({ label }, index) => `\n${oneLine(label)}: ${oneLine(row[index + 1] ?? '')}`)
        .join(''),
    ),
  ])

const oneLine = (text: string): string =>
  text.replaceAll(/\s+/gu, (gap) => (/^[\u00A0\u202F]$/.test(gap) ? gap : ' ')).trim()

function aligned(rows: readonly (readonly string[])[], columns: readonly Column[]): string {
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => displayWidth(row[index] ?? ''))))
  return rows
    .map((row) =>
      row
        .map((cell, index) => {
          const gap = ' '.repeat((widths[index] ?? 0) - displayWidth(cell))
          return isNumericUnit(columns[index]?.unit ?? 'text') ? gap + cell : cell + gap
        })
        .join(COLUMN_GAP)
        .trimEnd(),
    )
    .join('\n')
}

function widthOf(rows: readonly (readonly string[])[]): number {
  const columns = rows[0]?.length ?? 0
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => displayWidth(row[at] ?? ''))))
  return widths.reduce((sum, width) => sum + width, 0) + COLUMN_GAP.length * Math.max(0, columns - 1)
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** drawn twice as wide as a letter in a fixed-width face */
const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u

function displayWidth(text: string): number {
  let width = 0
  for (const { segment } of letters.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let [kept, used] = ['', 0]
  for (const { segment } of letters.segment(text)) {
    used += WIDE.test(segment) ? 2 : 1
    if (used > width - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
