import { setTimeout as wait } from 'node:timers/promises'
import type { Pool, PoolClient, QueryResult as Answer } from 'pg'
import type { CompiledQuery, DatabaseConnection, QueryResult, RootOperationNode } from 'kysely'
import type { PostgresPlace } from './place.ts'
import { isGone, mayPass, PATIENCE_SECONDS, postgresFault, unclear } from './postgres-errors.ts'

const ASK_AGAIN_MILLISECONDS = 200
const CHANGES: ReadonlySet<RootOperationNode['kind']> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
])
const COUNTED = new Set(['INSERT', 'UPDATE', 'DELETE'])

/** One writer at a time: whoever begins waits for the turn and has it until the end, as `begin immediate` has it in SQLite. */
const begin = (schema: string): string =>
  `begin; select pg_advisory_xact_lock(hashtext('svodka state'), hashtext('${schema}'))`

/** One that never answered is told of at once; one that did is waited for. */
export interface Server {
  hasAnswered: boolean
}

/**
 * A question, a change or a transaction. A connection is taken from the pool when it is needed and given back after each of
 * them. Until a commit is sent nothing was done, so what a server that is started again cuts off before is begun anew;
 * within a transaction of several statements by whoever asked for it.
 */
export class TurnConnection implements DatabaseConnection {
  readonly #pool: Pool
  readonly #place: PostgresPlace
  readonly #server: Server
  #transaction: PoolClient | undefined

  constructor(pool: Pool, server: Server, place: PostgresPlace) {
    this.#pool = pool
    this.#server = server
    this.#place = place
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const open = this.#transaction
    if (open) return this.#told(() => ask<R>(open, query))
    return this.#patiently(() => this.#alone((client) => this.#once<R>(client, query)))
  }

  async begin(): Promise<void> {
    await this.#patiently(async () => {
      const client = await this.#connect()
      try {
        await client.query(begin(this.#place.schema))
        this.#transaction = client
      } catch (error) {
        client.release(true)
        throw error
      }
    })
  }

  async commit(): Promise<void> {
    const client = this.#transaction
    if (!client) return
    await this.#told(() => commit(client, this.#place))
    this.#transaction = undefined
    client.release()
  }

  /** What went wrong is told already; a connection that cannot even take back is of no more use, and the server takes back. */
  async rollback(): Promise<void> {
    const client = this.#transaction
    if (!client) return
    this.#transaction = undefined
    await takeBack(client)
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Nothing of the state is that long')
  }

  async #alone<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (error) {
      if (error instanceof Error && isGone(error, this.#place)) client.release(true)
      else await takeBack(client)
      throw error
    }
  }

  async #once<R>(client: PoolClient, query: CompiledQuery): Promise<QueryResult<R>> {
    if (!CHANGES.has(query.query.kind)) return ask<R>(client, query)
    await client.query(begin(this.#place.schema))
    const result = await ask<R>(client, query)
    await commit(client, this.#place)
    return result
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.#pool.connect()
    this.#server.hasAnswered = true
    return client
  }

  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw postgresFault(error, this.#place)
    }
  }

  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (const until = performance.now() + PATIENCE_SECONDS * 1000; ;) {
      try {
        return await this.#told(work)
      } catch (fault) {
        if (!mayPass(fault) || !this.#server.hasAnswered || performance.now() > until) throw fault
        await wait(ASK_AGAIN_MILLISECONDS)
      }
    }
  }
}

async function ask<R>(client: PoolClient, { sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
  const answer: Answer = await client.query(sql, parameters.map(storable))
  return {
    rows: (answer.rows ?? []) as R[],
    ...(COUNTED.has(answer.command) ? { numAffectedRows: BigInt(answer.rowCount ?? 0) } : {}),
  }
}

/** PostgreSQL's texts hold every character but one, which a browser's header or a name may bring. */
const storable = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value)

async function commit(client: PoolClient, place: PostgresPlace): Promise<void> {
  try {
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error('A statement failed, and the transaction was to be kept all the same')
  } catch (error) {
    throw error instanceof Error && isGone(error, place) ? unclear(place, error) : error
  }
}

async function takeBack(client: PoolClient): Promise<void> {
  const isWell = await client.query('rollback').then(
    () => true,
    () => false,
  )
  client.release(!isWell)
}
