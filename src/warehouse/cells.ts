import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBResult,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Cell, Row } from '../base/index.ts'

/** Rows as plain objects: instants as ISO text with Z, days as YYYY-MM-DD, numbers as numbers where exact. */
export async function rowsOf(result: DuckDBResult): Promise<Row[]> {
  const names = result.deduplicatedColumnNames()
  const rows: Row[] = []
  for await (const chunk of result.yieldRows()) {
    for (const values of chunk) {
      const row: Record<string, Cell> = {}
      names.forEach((name, at) => (row[name] = cell(values[at] ?? null, isoText)))
      rows.push(row)
    }
  }
  return rows
}

/** Cells column by column; instants as epoch milliseconds. */
export async function cellColumns(result: DuckDBResult): Promise<Record<string, Cell[]>> {
  const columns: Record<string, Cell[]> = {}
  const names = result.deduplicatedColumnNames()
  const values = await result.getColumns()
  names.forEach(
    (name, at) => (columns[name] = (values[at] ?? []).map((value) => cell(value, (milliseconds) => milliseconds))),
  )
  return columns
}

const MICROSECONDS = 1000n

function cell(value: DuckDBValue, instant: (milliseconds: number) => Cell): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return wholeNumber(value)
  if (value instanceof DuckDBDecimalValue) return decimal(value)
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return value.isFinite ? instant(Number(value.micros / MICROSECONDS)) : null
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) return instant(Number(value.millis))
  if (value instanceof DuckDBTimestampSecondsValue) return instant(Number(value.seconds) * 1000)
  if (value instanceof DuckDBTimestampNanosecondsValue) return instant(Number(value.nanos / 1_000_000n))
  if (value instanceof DuckDBDateValue) return value.isFinite ? value.toString() : null
  return String(value)
}

const wholeNumber = (value: bigint): Cell => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function decimal(value: DuckDBDecimalValue): Cell {
  return Number.isSafeInteger(Number(value.value)) ? value.toDouble() : value.toString()
}

const isoText = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z')
