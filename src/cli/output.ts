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

/** Values by locale and unit, numbers to the right, the widest columns shortened until the table fits. */
export function asTable({ columns, rows, currency, timeZone }: Printable, locale: Locale, width: number): string {
  const format = { locale, ...(currency ? { currency } : {}), ...(timeZone ? { timeZone } : {}) }
  const text = (value: Cell | undefined, { labels, unit }: Column) =>
    labels?.[String(value)] ?? formatValue(value, unit, format)
  const cells = rows.map((row) => columns.map((column) => oneLine(text(row[column.name], column))))
  const widths = fitted(
    columns.map((column, index) => Math.max(column.label.length, ...cells.map((row) => row[index]?.length ?? 0))),
    width,
  )
  const table = new Table({
    head: columns.map((column, index) => shortened(column.label, widths[index] ?? 0)),
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

function fitted(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const total = () => widths.reduce((sum, each) => sum + each + 2, 0)
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= LEAST_COLUMN_WIDTH) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
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
