import Table from 'cli-table3'
import {
  formatValue,
  harmlessText,
  isNumericUnit,
  type Cell,
  type Column,
  type Locale,
  type Row,
} from '../base/index.ts'
import type { Cli, OutputFormat } from './cli.ts'

export interface Printable {
  columns: readonly Column[]
  rows: readonly Row[]
  /** what `--format json` prints; the rows when absent */
  json?: unknown
  currency?: string | undefined
  timeZone?: string
}

const LEAST_COLUMN_WIDTH = 6

/** Prints data the way it was asked for: a table for people, json or csv for programs. */
export function print(cli: Cli, format: OutputFormat, printable: Printable): void {
  if (format === 'json') cli.out(JSON.stringify(printable.json ?? printable.rows, null, 2))
  else if (format === 'csv') cli.out(asCsv(printable))
  else cli.out(asTable(printable, cli.locale, cli.width))
}

/** Values by locale and unit, numbers to the right; where the table would not fit, heads take several lines and texts are shortened. */
export function asTable({ columns, rows, currency, timeZone }: Printable, locale: Locale, width: number): string {
  const format = { locale, ...(currency ? { currency } : {}), ...(timeZone ? { timeZone } : {}) }
  const text = (value: Cell | undefined, { labels, unit }: Column) =>
    labels?.[String(value)] ?? formatValue(value, unit, format)
  const cells = rows.map((row) => columns.map((column) => oneLine(text(row[column.name], column))))
  const longest = columns.map((_column, index) => Math.max(0, ...cells.map((row) => row[index]?.length ?? 0)))
  const widths = fitted(
    columns.map(({ label }, index) => Math.max(label.length, longest[index] ?? 0)),
    columns.map(({ label, unit }, index) =>
      Math.max(LEAST_COLUMN_WIDTH, longestWord(label), isNumericUnit(unit) ? (longest[index] ?? 0) : 0),
    ),
    width,
  )
  const table = new Table({
    head: columns.map((column, index) => inLines(column.label, widths[index] ?? 0)),
    colAligns: columns.map((column) => (isNumericUnit(column.unit) ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
    chars: PLAIN,
  })
  table.push(...cells.map((row) => row.map((cell, index) => shortened(cell, widths[index] ?? 0))))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const PLAIN = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((part) => [part, '']),
)

/** Takes from the column that is furthest above its least width, until all fit or none is above it. */
function fitted(wanted: readonly number[], least: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const total = () => widths.reduce((sum, each) => sum + each + 2, 0)
  while (total() > width) {
    const spare = widths.map((each, index) => each - (least[index] ?? 0))
    const widest = spare.indexOf(Math.max(...spare))
    if ((spare[widest] ?? 0) <= 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

const longestWord = (text: string): number => Math.max(...text.split(' ').map((word) => word.length))

/** A text by words in lines of such a width. */
function inLines(text: string, width: number): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

const shortened = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, Math.max(1, width - 1))}…` : text

// control characters in a vendor's text must not move the cursor
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ')

/** Comma-separated with a header, for programs: raw values, a point for decimals; text that looks like a formula is kept from being one. */
export function asCsv({ columns, rows }: Printable): string {
  const line = (values: readonly unknown[]) => values.map(csvCell).join(',')
  return [
    line(columns.map((column) => column.name)),
    ...rows.map((row) => line(columns.map((column) => row[column.name]))),
  ].join('\n')
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = harmlessText(value)
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
