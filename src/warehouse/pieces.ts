import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { identifier, sql, type Sql } from '../kit/index.ts'
import type { CsvPiece, ExportedTable } from './contract.ts'
import type { Session } from './session.ts'
import { literal } from './text.ts'

/** Four row groups of the engine: enough to keep its threads at work, little enough for any disk. */
const PIECE_ROWS = 491_520n

/** Writes a piece while the one before it is taken, so that neither side waits for the other's whole. */
export async function writePieces(
  session: Session,
  tables: readonly ExportedTable[],
  take: (piece: CsvPiece) => Promise<void>,
  temporaryFolder: string,
): Promise<void> {
  mkdirSync(temporaryFolder, { recursive: true })
  const folder = mkdtempSync(join(temporaryFolder, 'pieces-'))
  let taken: Promise<void> = Promise.resolve()
  try {
    await session.transaction(async () => {
      for (const [index, { name, columns }] of tables.entries()) {
        for await (const { select, at } of ranges(session, name, columns)) {
          const path = join(folder, `${index}-${at}.csv`)
          const rows = Number(await session.value(copyOf(select, path)))
          await taken
          taken = take({ table: name, path, rows }).finally(() => rmSync(path, { force: true }))
          // its failure is met at the next piece, or at the end
          taken.catch(() => undefined)
        }
      }
      await taken
    })
  } finally {
    await taken.catch(() => undefined)
    rmSync(folder, { recursive: true, force: true })
  }
}

const copyOf = (select: Sql, path: string): Sql =>
  sql`copy (${select}) to ${literal(path)} (format csv, header false, delimiter ',')`

/** At least one range, so that an empty table is a piece, too. A view is computed once, into a table of the session. */
async function* ranges(session: Session, name: string, columns: Sql): AsyncGenerator<{ select: Sql; at: bigint }> {
  const [schema = '', table = ''] = name.split('.')
  const isTable = await session.value(sql`select true from duckdb_tables()
    where database_name = current_database() and schema_name = ${schema} and table_name = ${table}`)
  const kept = identifier('temp', 'pieces')
  const from = isTable ? identifier(schema, table) : kept
  if (!isTable) await session.run(sql`create temp table pieces as select ${columns} from ${identifier(schema, table)}`)
  // rows that this transaction made have numbers beyond what a double holds
  const [span] = await session.rows(sql`select min(rowid) as first, max(rowid) as last from ${from}`)
  const [first, last] = [BigInt(span?.first?.toString() ?? 0), BigInt(span?.last?.toString() ?? 0)]
  for (let at = first; at <= last; at += PIECE_ROWS) {
    const rows = sql`where rowid >= ${at} and rowid < ${at + PIECE_ROWS}`
    yield { select: isTable ? sql`select ${columns} from ${from} ${rows}` : sql`select * from ${from} ${rows}`, at }
  }
  if (!isTable) await session.run(sql`drop table ${kept}`)
}
