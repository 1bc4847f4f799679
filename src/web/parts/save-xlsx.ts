import type { SheetData } from 'write-excel-file/browser'
import type { Cell, Table, Unit } from '../../base/index.ts'

const FORMATS: Partial<Record<Unit, string>> = { count: '#,##0', share: '0.0%', hours: '#,##0.0', money: '#,##0.00' }
/** a spreadsheet refuses longer names of sheets, and these characters in them */
const LONGEST_NAME = 31
const REFUSED = /[\\/?*[\]:]/g

function cellOf(value: Cell, unit: Unit): SheetData[number][number] {
  if (value === null) return null
  if (typeof value !== 'number') return { value: String(value), type: String }
  const format = FORMATS[unit]
  return { value, type: Number, ...(format ? { format } : {}) }
}

function sheetData({ columns, rows }: Table): SheetData {
  const heads = columns.map(({ label }) => ({ value: label, type: String, fontWeight: 'bold' as const }))
  const lines = rows.map((row) =>
    columns.map(({ name, unit, labels }) => {
      const value = row[name] ?? null
      return cellOf(labels?.[String(value)] ?? value, unit)
    }),
  )
  return [heads, ...lines]
}

/** Saves tables as one workbook, a sheet each. The writer is loaded when it is first asked for. */
export async function saveXlsx(tables: readonly (Table & { title: string })[], name: string): Promise<void> {
  const { default: writeXlsxFile } = await import('write-excel-file/browser')
  const sheets = tables.map((table, index) => ({
    sheet: `${index + 1}. ${table.title.replaceAll(REFUSED, ' ')}`.slice(0, LONGEST_NAME),
    data: sheetData(table),
    stickyRowsCount: 1,
  }))
  await writeXlsxFile(sheets).toFile(name)
}
