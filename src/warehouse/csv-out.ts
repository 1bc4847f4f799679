import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../base/index.ts'
import { identifier, sql, type Sql } from '../kit/index.ts'
import type { ExportedTable, WrittenTable } from './contract.ts'
import type { Session } from './session.ts'
import { literal } from './text.ts'

const CHUNK_BYTES = 1 << 18
/** many times what streams hold on the way to a socket or a packer */
const ROUND_BYTES = 1 << 22
const LOOK_AGAIN_MILLISECONDS = 10

/** The engine writes a file while its beginning is taken, so that neither side waits for the other's whole. */
export async function writeCsv(
  session: Session,
  tables: readonly ExportedTable[],
  take: (table: WrittenTable) => Promise<void>,
  temporaryFolder: string,
  world: World,
): Promise<void> {
  mkdirSync(temporaryFolder, { recursive: true })
  const folder = mkdtempSync(join(temporaryFolder, 'csv-'))
  try {
    await session.transaction(async () => {
      for (const [index, table] of tables.entries())
        await writeTable(session, table, take, join(folder, `${index}.csv`), world)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeTable(
  session: Session,
  { name, columns }: ExportedTable,
  take: (table: WrittenTable) => Promise<void>,
  path: string,
  world: World,
): Promise<void> {
  const file = await open(path, 'w+')
  let isWritten = false
  const rows = session.value(copyOf(sql`select ${columns} from ${identifier(...name.split('.'))}`, path)).then(Number)
  const ended = rows.then(
    () => (isWritten = true),
    () => (isWritten = true),
  )
  try {
    await take({ name, rows, bytes: growing(file, () => isWritten, world) })
    await rows
  } finally {
    // nobody takes the rest, should there be one
    if (!isWritten) session.interrupt()
    await ended
    await file.close()
    rmSync(path, { force: true })
  }
}

/** Into the very file that is being read: what stands in it is never written again. */
const copyOf = (select: Sql, path: string): Sql =>
  sql`copy (${select}) to ${literal(path)} (format csv, header false, use_tmp_file false)`

/** Memory that is read into round and round, which spares the collector more than the reading takes. */
export interface Round {
  /** what stands in a file from there, as much as is read at once; nothing at its end */
  read(file: FileHandle, at: number): Promise<Buffer>
}

/** What was read stays as it is until megabytes were read after it: whoever keeps it for longer keeps a copy. */
export function openRound(): Round {
  const memory = Buffer.allocUnsafeSlow(ROUND_BYTES)
  let free = 0
  return {
    async read(file, at) {
      if (free + CHUNK_BYTES > ROUND_BYTES) free = 0
      const from = free
      const { bytesRead } = await file.read(memory, from, CHUNK_BYTES, at)
      free += bytesRead
      return memory.subarray(from, free)
    },
  }
}

/** The bytes of a file that is still being written, until it is. */
export async function* growing(
  file: FileHandle,
  isWritten: () => boolean,
  world: Pick<World, 'sleep'>,
  round = openRound(),
): AsyncGenerator<Buffer, void> {
  for (let at = 0; ;) {
    const isWhole = isWritten()
    const read = await round.read(file, at)
    at += read.length
    if (read.length > 0) yield read
    else if (isWhole) return
    else await world.sleep(LOOK_AGAIN_MILLISECONDS)
  }
}
