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
const MOST_TEXT = 40
const MOST_LABEL = 12

/** A table whose head is repeated on every page; a wide one is written smaller, then turned onto a landscape page. */
export function tableNode(table: Table, document: ReportDocument): Node[] {
  const { locale } = document
  if (table.rows.length === 0) return [{ text: words.say(locale, 'no_rows'), color: INK.muted, margin: [0, 0, 0, 8] }]
  const shown = { ...table, rows: table.rows.slice(0, MOST_PRINTED_ROWS) }
  const rows = printedRows(shown, document)
  const needs = table.columns.map(({ label }, index) =>
    columnNeed(
      label,
      rows.map((row) => row[index] ?? ''),
    ),
  )
  const size = SIZES.find((size) => widthsFor(needs, size, PAGE_WIDTH))
  const isTurned = size === undefined
  const fontSize = size ?? SIZES.find((size) => widthsFor(needs, size, LANDSCAPE_WIDTH)) ?? SMALLEST
  const widths = widthsFor(needs, fontSize, isTurned ? LANDSCAPE_WIDTH : PAGE_WIDTH)
  const align = table.columns.map((column) => (isNumeric(column) ? 'right' : 'left'))
  const node: Node = {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: widths ?? table.columns.map(() => '*'),
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

/** What a column asks for, in font sizes. */
interface Need {
  /** its longest word: less would break words */
  least: number
  /** its longest text, up to a sensible length: more would be empty */
  wish: number
}

function columnNeed(label: string, texts: readonly string[]): Need {
  const measured = texts.slice(0, 200)
  const longest = (texts: readonly string[], weight: 'regular' | 'bold') =>
    Math.max(0, ...texts.map((text) => textWidth(text, 1, weight)))
  const words = Math.max(
    longest(
      measured.flatMap((text) => text.split(' ')),
      'regular',
    ),
    longest(label.split(' '), 'bold'),
  )
  const whole = Math.max(longest(measured, 'regular'), Math.min(MOST_LABEL, longest([label], 'bold')))
  return { least: words, wish: Math.max(words, Math.min(MOST_TEXT, whole)) }
}

/** Widths that fill the page: wishes where they fit, else each column gives up its share. Undefined: words would break. */
function widthsFor(needs: readonly Need[], size: number, page: number): number[] | undefined {
  const room = page - needs.length * CELL_PADDING
  const sum = (part: keyof Need) => needs.reduce((sum, need) => sum + need[part] * size + 1, 0)
  const [least, wish] = [sum('least'), sum('wish')]
  if (least > room) return undefined
  if (wish <= room) return needs.map((need) => ((need.wish * size + 1) * room) / wish)
  const share = (room - least) / (wish - least)
  return needs.map((need) => (need.least + (need.wish - need.least) * share) * size + 1)
}
