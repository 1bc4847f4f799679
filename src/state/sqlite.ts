import { chmodSync, existsSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import {
  CompiledQuery,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  sql,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  type SqliteDialectConfig,
  type SqliteStatement,
} from 'kysely'
import { SvodkaError } from '../base/index.ts'
import type { Engine } from './engine.ts'
import type { Tables } from './schema.ts'
import { keepAside } from './aside.ts'
import { BUSY_SECONDS, codeOf, guarded, SQLITE } from './sqlite-errors.ts'
import { words } from './words.ts'

/** SQLite itself waits so long, holding up this whole process; after that we ask again between other work. */
const BUSY_TIMEOUT_MILLISECONDS = 10
const ASK_AGAIN_MILLISECONDS = 5

/**
 * `node:sqlite` under Kysely: what is committed is on disk; other processes are waited for; a transaction takes the
 * write lock when it begins, so it never fails in the middle because another wrote first.
 */
export function openSqlite(file: string): Engine {
  const open = guarded(file, () => openFile(file))
  const database: SqliteDatabase = {
    close: () => open.close(),
    prepare: (text) => guarded(file, () => statement(file, open, text)),
  }
  const kysely = new Kysely<Tables>({ dialect: new ImmediateDialect({ database }) })
  return {
    database: kysely,
    dialect: { bytes: 'blob', numbered: 'integer primary key autoincrement', onlyGrows },
    async hasTable(given, name) {
      const { rows } = await sql`select 1 from sqlite_master where type = 'table' and name = ${name}`.execute(given)
      return rows.length > 0
    },
    async clock() {
      await sql`select 1`.execute(kysely)
      return undefined
    },
    keepAside: (version) => keepAside(file, version),
    makeRoom: async () => {},
    newer: (found, known) => new SvodkaError(words, 'newer', { file, found, known }),
  }
}

const onlyGrows: Engine['dialect']['onlyGrows'] = (table, { changed, shortened }) => [
  `create trigger ${table}_stays before update on ${table} begin select raise(abort, '${changed}'); end`,
  `create trigger ${table}_whole before delete on ${table} begin select raise(abort, '${shortened}'); end`,
]

function openFile(file: string): DatabaseSync {
  const isNew = !existsSync(file)
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MILLISECONDS })
  try {
    // what is kept of passwords is for nobody else on the machine; SQLite gives the files beside it the same rights
    if (isNew && file !== ':memory:') chmodSync(file, 0o600)
    setUp(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const CHANGE_TRIES = (BUSY_SECONDS * 1000) / (BUSY_TIMEOUT_MILLISECONDS + ASK_AGAIN_MILLISECONDS)

/** Two processes that change a new file at once refuse each other without waiting, even where they only read its head. */
function setUp(database: DatabaseSync): void {
  for (let tries = 1; ; tries++) {
    try {
      database.exec('pragma foreign_keys = on; pragma synchronous = full; pragma journal_mode = wal')
      return
    } catch (error) {
      if (codeOf(error) !== SQLITE.busy || tries >= CHANGE_TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ASK_AGAIN_MILLISECONDS)
    }
  }
}

function statement(file: string, database: DatabaseSync, text: string): SqliteStatement {
  const prepared = database.prepare(text)
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[]
  return {
    reader: prepared.columns().length > 0,
    all: (parameters) => guarded(file, () => prepared.all(...values(parameters))),
    run: (parameters) => guarded(file, () => prepared.run(...values(parameters))),
    iterate: (parameters) => prepared.iterate(...values(parameters)),
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config)
  }
}

class ImmediateDriver extends SqliteDriver {
  #connection: DatabaseConnection | undefined

  override async acquireConnection(): Promise<DatabaseConnection> {
    return (this.#connection ??= patient(await super.acquireConnection()))
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** SQLite itself takes a transaction back that a full or broken disk ended; why it did must not be lost over that. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection)
    } catch (error) {
      if (!(error instanceof SvodkaError) || !String(error.cause).includes('no transaction is active')) throw error
    }
  }
}

/** A statement that met another's lock has done nothing: it is given again, and whoever holds the lock gets a turn meanwhile. */
function patient(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery) {
      for (const until = performance.now() + BUSY_SECONDS * 1000; ;) {
        try {
          return await connection.executeQuery<R>(query)
        } catch (error) {
          const isBusy = error instanceof SvodkaError && error.code === 'busy'
          if (!isBusy || performance.now() > until) throw error
          await wait(ASK_AGAIN_MILLISECONDS)
        }
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}
