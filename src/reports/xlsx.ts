import type { CellObject, Row as SheetRow, Sheet } from 'write-excel-file/node'
import type { Cell, Column, Table, Unit } from '../base/index.ts'
import { textWidth } from '../charts/index.ts'
import { changeText, isNumeric, standsOutText, valueText, type Writing } from './cells.ts'
import { wallClock } from './clock.ts'
import type { DocumentBlock, DocumentFigure, RenderedFile, ReportDocument } from './contract.ts'
import { reportName } from './file-name.ts'
import { asOfLine, periodLine } from './lines.ts'
import { SHEET_FORMATS, XLSX_MEDIA_TYPE } from './sheet-formats.ts'
import { sheetName } from './sheet-name.ts'
import { MEASURED_ROWS, sheetColumnWidth } from './sheet-width.ts'
import { splitTable, type Part } from './split-table.ts'
import { words } from './words.ts'

const HEADER: Partial<CellObject> = {
  fontWeight: 'bold',
  backgroundColor: '#eef2f6',
  bottomBorderStyle: 'thin',
  bottomBorderColor: '#b9c3cd',
  wrap: true,
  alignVertical: 'top',
}
/** of the summary's text, in points */
const SUMMARY_WIDTH = 520

/** A report as a workbook: what it says on the first sheet, then a sheet for each table, whole. */
export async function reportXlsx(document: ReportDocument): Promise<RenderedFile> {
  const taken = new Set<string>()
  const summary = sheetName(words.say(document.locale, 'summary'), taken)
  const parts = new Map<DocumentBlock, readonly Part[]>()
  const shown = new Set(document.blocks.flatMap((block) => (block.kind === 'table' ? [block.table.rows] : [])))
  const tables = document.blocks.flatMap((block): Part[] => {
    // the rows of a picture that stand in a table too have one sheet
    if (block.kind === 'chart')
      return shown.has(block.table.rows) ? [] : [{ name: sheetName(block.title, taken), table: block.table }]
    if (block.kind !== 'table') return []
    const some = splitTable(block, taken, document.locale)
    if (block.splitBy !== undefined) parts.set(block, some)
    return some
  })
  const sheets = [
    summarySheet(document, summary, parts),
    ...tables.map(({ name, table }) => tableSheet(name, table, document)),
  ]
  return { name: `${reportName(document)}.xlsx`, mediaType: XLSX_MEDIA_TYPE, content: await write(sheets) }
}

async function write(sheets: Sheet<never>[]): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node')
  return new Uint8Array(await writeXlsxFile(sheets as never, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer())
}

function tableSheet(name: string, table: Table, writing: Writing): Sheet<never> {
  const header: SheetRow = table.columns.map((column) => headerCell(column.label, isNumeric(column) ? 'right' : 'left'))
  const rows = table.rows.map((row) =>
    table.columns.map((column) => sheetCell(row[column.name] ?? null, column, writing)),
  )
  return {
    sheet: name,
    orientation: 'landscape',
    data: [header, ...rows],
    stickyRowsCount: 1,
    columns: table.columns.map((column) => ({ width: columnWidth(column, table, writing) })),
  }
}

const headerCell = (value: string, align: 'left' | 'right'): SheetRow[number] => ({
  ...HEADER,
  value: clean(value),
  type: String,
  align,
})

/** A figure as a number, a day as a day; whatever is text is written as text and is never a formula. */
function sheetCell(value: Cell, column: Column, writing: Writing): SheetRow[number] {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return null
  if (typeof value === 'number') return { value, type: Number, format: SHEET_FORMATS[column.unit] ?? 'General' }
  if (typeof value === 'boolean') return { value: valueText(value, 'text', writing), type: String }
  const date = dateOf(value, column.unit, writing.timeZone)
  if (date) return { value: date, type: Date, format: SHEET_FORMATS[column.unit] ?? 'yyyy-mm-dd' }
  return { value: clean(column.labels?.[value] ?? value), type: String }
}

/** Spreadsheets know no zones: the wall clock of the workspace is written as if it were UTC. */
function dateOf(value: string, unit: Unit, timeZone: string): Date | undefined {
  if (unit !== 'day' && unit !== 'instant') return undefined
  const text = unit === 'day' ? `${value.slice(0, 10)}T00:00:00Z` : `${wallClock(value, timeZone).replace(' ', 'T')}Z`
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function columnWidth(column: Column, { rows }: Table, writing: Writing): number {
  const texts = rows.slice(0, MEASURED_ROWS).map((row) => {
    const value = row[column.name] ?? null
    return (typeof value === 'string' && column.labels?.[value]) || valueText(value, column.unit, writing)
  })
  return sheetColumnWidth(column, texts)
}

type Parts = ReadonlyMap<DocumentBlock, readonly Part[]>

function summarySheet(document: ReportDocument, name: string, parts: Parts): Sheet<never> {
  const text = (value: string, more: Partial<CellObject> = {}): SheetRow => [
    { value: clean(value), type: String, wrap: true, alignVertical: 'top', columnSpan: 4, ...more } as CellObject,
    null,
    null,
    null,
  ]
  return {
    sheet: name,
    orientation: 'landscape',
    columns: [{ width: 46 }, { width: 18 }, { width: 18 }, { width: 18 }],
    data: [
      text(document.title, { fontWeight: 'bold', fontSize: 16, height: 24, wrap: false }),
      text(`${document.workspace} · ${periodLine(document)}`),
      text(asOfLine(document)),
      ...(document.warning ? [text(document.warning, { fontWeight: 'bold', textColor: '#a14a00', height: 34 })] : []),
      ...document.blocks.flatMap((block) =>
        block.kind === 'table'
          ? partRows(block.title, parts.get(block) ?? [], document)
          : summaryRows(block, document, text),
      ),
    ],
  }
}

type TextRow = (value: string, more?: Partial<CellObject>) => SheetRow

/** Lines of a text in the summary's width; it has lines of its own, too. */
const linesOf = (text: string): number =>
  text.split('\n').reduce((all, line) => all + Math.max(1, Math.ceil(textWidth(line, 11) / SUMMARY_WIDTH)), 0)

function summaryRows(
  block: Exclude<DocumentBlock, { kind: 'table' }>,
  document: ReportDocument,
  text: TextRow,
): SheetRow[] {
  const { locale } = document
  const paragraph = (value: string) => text(value, { height: 15 * linesOf(value) + 3 })
  switch (block.kind) {
    case 'heading':
      return [[null], text(block.text, { fontWeight: 'bold', fontSize: 13, height: 20, wrap: false })]
    case 'text':
    case 'statement':
      return [paragraph(block.text)]
    case 'claims':
      return block.items.map(({ sentence }) => paragraph(sentence))
    case 'notes':
      return block.items.map((item) => paragraph(`• ${item}`))
    case 'failed':
      return [paragraph(`${block.title}. ${words.say(locale, 'failed', { reason: block.reason })}`)]
    case 'figures':
      return figureRows(block.title, block.items, document)
    case 'chart':
      return []
  }
}

/** Which sheets a table was split into, and how long they are. */
function partRows(title: string, parts: readonly Part[], { locale }: ReportDocument): SheetRow[] {
  if (parts.length === 0) return []
  const header = [headerCell(title, 'left'), headerCell(words.say(locale, 'rows'), 'right')]
  const rows = parts.map(({ name, table }): SheetRow => [
    { value: clean(name), type: String, wrap: true },
    { value: table.rows.length, type: Number, format: '#,##0' },
  ])
  return [[null], header, ...rows]
}

function figureRows(title: string | undefined, items: readonly DocumentFigure[], document: ReportDocument): SheetRow[] {
  const { locale } = document
  const isUsual = items.some(({ usual }) => usual !== undefined)
  const head = [
    title ?? words.say(locale, 'figure'),
    ...['value', isUsual ? 'usual_column' : 'earlier', 'change'].map((key) => words.say(locale, key)),
  ]
  const header: SheetRow = head.map((value, index) => headerCell(value, index === 0 ? 'left' : 'right'))
  const rows = items.map((figure): SheetRow => {
    const { label, unit, value, before } = figure
    const column = { name: '', label: '', unit }
    return [
      { value: clean(label), type: String, wrap: true },
      sheetCell(value, column, document),
      sheetCell(before, column, document),
      {
        value: [changeText(figure, locale), standsOutText(figure, locale)].filter(Boolean).join(', '),
        type: String,
        align: 'right',
        wrap: true,
      },
    ]
  })
  return [[null], header, ...rows]
}

const LONGEST_CELL = 32_767

/** Letters that XML cannot hold are left out; a cell holds no more than its format allows. */
const clean = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, '').slice(0, LONGEST_CELL)
