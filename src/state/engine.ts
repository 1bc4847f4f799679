import type { Instant, SvodkaError } from '../base/index.ts'
import type { Database, Writing } from './schema.ts'

/** One of the two engines with a store of ours in it: everything else is said once for both. */
export interface Engine {
  database: Database
  /** how this engine writes what the two have different words for */
  dialect: Dialect
  hasTable(database: Database, name: string): Promise<boolean>
  /** what its own clock says, where that is not this machine's */
  clock(): Promise<Instant | undefined>
  /** keeps the store as it is now, before it is brought from this version to a newer one; nothing where others see to backups */
  keepAside(version: number): Promise<void>
  /** makes room for the tables, where there is none */
  makeRoom(transaction: Writing): Promise<void>
  /** the store was written by a program that knows more versions than this one */
  newer(found: number, known: number): SvodkaError
}

export interface Dialect {
  bytes: 'blob' | 'bytea'
  /** of a column that numbers the rows by itself */
  numbered: string
  /** statements after which the rows of a table are neither changed nor deleted: whoever tries is told so */
  onlyGrows(table: string, told: { changed: string; shortened: string }): readonly string[]
}
