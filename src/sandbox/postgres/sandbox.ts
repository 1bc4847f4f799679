import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client, Pool } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { startServer, SUPERUSER } from './server.ts'

export interface PostgresSandboxOptions {
  /** kept between starts: databases, and the superuser's password */
  folder: string
  /** a free one when absent */
  port?: number
  /** settings of `postgresql.conf` */
  settings?: Readonly<Record<string, string>>
}

export interface PostgresSandbox {
  /** of the superuser and the database `postgres`, with the password */
  url: string
  port: number
  password: string
  /** rows of one statement; several statements at once where there are no values */
  run(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** copies rows into a table; texts are pieces of csv as they are. @returns the number of rows */
  load(table: string, columns: readonly string[], rows: Rows): Promise<number>
  close(): Promise<void>
}

export type Rows = Iterable<readonly unknown[] | string> | AsyncIterable<readonly unknown[] | string>

/**
 * A real PostgreSQL on 127.0.0.1 over a folder of its own, for the sample workspace and for tests. It ends with this
 * process, however that ends.
 * @throws {Error} with what PostgreSQL said when it does not start
 */
export async function startPostgresSandbox(options: PostgresSandboxOptions): Promise<PostgresSandbox> {
  const { folder, port: wanted, settings = {} } = options
  const { port, password, close } = await startServer({ folder, port: wanted, settings })
  const address = { host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' }
  const pool = new Pool({ ...address, max: 2, allowExitOnIdle: true })
  // a connection that a test ends from outside is no fault of the sandbox
  pool.on('error', () => {})
  return {
    url: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    password,
    async run(text, values) {
      const { rows } = await pool.query<Record<string, unknown>>(text, values && [...values])
      return rows ?? []
    },
    async load(table, columns, rows) {
      const client = new Client(address)
      await client.connect()
      try {
        const name = table.split('.').map(quoted).join('.')
        const into = client.query(copyFrom(`copy ${name} (${columns.map(quoted).join(', ')}) from stdin (format csv)`))
        await pipeline(Readable.from(csv(rows)), into)
        return into.rowCount
      } finally {
        await client.end()
      }
    },
    async close() {
      await pool.end()
      await close()
    },
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const PIECE_CHARACTERS = 1 << 18

async function* csv(rows: Rows): AsyncGenerator<string> {
  let piece = ''
  for await (const row of rows) {
    piece += typeof row === 'string' ? row : `${row.map(cell).join(',')}\n`
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield piece
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text =
    value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text === '' || /[",\r\n\\]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
