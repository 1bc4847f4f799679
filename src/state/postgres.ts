import type { ClientConfig, CustomTypesConfig, Pool } from 'pg'
import {
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  replaceWithNoncontingentExpression,
  sql,
  type Driver,
} from 'kysely'
import { SvodkaError } from '../base/index.ts'
import type { Engine } from './engine.ts'
import type { PostgresPlace } from './place.ts'
import { TurnConnection } from './postgres-connection.ts'
import { PATIENCE_SECONDS } from './postgres-errors.ts'
import type { Database, Tables } from './schema.ts'
import { words } from './words.ts'

const IDLE_SECONDS = 30
/** the longest of our statements takes milliseconds */
const STATEMENT_SECONDS = 30
/** a process that stopped in the middle of a transaction gives up its turn after so long */
const IDLE_IN_TRANSACTION_SECONDS = 10

/** What a session of ours relies on, whatever the server's or the role's own settings say. */
const settingsOf = (schema: string): Readonly<Record<string, string>> => ({
  search_path: schema,
  synchronous_commit: 'on',
  default_transaction_isolation: 'read\\ committed',
  lock_timeout: `${PATIENCE_SECONDS}s`,
  statement_timeout: `${STATEMENT_SECONDS}s`,
  idle_in_transaction_session_timeout: `${IDLE_IN_TRANSACTION_SECONDS}s`,
  // a machine that vanished is noticed in half a minute, not in two hours
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '4',
})

const BIGINT = 20
const BYTEA = 17

/** Counts as numbers, bytes as bytes: what SQLite's driver gives. */
const typesLike = (types: typeof import('pg').types): CustomTypesConfig => ({
  getTypeParser(oid, format) {
    const given = types.getTypeParser(oid, format) as (text: string) => unknown
    if (oid === BIGINT) return (text: string) => Number(text)
    if (oid === BYTEA) return (text: string) => new Uint8Array(given(text) as Uint8Array)
    return given
  },
})

/** PostgreSQL under Kysely. Connections are made when they are needed. */
export async function openPostgres(place: PostgresPlace): Promise<Engine> {
  const { default: pg } = await import('pg')
  const options = Object.entries(settingsOf(place.schema)).map(([name, value]) => `-c ${name}=${value}`)
  const pool = new pg.Pool({
    ...place.client,
    max: place.connections,
    idleTimeoutMillis: IDLE_SECONDS * 1000,
    query_timeout: (STATEMENT_SECONDS + PATIENCE_SECONDS) * 1000,
    options: options.join(' '),
    types: typesLike(pg.types),
  } satisfies ClientConfig & ConstructorParameters<typeof Pool>[0])
  // a connection that breaks is noticed by whoever asks next
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const database = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (given) => new PostgresIntrospector(given),
      createDriver: () => driverOf(pool, place),
    },
    // PostgreSQL takes no empty list
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  })
  return {
    database,
    dialect: { bytes: 'bytea', numbered: 'bigint generated always as identity primary key', onlyGrows },
    hasTable: (given, name) => exists(given, sql`to_regclass(${name})`),
    async clock() {
      const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(database)
      return rows[0]?.at.toISOString()
    },
    keepAside: async () => {},
    async makeRoom(transaction) {
      const { schema } = place
      // where it is there, its owner need not be one who may make others
      if (await exists(transaction, sql`to_regnamespace(${schema})`)) return
      await transaction.schema.createSchema(schema).execute()
    },
    newer: (found, known) =>
      new SvodkaError(words, 'pg.newer', { ...place.address, schema: place.schema, found, known }),
  }
}

async function exists(database: Database, what: ReturnType<typeof sql>): Promise<boolean> {
  const { rows } = await sql<{ isThere: boolean }>`select ${what} is not null as "isThere"`.execute(database)
  return rows[0]?.isThere === true
}

const driverOf = (pool: Pool, place: PostgresPlace, server = { hasAnswered: false }): Driver => ({
  init: async () => {},
  acquireConnection: async () => new TurnConnection(pool, server, place),
  beginTransaction: (connection: TurnConnection) => connection.begin(),
  commitTransaction: (connection: TurnConnection) => connection.commit(),
  rollbackTransaction: (connection: TurnConnection) => connection.rollback(),
  releaseConnection: async () => {},
  destroy: () => pool.end(),
})

const onlyGrows: Engine['dialect']['onlyGrows'] = (table, { changed, shortened }) => [
  `create function ${table}_only_grows() returns trigger language plpgsql as $$ begin
    if tg_op = 'UPDATE' then raise exception '${changed}'; end if;
    raise exception '${shortened}';
  end $$`,
  `create trigger ${table}_stays before update or delete or truncate on ${table}
    for each statement execute function ${table}_only_grows()`,
]
