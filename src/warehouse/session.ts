import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DuckDBTimestampValue } from '@duckdb/node-api'
import type { Cell, Row } from '../base/index.ts'
import { sqlText, type Sql, type SqlValue } from '../kit/index.ts'
import { cellColumns, rowsOf } from './cells.ts'

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
    const result = await this.#connection.run(sqlText(statement), bound(statement))
    return result.rowsChanged
  }

  /**
   * The same in a transaction, for rows whose order says nothing: each core fills blocks of its own, whole ones. In the order
   * of a file's records blocks would be cut short wherever cores meet, and putting those together costs a third of the writing again.
   */
  async runInAnyOrder(statement: Sql): Promise<number> {
    await this.#connection.run(inOrder(false))
    const written = await this.run(statement)
    await this.#connection.run(inOrder(true))
    return written
  }

  async rows<R extends Row = Row>(query: Sql): Promise<R[]> {
    const result = await this.#connection.run(sqlText(query), bound(query))
    return (await rowsOf(result)) as R[]
  }

  async columns(query: Sql): Promise<Record<string, Cell[]>> {
    return cellColumns(await this.#connection.run(sqlText(query), bound(query)))
  }

  /** The first cell of the first row. */
  async value(query: Sql): Promise<Cell | undefined> {
    const [row] = await this.rows(query)
    return row === undefined ? undefined : Object.values(row)[0]
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.#connection.run('begin transaction')
    try {
      const result = await work()
      await this.#connection.run('commit')
      this.#onCommit()
      return result
    } catch (error) {
      await this.#connection.run('rollback').catch((rollback: unknown) => {
        throw new AggregateError([error, rollback], 'the engine could not roll back')
      })
      // what `runInAnyOrder` set outlives a statement that failed
      await this.#connection.run(inOrder(true))
      throw error
    }
  }

  interrupt(): void {
    this.#connection.interrupt()
  }

  close(): void {
    this.#connection.closeSync()
  }
}

const inOrder = (isKept: boolean): string => `set preserve_insertion_order = ${isKept}`

const bound = (query: Sql): DuckDBValue[] | undefined =>
  query.values.length === 0 ? undefined : query.values.map(engineValue)

const engineValue = (value: SqlValue): DuckDBValue =>
  value instanceof Date ? new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n) : value
