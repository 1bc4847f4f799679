import { harmlessText, type Cell, type Locale, type Row } from '../../base/index.ts'
import type { TableColumn } from './DataTable.tsx'

const BYTE_ORDER_MARK = '\uFEFF'

function csvCell(value: Cell | undefined, locale: Locale, separator: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return locale === 'ru' ? String(value).replace('.', ',') : String(value)
  const text = typeof value === 'string' ? harmlessText(value) : String(value)
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A table as CSV that a Russian or an English Excel opens properly. */
export function csvOf(columns: readonly TableColumn[], rows: readonly Row[], locale: Locale): string {
  const separator = locale === 'ru' ? ';' : ','
  const kept = columns.filter(({ change }) => !change)
  const lines = [
    kept.map(({ label }) => csvCell(label, locale, separator)),
    ...rows.map((row) =>
      kept.map(({ name, labels }) => csvCell(labels?.[String(row[name])] ?? row[name], locale, separator)),
    ),
  ]
  return BYTE_ORDER_MARK + lines.map((line) => line.join(separator)).join('\r\n') + '\r\n'
}

export function saveText(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
