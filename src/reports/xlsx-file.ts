import type { Pieces } from '../base/index.ts'
import type { WholeColumn } from '../figures/index.ts'
import { isNumeric, valueText, type Writing } from './cells.ts'
import { LineSource } from './line-source.ts'
import { sheetName } from './sheet-name.ts'
import { MEASURED_ROWS, sheetColumnWidth } from './sheet-width.ts'
import { headCell } from './xlsx-cell.ts'
import { SHEET_END, sheetPath, sheetStart, workbookParts } from './xlsx-parts.ts'
import { zip, type ZipEntry } from './zip.ts'

/** What a sheet holds at most: its 1 048 576 rows without the head, and less than an entry of a plain archive. */
const SHEET: SheetLimit = { lines: 1_048_575, bytes: 3_500_000_000 }

interface SheetLimit {
  lines: number
  bytes: number
}

/**
 * Rows that came as lines of XML as a workbook that is opened at once, as it grows. Rows that a sheet cannot hold go on in the
 * next one, so that none is left out.
 */
export async function* xlsxBytes(
  title: string,
  columns: readonly WholeColumn[],
  rows: Pieces<Buffer>,
  writing: Writing,
  limit = SHEET,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* zip(entriesOf(title, columns, new LineSource(rows), writing, limit))
  } finally {
    await rows.return?.()
  }
}

async function* entriesOf(
  title: string,
  columns: readonly WholeColumn[],
  rows: LineSource,
  writing: Writing,
  limit: SheetLimit,
): AsyncGenerator<ZipEntry, void> {
  const start = Buffer.from(sheetStart(widthsOf(columns, await rows.peek(), writing)) + headRow(columns))
  const taken = new Set<string>()
  const names: string[] = []
  do {
    names.push(sheetName(title, taken))
    yield { name: sheetPath(names.length - 1), content: sheetOf(start, rows.take(limit)) }
  } while ((await rows.peek()) !== undefined)
  for (const { name, text } of workbookParts(names)) yield { name, content: [Buffer.from(text)] }
}

async function* sheetOf(start: Buffer, rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  yield start
  yield* rows
  yield Buffer.from(SHEET_END)
}

const headRow = (columns: readonly WholeColumn[]): string =>
  `<row>${columns.map((column) => headCell(column.label, isNumeric(column) ? 'right' : 'left')).join('')}</row>\n`

const CELL = /<c(?: [^>]*?)?(?:\/>|>(?:<v>([^<]*)<\/v>|<is><t[^>]*>([^<]*)<\/t><\/is>)<\/c>)/g

/** As wide as the first rows ask for. */
function widthsOf(columns: readonly WholeColumn[], first: Buffer | undefined, writing: Writing): number[] {
  const lines = first?.toString('utf8').split('\n').slice(0, -1).slice(0, MEASURED_ROWS) ?? []
  const rows = lines.map((line) => [...line.matchAll(CELL)])
  return columns.map((column, index) => {
    const texts = rows.map((cells) => {
      const [, figure, text = ''] = cells[index] ?? []
      return figure === undefined ? text : valueText(Number(figure), column.unit, writing)
    })
    return sheetColumnWidth(column, texts)
  })
}
