import { begun, type Pieces } from '../base/index.ts'
import type { Whole } from '../figures/index.ts'
import { identifier, joinSql, sql, type Sql } from '../kit/index.ts'
import type { Writing } from './cells.ts'
import type { StreamedFile } from './contract.ts'
import { csvColumn } from './csv-columns.ts'
import { CSV_MEDIA_TYPE, csvHead, separatorOf } from './csv.ts'
import { fileName } from './file-name.ts'
import { XLSX_MEDIA_TYPE } from './sheet-formats.ts'
import { words } from './words.ts'
import { writtenCell } from './xlsx-cell.ts'
import { xlsxRow } from './xlsx-columns.ts'
import { xlsxBytes } from './xlsx-file.ts'

/**
 * Everything that was found as a file, made while it is taken away, however many rows: the engine writes them, this process
 * holds a piece at a time. No row is left out; where the question itself asks for no more than so many and there are more, the
 * last line says so. To be read once; `return` ends the making.
 * @throws {RequestError} before the first byte, as a question does; a later failure comes out of `content`, and what was
 * taken until then is no whole file
 */
export async function exportFile(
  whole: Whole,
  title: string,
  as: 'csv' | 'xlsx',
  writing: Writing,
): Promise<StreamedFile> {
  const content = as === 'csv' ? csvBytes(whole, writing) : workbookBytes(title, whole, writing)
  return {
    name: `${fileName(title)}.${as}`,
    mediaType: as === 'csv' ? CSV_MEDIA_TYPE : XLSX_MEDIA_TYPE,
    content: await begun(content),
  }
}

async function* csvBytes(whole: Whole, writing: Writing): AsyncGenerator<Uint8Array, void> {
  const { columns, limit } = whole
  const fields = columns.map((column, index) => {
    const written = csvColumn(column, writing)
    const note = index === 0 ? sql`${cutNote(limit, writing)}` : sql`null`
    return sql`${withinLimit(limit, written, note)} as ${identifier(column.name)}`
  })
  const rows = await whole.lines(joinSql(fields, ', '), { separator: separatorOf(writing.locale) })
  yield* withFirst(Buffer.from(csvHead(columns, writing.locale)), rows)
}

async function* workbookBytes(title: string, whole: Whole, writing: Writing): AsyncGenerator<Uint8Array, void> {
  const { columns, limit } = whole
  const note = `<row>${writtenCell(cutNote(limit, writing))}</row>`
  const rows = await whole.lines(withinLimit(limit, xlsxRow(columns, writing), sql`${note}`), 'whole')
  yield* xlsxBytes(title, columns, rows, writing)
}

/** The row after the last one that was asked for is there only to say that there are more. */
const withinLimit = (limit: number | undefined, written: Sql, beyond: Sql): Sql =>
  limit === undefined ? written : sql`case when row_number() over () > ${limit} then ${beyond} else ${written} end`

const cutNote = (limit: number | undefined, { locale }: Writing): string =>
  limit === undefined ? '' : words.say(locale, 'cut_at', { limit })

async function* withFirst(first: Buffer, rest: Pieces<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield first
    yield* rest
  } finally {
    await rest.return?.()
  }
}
