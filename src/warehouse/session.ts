import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api'
import { DuckDBTimestampValue } from '@duckdb/node-api'
import type { Cell, Row } from '../base/index.ts'
import { sql, sqlText, trusted, type Sql, type SqlValue } from '../kit/index.ts'
import { cellColumns, rowsOf } from './cells.ts'
import { isStopping, machineFault, notTakenBack } from './fault.ts'

/** One connection to the engine; statements of one session run one after another. */
export class Session {
  readonly #connection: DuckDBConnection
  readonly #onCommit: () => void

  constructor(connection: DuckDBConnection, onCommit: () => void = () => {}) {
    this.#connection = connection
    this.#onCommit = onCommit
  }

  /** Runs a statement; returns the number of rows that it wrote. */
  async run(statement: Sql): Promise<number> {
    const result = await this.#ask(statement)
    return result.rowsChanged
  }

  /**
   * The same in a transaction, for rows whose order says nothing: each core fills blocks of its own, whole ones. In the order
   * of a file's records blocks would be cut short wherever cores meet, and putting those together costs a third of the writing again.
   */
  async runInAnyOrder(statement: Sql): Promise<number> {
    await this.run(inOrder(false))
    const written = await this.run(statement)
    await this.run(inOrder(true))
    return written
  }

  /**
   * Runs a statement that gives rows, a deletion's say, and writes them into a temporary table of the same columns.
   * @returns how many rows it gave
   */
  async runInto(statement: Sql, table: string): Promise<number> {
    const result = await this.#ask(statement)
    const appender = await this.#connection.createAppender(table, 'main', 'temp')
    try {
      let rows = 0
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        appender.appendDataChunk(chunk)
        rows += chunk.rowCount
      }
      appender.flushSync()
      return rows
    } finally {
      appender.closeSync()
    }
  }

  async rows<R extends Row = Row>(query: Sql): Promise<R[]> {
    return (await rowsOf(await this.#ask(query))) as R[]
  }

  async columns(query: Sql): Promise<Record<string, Cell[]>> {
    return cellColumns(await this.#ask(query))
  }

  /** The first cell of the first row. */
  async value(query: Sql): Promise<Cell | undefined> {
    const [row] = await this.rows(query)
    return row === undefined ? undefined : Object.values(row)[0]
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run(sql`begin transaction`)
    try {
      const result = await work()
      await this.run(sql`commit`)
      this.#onCommit()
      return result
    } catch (error) {
      await this.#rollBack(error)
      throw error
    }
  }

  async #rollBack(error: unknown): Promise<void> {
    try {
      await this.#connection.run('rollback')
    } catch (rollback) {
      // a commit that the disk refused has ended its transaction; an engine that stopped has none
      if (!OVER.test(String(rollback))) throw notTakenBack(error, rollback)
    }
    // what `runInAnyOrder` set outlives a statement that failed
    if (!isStopping(error)) await this.run(inOrder(true))
  }

  async #ask(query: Sql): Promise<DuckDBMaterializedResult> {
    try {
      return await this.#connection.run(sqlText(query), bound(query))
    } catch (error) {
      throw machineFault(error) ?? error
    }
  }

  interrupt(): void {
    this.#connection.interrupt()
  }

  close(): void {
    this.#connection.closeSync()
  }
}

const OVER = /no transaction is active|has been invalidated/

const inOrder = (isKept: boolean): Sql => trusted(`set preserve_insertion_order = ${isKept}`)

const bound = (query: Sql): DuckDBValue[] | undefined =>
  query.values.length === 0 ? undefined : query.values.map(engineValue)

const engineValue = (value: SqlValue): DuckDBValue =>
  value instanceof Date ? new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n) : value
