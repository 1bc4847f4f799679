import type { Table } from '../base/index.ts'
import { textWidth } from '../charts/index.ts'
import { isNumeric, printedRows } from './cells.ts'
import type { ReportDocument } from './contract.ts'
import { MOST_PRINTED_ROWS } from './lines.ts'
import { INK, LANDSCAPE_WIDTH, PAGE_WIDTH, type Node } from './pdf-node.ts'
import { words } from './words.ts'

const SIZES = [9, 8, 7] as const
const SMALLEST = 6
const CELL_PADDING = 10
const MOST_TEXT = 24

/** A table whose head is repeated on every page; a wide one is written smaller, then turned onto a landscape page. */
export function tableNode(table: Table, document: ReportDocument): Node[] {
  const { locale } = document
  if (table.rows.length === 0) return [{ text: words.say(locale, 'no_rows'), color: INK.muted, margin: [0, 0, 0, 8] }]
  const shown = { ...table, rows: table.rows.slice(0, MOST_PRINTED_ROWS) }
  const rows = printedRows(shown, document)
  const needed = table.columns.map(({ label }, index) =>
    columnNeed(
      label,
      rows.map((row) => row[index] ?? ''),
    ),
  )
  const isNarrowEnough = (size: number, width: number) =>
    needed.reduce((sum, need) => sum + need * size + CELL_PADDING, 0) <= width
  const size = SIZES.find((size) => isNarrowEnough(size, PAGE_WIDTH))
  const isTurned = size === undefined
  const fontSize = size ?? SIZES.find((size) => isNarrowEnough(size, LANDSCAPE_WIDTH)) ?? SMALLEST
  const align = table.columns.map((column) => (isNumeric(column) ? 'right' : 'left'))
  const hasText = align.includes('left')
  const node: Node = {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: table.columns.map((_, index) => (isTurned || !hasText || align[index] === 'left' ? '*' : 'auto')),
      body: [
        table.columns.map(({ label }, index) => ({
          text: label,
          bold: true,
          color: INK.muted,
          alignment: align[index],
        })),
        ...rows.map((row) => row.map((text, index) => ({ text, alignment: align[index] }))),
      ],
    },
    layout: {
      hLineWidth: (line: number) => (line === 0 ? 0 : line === 1 ? 0.8 : 0.4),
      vLineWidth: () => 0,
      hLineColor: () => INK.line,
      paddingLeft: (column: number) => (column === 0 ? 0 : CELL_PADDING / 2),
      paddingRight: (column: number) => (column === table.columns.length - 1 ? 0 : CELL_PADDING / 2),
      paddingTop: () => 2.5,
      paddingBottom: () => 1.5,
    },
    fontSize,
    margin: [0, 0, 0, 10],
    ...(isTurned ? { pageOrientation: 'landscape', pageBreak: 'before' } : {}),
  }
  const cut = { shown: shown.rows.length, all: table.rows.length }
  return [
    node,
    ...(cut.shown < cut.all ? [{ text: words.say(locale, 'cut', cut), color: INK.muted, fontSize: 9 }] : []),
    ...(isTurned ? [{ text: '', pageOrientation: 'portrait', pageBreak: 'before' }] : []),
  ]
}

/** What a column asks for, in font sizes: its longest word and its texts up to a sensible length. */
function columnNeed(label: string, texts: readonly string[]): number {
  const widths = texts.slice(0, 200).map((text) => Math.min(MOST_TEXT * 0.5, textWidth(text, 1)))
  const words = label.split(/\s+/).map((word) => textWidth(word, 1, 'bold'))
  return Math.max(0, ...widths, ...words)
}
