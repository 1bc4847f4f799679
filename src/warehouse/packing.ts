import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { sql } from '../kit/index.ts'
import type { Packed } from './contract.ts'
import type { Engine } from './engine.ts'
import { causeText, fault } from './fault.ts'

const PACKED = '.gz'

export const isPacked = (file: string): boolean => file.endsWith(PACKED)

/**
 * Packs the received texts that landed before an instant. A file is packed beside the plain one, the manifest names it from then on, and
 * the plain one goes: killed at any instant, one of the two is named, and the other is a leftover.
 */
export async function packReceived(
  engine: Pick<Engine, 'read' | 'write'>,
  rawFolder: string,
  before: Date,
): Promise<Packed> {
  const found = await engine.read((session) =>
    session.rows(sql`select distinct file from raw.batch
      where landed_at < ${before} and format in ('ndjson', 'json', 'csv') and not ends_with(file, ${PACKED}) order by file`),
  )
  const packed = { files: 0, bytesBefore: 0, bytesAfter: 0 }
  for (const row of found) {
    const file = String(row.file)
    const path = join(rawFolder, file)
    const bytes = await sizeOf(path)
    // what is gone is told by whoever needs it
    if (bytes === undefined) continue
    await packFile(path)
    await engine.write((session) =>
      session.transaction(async () => {
        await session.run(sql`update raw.batch set file = ${file + PACKED} where file = ${file}`)
        await session.run(sql`update raw.rejected set file = ${file + PACKED} where file = ${file}`)
      }),
    )
    await rm(path, { force: true })
    packed.files += 1
    packed.bytesBefore += bytes
    packed.bytesAfter += (await sizeOf(path + PACKED)) ?? 0
  }
  return packed
}

async function packFile(path: string): Promise<void> {
  const part = `${path}${PACKED}.part`
  await pipeline(createReadStream(path), createGzip(), createWriteStream(part))
  const handle = await open(part, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, path + PACKED)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Lets work read a received file as it was received.
 * @throws {RequestError} `raw_gone` when it is not there, `raw_damaged` when it cannot be unpacked
 */
export async function withPlain<T>(
  rawFolder: string,
  file: string,
  temporaryFolder: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(rawFolder, file)
  if (!isPacked(file)) return work(path)
  await mkdir(temporaryFolder, { recursive: true })
  const folder = await mkdtemp(join(temporaryFolder, 'plain-'))
  const plain = join(folder, 'received')
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(plain))
    return await work(plain)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw fault('raw_gone', { file }, error)
    if (code.startsWith('Z_')) throw fault('raw_damaged', { file, cause: causeText(error) }, error)
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
