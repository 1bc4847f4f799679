import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { access, copyFile, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SourceError } from '../base/index.ts'
import type { FileFormat } from '../kit/index.ts'
import { words } from './words.ts'

/** A file that stands in raw, complete and synced to disk. */
export interface Landed {
  /** relative to raw */
  file: string
  sha256: string
  bytes: number
}

/** A file in raw that records are written to; it is not there for anybody until `land()`. */
export interface RecordFile {
  readonly records: number
  readonly bytes: number
  append(records: readonly unknown[]): Promise<void>
  land(): Promise<Landed>
}

/** A name that no file has: nothing in raw is ever overwritten. */
async function freeName(rawFolder: string, folder: string, at: Date, format: FileFormat): Promise<string> {
  const time = at.toISOString().replace(/[-:.]/g, '')
  await mkdir(join(rawFolder, folder), { recursive: true })
  for (let number = 1; ; number++) {
    const file = join(folder, `${time}-${number}.${format}`)
    if (!(await exists(join(rawFolder, file))) && !(await exists(join(rawFolder, `${file}.part`)))) return file
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** Opens `<source>/<stream>/<time>-<n>.ndjson.part`. */
export async function openRecordFile(rawFolder: string, folder: string, at: Date): Promise<RecordFile> {
  const file = await freeName(rawFolder, folder, at, 'ndjson')
  const part = join(rawFolder, `${file}.part`)
  const handle = await open(part, 'wx')
  const hash = createHash('sha256')
  let records = 0
  let bytes = 0
  return {
    get records() {
      return records
    },
    get bytes() {
      return bytes
    },
    async append(more) {
      const text = Buffer.from(more.map((record) => `${JSON.stringify(record)}\n`).join(''))
      hash.update(text)
      await handle.writeFile(text)
      records += more.length
      bytes += text.length
    },
    async land() {
      await syncAndClose(handle)
      await settle(rawFolder, file)
      return { file, sha256: hash.digest('hex'), bytes }
    },
  }
}

const COPY_ATTEMPTS = 3

/**
 * Copies a file into raw (sharing its blocks where the file system can) and proves the copy by its hash.
 * @throws {SourceError} when the file keeps changing meanwhile
 */
export async function landFile(
  { path, name }: { path: string; name: string },
  to: { rawFolder: string; folder: string; format: FileFormat; at: Date },
  sha256: string,
): Promise<Landed> {
  const file = await freeName(to.rawFolder, to.folder, to.at, to.format)
  const part = join(to.rawFolder, `${file}.part`)
  let expected = sha256
  for (let attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
    await copyFile(path, part, constants.COPYFILE_FICLONE)
    const copied = await sha256Of(part)
    if (copied === expected) {
      await syncAndClose(await open(part, 'r+'))
      await settle(to.rawFolder, file)
      return { file, sha256: copied, bytes: (await stat(join(to.rawFolder, file))).size }
    }
    expected = await sha256Of(path)
  }
  await rm(part)
  throw new SourceError(words, 'file_changes', { name }, { recovery: 'skip' })
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function syncAndClose(handle: FileHandle): Promise<void> {
  await handle.sync()
  await handle.close()
}

/** The name appears at once and survives a power cut: the folder is synced too. */
async function settle(rawFolder: string, file: string): Promise<void> {
  const path = join(rawFolder, file)
  await rename(`${path}.part`, path)
  await syncAndClose(await open(dirname(path), 'r'))
}
