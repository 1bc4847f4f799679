import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { begun, type Pieces, type World } from '../base/index.ts'
import { joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import type { LineForm } from './contract.ts'
import { growing, openRound } from './csv-out.ts'
import type { Engine } from './engine.ts'
import { fault } from './fault.ts'
import type { Session } from './session.ts'
import { literal } from './text.ts'

/** Sessions that write at once: fewer than there are for reading, so that questions always find one. */
const WRITERS = 2
const PREFIX = 'out-'

/** Writes the rows of selects, one after the other and all of one moment, as lines of text, given away while they are written. */
export type WriteOut = (selects: readonly Sql[], form: LineForm) => Promise<Pieces<Buffer>>

/**
 * The engine writes into files of its own at its own speed and gives its session back; they are read at the reader's pace and
 * removed when they were read, or when nobody wants the rest.
 */
export function openWriteOut(engine: Pick<Engine, 'read' | 'lent'>, temporaryFolder: string, world: World): WriteOut {
  forgetLeft(temporaryFolder)
  const places = placesFor(WRITERS)
  return (selects, form) => begun(writeOut({ engine, places, temporaryFolder }, selects, form, world))
}

/** What a killed process was writing. */
function forgetLeft(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const left = readdirSync(folder).filter((name) => name.startsWith(PREFIX) || name.startsWith('csv-'))
  for (const name of left) rmSync(join(folder, name), { recursive: true, force: true })
}

interface Place {
  engine: Pick<Engine, 'read' | 'lent'>
  places: ReturnType<typeof placesFor>
  temporaryFolder: string
}

async function* writeOut(
  place: Place,
  selects: readonly Sql[],
  form: LineForm,
  world: World,
): AsyncGenerator<Buffer, void> {
  const { temporaryFolder } = place
  try {
    mkdirSync(temporaryFolder, { recursive: true })
    const folder = mkdtempSync(join(temporaryFolder, PREFIX))
    try {
      const files = selects.map((select, index) => ({ select, path: join(folder, `rows-${index}`) }))
      yield* linesOf(place, files, form, world)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  } catch (error) {
    throw isFull(error) ? fault('no_room', { folder: temporaryFolder }, error) : error
  }
}

interface OutFile {
  select: Sql
  path: string
}

async function* linesOf(
  place: Place,
  files: readonly OutFile[],
  form: LineForm,
  world: World,
): AsyncGenerator<Buffer, void> {
  const written = await inTheirOrder(place, files)
  // open before the engine writes: it removes a file where it fails
  const handles = await Promise.all(files.map(({ path }) => open(path, 'w+')))
  const copying = startCopy(
    place,
    files.map(({ path, select }) => copyTo(path, written(select), form)),
  )
  const round = openRound()
  try {
    for (const [index, handle] of handles.entries()) {
      yield* growing(handle, () => copying.isWritten(index), world, round)
      await handle.truncate()
    }
    await copying.ended
  } finally {
    // nobody takes the rest, should there be one
    copying.stop()
    await copying.ended.catch(() => undefined)
    await Promise.all(handles.map((handle) => handle.close()))
  }
}

/**
 * Selects as one thread writes their rows, each as it comes. Left to itself, the engine lets all threads make texts of rows in order,
 * gathers them and puts them back into their order: that takes a fifth more of the processor and, where rows are long, several
 * times the memory. It does so only where every source can tell the places of its rows, and `range` cannot, though it has none.
 */
async function inTheirOrder({ engine }: Place, [first]: readonly OutFile[]): Promise<(select: Sql) => Sql> {
  if (!first) return (select) => select
  const columns = await engine.read((session) => session.rows(sql`describe ${first.select}`))
  const nothing = joinSql(
    columns.map(() => sql`null`),
    ', ',
  )
  return (select) => sql`from (${select}) union all select ${nothing} from range(0)`
}

const copyTo = (path: string, select: Sql, form: LineForm): Sql => {
  const lines =
    form === 'whole'
      ? sql`quote '', escape '', new_line '\n'`
      : sql`delimiter ${literal(form.separator)}, nullstr '', new_line '\r\n'`
  return sql`copy (${select}) to ${literal(path)} (format csv, header false, use_tmp_file false, ${lines})`
}

interface Copying {
  /** whether nothing more comes of the statement at this place */
  isWritten(index: number): boolean
  /** fails where the engine does */
  ended: Promise<void>
  stop(): void
}

/**
 * One session writes file after file; a second one takes every other, where nobody else wants to write and it began at the same
 * moment.
 */
function startCopy({ engine, places }: Place, statements: readonly Sql[]): Copying {
  const sessions = new Set<Session>()
  const written = new Set<number>()
  let [isStopped, isOver] = [false, false]
  let next = 0
  const copy = async (session: Session, isEnough: () => boolean): Promise<void> => {
    sessions.add(session)
    try {
      while (next < statements.length && !isStopped && !isEnough()) {
        const index = next++
        await session.run(statements[index] as Sql)
        written.add(index)
      }
    } finally {
      sessions.delete(session)
    }
  }
  const stop = (): void => {
    isStopped = true
    for (const session of sessions) session.interrupt()
  }
  const help = async (moment: number): Promise<void> => {
    if (statements.length === 1 || !places.takeAnother()) return
    const helping = engine.read((session) =>
      besideAnother(engine, session, (alone) =>
        session.transaction(async () => {
          if ((await momentOf(session)) !== moment + 1) return
          await alone()
          await copy(session, places.isWanted)
        }),
      ),
    )
    await helping.finally(places.giveBack)
  }
  const ended = places
    .take()
    .then(() =>
      engine
        .read((session) =>
          session.transaction(async () => {
            const both = [help(await momentOf(session)), copy(session, () => false)]
            // whichever fails, the other one's files are of no use
            for (const each of both) each.catch(stop)
            await Promise.all(both).finally(() => Promise.allSettled(both))
          }),
        )
        .finally(places.giveBack),
    )
    .finally(() => (isOver = true))
  // whoever reads the files asks later; meanwhile a failure is nobody's
  ended.catch(() => undefined)
  return { isWritten: (index) => isOver || written.has(index), ended, stop }
}

/**
 * Two sessions that write for long need no thread of the engine beside theirs: it would take over one's work, and that one would
 * spin until it is done, on two cores in place of the other.
 * @param work is given what keeps the engine's thread away from then on, until the work ends. Not where anybody else works: the
 * engine would first wait for what its threads are about, and everybody for it.
 */
async function besideAnother(
  { lent }: Place['engine'],
  session: Session,
  work: (alone: () => Promise<void>) => Promise<void>,
): Promise<void> {
  let isAlone = false
  const alone = async () => {
    if (lent() > WRITERS || Number(await session.value(sql`select current_setting('threads')`)) < WRITERS) return
    isAlone = true
    await session.run(callersAre(WRITERS))
  }
  try {
    await work(alone)
  } finally {
    // where it cannot be told, the session is broken, which the work says: the engine is opened anew then
    if (isAlone) await session.run(callersAre(1)).catch(() => undefined)
  }
}

const callersAre = (sessions: number): Sql => trusted(`set external_threads = ${sessions}`)

/** Beginnings and commits are numbered in one row: transactions of neighbouring numbers see the same. */
const momentOf = async (session: Session): Promise<number> => Number(await session.value(sql`select txid_current()`))

/** Places for so many at once; the others wait in the order in which they came. */
function placesFor(most: number) {
  const waiting: (() => void)[] = []
  let taken = 0
  return {
    async take(): Promise<void> {
      if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve))
      else taken++
    },
    /** one more, only where it is free */
    takeAnother(): boolean {
      if (taken >= most) return false
      taken++
      return true
    },
    isWanted: (): boolean => waiting.length > 0,
    giveBack(): void {
      const next = waiting.shift()
      if (next) next()
      else taken--
    },
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === 'ENOSPC') || /No space left on device|disk is full/i.test(error.message))
