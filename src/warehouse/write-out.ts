import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { begun, type Pieces, type World } from '../base/index.ts'
import { sql, type Sql } from '../kit/index.ts'
import type { LineForm } from './contract.ts'
import { growing } from './csv-out.ts'
import type { Engine } from './engine.ts'
import { fault } from './fault.ts'
import type { Session } from './session.ts'
import { literal } from './text.ts'

/** At once at most: fewer than there are sessions for reading, so that questions always find one. */
const WRITERS = 2
const PREFIX = 'out-'

/** Writes the rows of selects, one after the other and all of one moment, as lines of text, given away while they are written. */
export type WriteOut = (selects: readonly Sql[], form: LineForm) => Promise<Pieces<Buffer>>

/**
 * The engine writes into files of its own at its own speed and gives its session back; they are read at the reader's pace and
 * removed when they were read, or when nobody wants the rest.
 */
export function openWriteOut(engine: Pick<Engine, 'read'>, temporaryFolder: string, world: World): WriteOut {
  forgetLeft(temporaryFolder)
  const inTurn = turns(WRITERS)
  return (selects, form) => begun(writeOut({ engine, inTurn, temporaryFolder }, selects, form, world))
}

/** What a killed process was writing. */
function forgetLeft(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const left = readdirSync(folder).filter((name) => name.startsWith(PREFIX) || name.startsWith('csv-'))
  for (const name of left) rmSync(join(folder, name), { recursive: true, force: true })
}

interface Place {
  engine: Pick<Engine, 'read'>
  inTurn: InTurn
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
  // open before the engine writes: it removes a file where it fails
  const handles = await Promise.all(files.map(({ path }) => open(path, 'w+')))
  const copying = startCopy(
    place,
    files.map(({ path, select }) => copyTo(path, select, form)),
  )
  try {
    for (const [index, handle] of handles.entries()) {
      yield* growing(handle, () => copying.isWritten(index), world)
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

function startCopy({ engine, inTurn }: Place, statements: readonly Sql[]): Copying {
  let session: Session | undefined
  let [isStopped, isOver] = [false, false]
  let written = 0
  const copy = async (lent: Session): Promise<void> => {
    session = lent
    try {
      for (const statement of statements) {
        if (isStopped) return
        await lent.run(statement)
        written++
      }
    } finally {
      session = undefined
    }
  }
  const ended = inTurn(() => engine.read((lent) => lent.transaction(() => copy(lent)))).finally(() => (isOver = true))
  // whoever reads the files asks later; meanwhile a failure is nobody's
  ended.catch(() => undefined)
  return {
    isWritten: (index) => isOver || written > index,
    ended,
    stop() {
      isStopped = true
      session?.interrupt()
    },
  }
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** So many at once; the others wait in the order in which they came. */
function turns(most: number): InTurn {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === 'ENOSPC') || /No space left on device|disk is full/i.test(error.message))
