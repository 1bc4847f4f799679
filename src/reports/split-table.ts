import type { Cell, Column, Locale, Row, Table } from '../base/index.ts'
import type { DocumentBlock } from './contract.ts'
import { sheetName } from './sheet-name.ts'
import { words } from './words.ts'

/** A table that is a sheet of a workbook. */
export interface Part {
  name: string
  table: Table
}

type TableBlock = Extract<DocumentBlock, { kind: 'table' }>

/**
 * The sheets of a table: one, or one for each value of the column that it is split by. Sheets stand in the order of the
 * column's own words, where it has such, and of the rows otherwise; rows without a value come last.
 */
export function splitTable({ title, table, splitBy }: TableBlock, taken: Set<string>, locale: Locale): Part[] {
  const column = table.columns.find(({ name }) => name === splitBy)
  if (!column || table.rows.length === 0) return [{ name: sheetName(title, taken), table }]
  const rowsOf = new Map<Cell, Row[]>()
  for (const row of table.rows) {
    const value = row[column.name] ?? null
    const some = rowsOf.get(value)
    if (some) some.push(row)
    else rowsOf.set(value, [row])
  }
  return [...rowsOf.keys()].toSorted(inOrderOf(column)).map((value) => ({
    name: sheetName(
      value === null ? words.say(locale, 'no_value') : (column.labels?.[String(value)] ?? String(value)),
      taken,
    ),
    table: { columns: table.columns, rows: rowsOf.get(value) ?? [] },
  }))
}

function inOrderOf({ labels }: Column) {
  const known = Object.keys(labels ?? {})
  const place = (value: Cell): number => {
    if (value === null) return known.length + 1
    const at = known.indexOf(String(value))
    return at < 0 ? known.length : at
  }
  return (one: Cell, other: Cell): number => place(one) - place(other)
}
