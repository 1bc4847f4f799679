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
const MOST_TEXT = 60
const MOST_LABEL = 12
/** a table whose texts would stand in more lines is written smaller, then turned */
const FEW_LINES = 2.5

/** A table under its title, its head repeated on every page; a wide one is written smaller, then turned onto a landscape page. */
export function tableNode(title: readonly Node[], table: Table, document: ReportDocument): Node[] {
  const { locale } = document
  if (table.rows.length === 0)
    return [...title, { text: words.say(locale, 'no_rows'), color: INK.muted, margin: [0, 0, 0, 8] }]
  const shown = { ...table, rows: table.rows.slice(0, MOST_PRINTED_ROWS) }
  const rows = printedRows(shown, document)
  const needs = table.columns.map(({ label }, index) =>
    columnNeed(
      label,
      rows.map((row) => row[index] ?? ''),
    ),
  )
  const { fontSize, widths, isTurned } = layoutFor(needs)
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
  }
  const cut = { shown: shown.rows.length, all: table.rows.length }
  return [
    ...(isTurned ? [{ stack: [...title], pageOrientation: 'landscape', pageBreak: 'before' }] : title),
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

interface Layout {
  fontSize: number
  /** undefined: words would break whatever the widths */
  widths: readonly number[] | undefined
  isTurned: boolean
}

/** The largest letters with which the longest texts stand in few lines: upright, else turned, where there may be room for one line. */
function layoutFor(needs: readonly Need[]): Layout {
  const upright = fitsOn(PAGE_WIDTH, needs)
  const turned = fitsOn(LANDSCAPE_WIDTH, needs)
  const within = (tried: readonly Fit[], most: number) => tried.find(({ lines }) => lines <= most)
  const fewest = [...turned, ...upright].toSorted((one, other) => one.lines - other.lines)[0]
  return (
    within(upright, FEW_LINES) ??
    within(turned, 1) ??
    within(turned, FEW_LINES) ??
    fewest ?? { fontSize: SMALLEST, widths: undefined, isTurned: true }
  )
}

type Fit = Layout & { lines: number }

/** The widths for each size of letters with which no word breaks. */
const fitsOn = (page: number, needs: readonly Need[]): Fit[] =>
  SIZES.flatMap((fontSize) => {
    const fit = widthsFor(needs, fontSize, page)
    return fit ? [{ fontSize, isTurned: page === LANDSCAPE_WIDTH, ...fit }] : []
  })

/** Widths that fill the page, such that the longest text of every column stands in as few lines. Undefined: words would break. */
function widthsFor(
  needs: readonly Need[],
  size: number,
  page: number,
): { widths: number[]; lines: number } | undefined {
  const room = page - needs.length * CELL_PADDING
  const widthOf = ({ least, wish }: Need, lines: number) => Math.max(least, wish / lines) * size + 1
  const sumOf = (lines: number) => needs.reduce((sum, need) => sum + widthOf(need, lines), 0)
  if (sumOf(Number.POSITIVE_INFINITY) > room) return undefined
  let [few, many] = [1, MOST_TEXT]
  for (let step = 0; step < 30 && sumOf(1) > room; step++) {
    const middle = (few + many) / 2
    if (sumOf(middle) > room) few = middle
    else many = middle
  }
  const lines = sumOf(1) > room ? many : 1
  const rest = room / sumOf(lines)
  return { widths: needs.map((need) => widthOf(need, lines) * rest), lines }
}
