import { constants } from 'node:fs'
import { access, copyFile, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { sql } from '../kit/index.ts'
import type { WarehouseCopy } from './contract.ts'
import { heldBy } from './fault.ts'
import { cannotOpen } from './layout.ts'
import { isPacked } from './packing.ts'
import { rowCounts } from './row-counts.ts'
import { Session } from './session.ts'

const FILE = 'warehouse.duckdb'
/** Counting rows reads little more than the file's own directory. */
const COUNTING_MEGABYTES = 256
const readOnly = {
  access_mode: 'READ_ONLY',
  memory_limit: `${COUNTING_MEGABYTES}MB`,
  autoinstall_known_extensions: 'false',
}

/**
 * Copies the file of an open engine, whose only writer is `session` and does nothing else meanwhile. What the engine keeps in its
 * log is put into the file first; a log that stays, because somebody still reads what was before, is copied with it.
 */
export async function copyFileOf(session: Session, folder: string, to: string): Promise<WarehouseCopy> {
  await session.run(sql`checkpoint`)
  await mkdir(to, { recursive: true })
  const files: string[] = []
  for (const name of [FILE, `${FILE}.wal`]) {
    if (!(await exists(join(folder, name)))) continue
    await copyFile(join(folder, name), join(to, name), constants.COPYFILE_FICLONE)
    await syncFile(join(to, name))
    files.push(name)
  }
  return { files, ...(await contentOf(session)) }
}

/**
 * What a copy of a warehouse's file holds, read from the copy itself; nothing is changed.
 * @throws {RequestError} `cannot_open` when the file is damaged, or of an engine that this one cannot read
 */
export async function readWarehouseCopy(folder: string): Promise<Omit<WarehouseCopy, 'files'>> {
  const file = join(folder, FILE)
  let instance: DuckDBInstance
  try {
    instance = await DuckDBInstance.create(file, readOnly)
  } catch (error) {
    throw cannotOpen(file, error)
  }
  const session = new Session(await instance.connect())
  try {
    return await contentOf(session)
  } catch (error) {
    throw cannotOpen(file, error)
  } finally {
    session.close()
    instance.closeSync()
  }
}

/** Whether another process, or another part of this one, has the warehouse's file open. A file that cannot be read is held by nobody. */
export async function isWarehouseHeld(folder: string): Promise<boolean> {
  const file = join(folder, FILE)
  if (!(await exists(file))) return false
  try {
    const instance = await DuckDBInstance.create(file, readOnly)
    instance.closeSync()
    return false
  } catch (error) {
    return heldBy(error) !== undefined
  }
}

async function contentOf(session: Session): Promise<Omit<WarehouseCopy, 'files'>> {
  const received = await session.rows(sql`select distinct file, format, sha256 from raw.batch order by file`)
  return {
    engine: String(await session.value(sql`select version()`)),
    tables: Object.fromEntries(await rowCounts(session)),
    received: received.map(({ file, format, sha256 }) => ({
      file: String(file),
      // an array may land as its lines
      sha256: format === 'json' ? null : String(sha256),
      isPacked: isPacked(String(file)),
    })),
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
