import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { sql } from '../kit/index.ts'
import type { WarehouseOptions } from './contract.ts'
import { causeText, fault, heldBy } from './fault.ts'
import { Session } from './session.ts'

const READERS = 4
/** How much of what was written the engine keeps in its log before it puts it in order: reading so much again at a start takes under a second. */
const LOG_MEGABYTES = 64

/** The engine's file, opened once: one session that writes, a few that read at the same time. */
export interface Engine {
  /** one change after another */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>
  read<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** something small that only a change makes another: read when it is first wanted, and once after each change */
  fact<T>(name: string, work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export async function openEngine(options: WarehouseOptions): Promise<Engine> {
  mkdirSync(options.folder, { recursive: true })
  const instance = await openInstance(options)
  const facts = new Map<string, Promise<unknown>>()
  const forget = () => facts.clear()
  const connect = async (onCommit?: () => void) => {
    const session = new Session(await instance.connect(), onCommit)
    await session.run(sql`set TimeZone = 'UTC'`)
    // the engine takes tables of the same transaction for a few rows, and would loop over them
    await session.run(sql`set asof_loop_join_threshold = 0`)
    return session
  }
  const writer = await connect(forget)
  const readers = readerPool(() => connect())
  let last: Promise<unknown> = Promise.resolve()
  const write = <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    // what a statement outside a transaction changed is known now, too
    const mine = last.then(() => work(writer)).finally(forget)
    last = mine.catch(() => undefined)
    return mine
  }
  const fact = <T>(name: string, work: (session: Session) => Promise<T>): Promise<T> => {
    const known = facts.get(name) as Promise<T> | undefined
    if (known) return known
    const reading = readers.use(work)
    facts.set(name, reading)
    reading.catch(() => facts.get(name) === reading && facts.delete(name))
    return reading
  }
  return {
    write,
    read: readers.use,
    fact,
    async close() {
      await write((session) => session.run(sql`checkpoint`))
      await readers.close()
      writer.close()
      instance.closeSync()
    },
  }
}

async function openInstance(options: WarehouseOptions): Promise<DuckDBInstance> {
  const file = join(options.folder, 'warehouse.duckdb')
  const settings: Record<string, string> = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'true',
    checkpoint_threshold: `${LOG_MEGABYTES}MB`,
    // reading the log after a crash may need it already
    temp_directory: join(options.folder, 'tmp'),
  }
  if (options.memoryLimitMegabytes !== undefined) settings.memory_limit = `${options.memoryLimitMegabytes}MB`
  try {
    return await DuckDBInstance.fromCache(file, settings)
  } catch (error) {
    const pid = heldBy(error)
    if (pid !== undefined) throw fault('busy', { file, pid }, error)
    throw fault('cannot_open', { file, cause: causeText(error) }, error)
  }
}

/** Sessions that are lent out and come back; whoever finds none free waits in turn. */
function readerPool(connect: () => Promise<Session>) {
  const free: Session[] = []
  const waiting: ((session: Session) => void)[] = []
  let opened = 0
  const take = async (): Promise<Session> => {
    const session = free.pop()
    if (session) return session
    if (opened >= READERS) return new Promise((resolve) => waiting.push(resolve))
    opened++
    return connect()
  }
  const giveBack = (session: Session) => {
    const next = waiting.shift()
    if (next) next(session)
    else free.push(session)
  }
  return {
    async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
      const session = await take()
      try {
        return await work(session)
      } finally {
        giveBack(session)
      }
    },
    async close() {
      const all = await Promise.all(Array.from({ length: opened }, take))
      for (const session of all) session.close()
    },
  }
}
