import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { temporaryPostgres } from '../postgres/workspace.ts'

const KILLS = process.env['SVODKA_FULL'] === '1' ? 50 : 3
const ROWS = 300
const CHILD = fileURLToPath(new URL('publish-child.ts', import.meta.url))

let database: PostgresSandbox
let folder: string
let door: Door
beforeAll(async () => {
  database = await temporaryPostgres()
  folder = mkdtempSync(join(tmpdir(), 'svodka-crash-'))
  door = await openDoor(database.port)
})
afterAll(async () => {
  door.server.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A way to PostgreSQL that counts what goes through it: a kill at a count hits any step, whatever the machine's speed. */
interface Door {
  server: Server
  url: string
  /** called before each piece that goes to PostgreSQL, with its number from 1 */
  onPiece: (number: number) => void
  pieces: number
}

async function openDoor(port: number): Promise<Door> {
  const opened: Door = { server: createServer(), url: '', onPiece: () => {}, pieces: 0 }
  opened.server.on('connection', (socket) => {
    const inner = connect(port, '127.0.0.1')
    socket.on('data', (bytes) => {
      opened.onPiece(++opened.pieces)
      inner.write(bytes)
    })
    inner.on('data', (bytes) => void socket.write(bytes))
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      one.on('close', () => other.destroy())
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => opened.server.listen(0, '127.0.0.1', resolve))
  const outer = (opened.server.address() as AddressInfo).port
  opened.url = database.url.replace(`:${port}/`, `:${outer}/`)
  return opened
}

/** One life of the program. @returns how many pieces it sent; undefined when it was killed */
async function live(edition: number, killAt?: number): Promise<number | undefined> {
  const child = spawn(process.execPath, [CHILD, door.url, folder, String(edition), String(ROWS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  door.pieces = 0
  door.onPiece = (number) => void (number === killAt && child.kill('SIGKILL'))
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)))
  if (signal === 'SIGKILL') return undefined
  if (!said.includes('ended')) throw new Error('The child failed; see above')
  return door.pieces
}

/** Looks at both marts until it is told to stop. @returns every different picture, in the order in which they came */
function watch() {
  let isOver = false
  const look = async () => {
    const seen: string[] = []
    const client = new Client(database.url)
    await client.connect()
    while (!isOver) {
      const picture = await client.query(PICTURE)
      const text = JSON.stringify(picture.rows)
      if (seen.at(-1) !== text) seen.push(text)
    }
    await client.end()
    return seen
  }
  const looking = look()
  return async () => {
    isOver = true
    return looking
  }
}

const PICTURE = `select 'loans' as of, edition::int, count(*)::int as rows, count(distinct loan_id)::int as ids from svodka.loans group by 2
  union all
  select 'payments', edition::int, count(*)::int, count(distinct payment_id)::int from svodka.payments group by 2`

const whole = (edition: number): string =>
  JSON.stringify(['loans', 'payments'].map((of) => ({ of, edition, rows: ROWS, ids: ROWS })))

test(`killed ${KILLS} times on its way, it leaves one whole publication, and the next run leaves nothing behind`, async () => {
  const steps = (await live(1)) ?? 0
  const stop = watch()
  let [edition, shown] = [2, 1]
  const lives: { isKilled: boolean; before: number; asked: number; after: number }[] = []

  for (let kill = 0; kill < KILLS; kill++, edition++) {
    // every step in turn, the last ones most often: there the readers are led over
    const at = Math.ceil(steps * (1 - (1 - (kill + 0.5) / KILLS) ** 2))
    const isKilled = (await live(edition, at)) === undefined
    const [{ edition: now } = { edition: 0 }] = await database.run(
      'select max(edition)::int as edition from svodka.loans',
    )
    lives.push({ isKilled, before: shown, asked: edition, after: Number(now) })
    shown = Number(now)
  }
  await live(edition)
  const pictures = await stop()

  expect(
    lives.filter(({ isKilled, before, asked, after }) => after !== asked && !(isKilled && after === before)),
  ).toEqual([])
  expect(lives.filter(({ isKilled }) => isKilled).length).toBeGreaterThan(KILLS / 2)
  const editions = pictures.map((picture) => Number(/"edition":(\d+)/.exec(picture)?.[1]))
  expect(pictures).toEqual(editions.map(whole))
  expect(editions).toEqual(editions.toSorted((a, b) => a - b))
  expect(editions.at(-1)).toBe(edition)
  const left = await database.run(`select count(*)::int as n from pg_class
    where relnamespace = 'svodka_data'::regnamespace and relkind in ('r', 'p')`)
  // two marts: a parent, two publications each with rows and mark; and the list of them
  expect(left).toEqual([{ n: 11 }])
})
