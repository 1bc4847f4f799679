import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { World } from '../base/index.ts'
import { sql } from '../kit/index.ts'
import type { WarehouseOptions } from './contract.ts'
import { fault, heldBy, isStopping } from './fault.ts'
import { cannotOpen } from './layout.ts'
import { Session } from './session.ts'

const READERS = 4
/** How much of what was written the engine keeps in its log before it puts it in order: reading so much again at a start takes under a second. */
const LOG_MEGABYTES = 64

/** How the engine writes a file: as of this version texts that repeat are packed a fifth faster, and take a tenth less. */
const STORED_AS = 'v1.5.0'

/** The engine's file, opened once: one session that writes, a few that read at the same time. */
export interface Engine {
  /** one change after another */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>
  read<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** something small that only a change makes another: read when it is first wanted, and once after each change */
  fact<T>(name: string, work: (session: Session) => Promise<T>): Promise<T>
  /** sessions that somebody works with now */
  lent(): number
  close(): Promise<void>
}

/** The engine's file as it is open now. */
interface Opened {
  writer: Session
  readers: ReturnType<typeof readerPool>
  /** sessions that somebody works with */
  lent: number
  /** why nothing can be asked any more, until the file is opened anew: the disk failed, or a change could not be taken back */
  stopped: unknown
  /** lets go of the file; the writing that has not been put in order stays in the engine's log */
  close(): Promise<void>
}

export async function openEngine(options: WarehouseOptions, world: Pick<World, 'log'>): Promise<Engine> {
  mkdirSync(options.folder, { recursive: true })
  const facts = new Map<string, Promise<unknown>>()
  const forget = () => facts.clear()
  let opened = await open(options, forget)
  let opening: Promise<Opened> | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** Where the disk failed, the file is opened anew as soon as nobody works with what failed. */
  async function whole(): Promise<Opened> {
    if (opened.stopped === undefined) return opened
    if (opened.lent > 0) throw opened.stopped
    opening ??= reopen().finally(() => (opening = undefined))
    return opening
  }

  async function reopen(): Promise<Opened> {
    await opened.close()
    opened = await open(options, forget)
    world.log.warn({}, 'warehouse.opened_anew')
    forget()
    return opened
  }

  async function use<T>(work: (own: Opened) => Promise<T>): Promise<T> {
    const own = await whole()
    own.lent += 1
    try {
      return await work(own)
    } catch (error) {
      if (isStopping(error)) own.stopped = error
      throw error
    } finally {
      own.lent -= 1
    }
  }

  const read = <T>(work: (session: Session) => Promise<T>): Promise<T> => use(({ readers }) => readers.use(work))
  const write = <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    // what a statement outside a transaction changed is known now, too
    const mine = last.then(() => use(({ writer }) => work(writer))).finally(forget)
    last = mine.catch(() => undefined)
    return mine
  }
  const fact = <T>(name: string, work: (session: Session) => Promise<T>): Promise<T> => {
    const known = facts.get(name) as Promise<T> | undefined
    if (known) return known
    const reading = read(work)
    facts.set(name, reading)
    reading.catch(() => facts.get(name) === reading && facts.delete(name))
    return reading
  }
  return {
    write,
    read,
    fact,
    lent: () => opened.lent,
    async close() {
      try {
        await write((session) => session.run(sql`checkpoint`))
      } catch (error) {
        // what is in the log is read again at the next start
        world.log.warn({ error: String(error) }, 'warehouse.log_kept')
      } finally {
        await opened.close()
      }
    },
  }
}

async function open(options: WarehouseOptions, onCommit: () => void): Promise<Opened> {
  const instance = await openInstance(options)
  const connect = async (told?: () => void) => {
    const session = new Session(await instance.connect(), told)
    await session.run(sql`set TimeZone = 'UTC'`)
    // the engine takes tables of the same transaction for a few rows, and would loop over them
    await session.run(sql`set asof_loop_join_threshold = 0`)
    return session
  }
  try {
    const writer = await connect(onCommit)
    // of files of an older version: with texts packed by their letters a mart is a tenth smaller, slower to make and to read
    await writer.run(sql`set global disabled_compression_methods = 'fsst'`)
    const readers = readerPool(() => connect())
    let isClosed = false
    return {
      writer,
      readers,
      lent: 0,
      stopped: undefined,
      async close() {
        if (isClosed) return
        isClosed = true
        await readers.close()
        writer.close()
        instance.closeSync()
      },
    }
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

/** Where the engine's file is, and how it is opened: whoever opens it beside a warehouse in the same process must do it the same way. */
export function engineFile(options: WarehouseOptions): { file: string; settings: Record<string, string> } {
  const settings: Record<string, string> = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'true',
    // of a new file; one that is there keeps its own
    storage_compatibility_version: STORED_AS,
    checkpoint_threshold: `${LOG_MEGABYTES}MB`,
    // reading the log after a crash may need it already
    temp_directory: join(options.folder, 'tmp'),
  }
  if (options.memoryLimitMegabytes !== undefined) settings.memory_limit = `${options.memoryLimitMegabytes}MB`
  return { file: join(options.folder, 'warehouse.duckdb'), settings }
}

async function openInstance(options: WarehouseOptions): Promise<DuckDBInstance> {
  const { file, settings } = engineFile(options)
  try {
    return await DuckDBInstance.fromCache(file, settings)
  } catch (error) {
    const pid = heldBy(error)
    if (pid !== undefined) throw fault('busy', { file, pid }, error)
    throw cannotOpen(file, error)
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
    try {
      return await connect()
    } catch (error) {
      opened--
      throw error
    }
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
