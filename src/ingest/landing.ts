import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, copyFile, mkdir, open, rename, rm, stat, symlink, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SourceError } from '../base/index.ts'
import type { FileFormat } from '../kit/index.ts'
import { sha256Of } from '../warehouse/index.ts'
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
export async function freeName(rawFolder: string, folder: string, at: Date, format: FileFormat): Promise<string> {
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

/** A file's content as it was at a moment: its hash, and what tells whether it changed since. */
export interface Content {
  sha256: string
  /** size and time of change, to the nanosecond */
  state: string
}

/** Where a delivered file goes. */
export interface Place {
  rawFolder: string
  folder: string
  format: FileFormat
  at: Date
}

/**
 * Copies a file into raw (sharing its blocks where the file system can), the very content that was hashed; what was not
 * hashed before is hashed meanwhile.
 * @throws {SourceError} when the file keeps changing meanwhile
 */
export async function landFile(
  { path, name }: { path: string; name: string },
  to: Place,
  content?: Content,
): Promise<Landed> {
  const file = await freeName(to.rawFolder, to.folder, to.at, to.format)
  const part = join(to.rawFolder, `${file}.part`)
  let known = content
  for (let attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
    const [expected] = await Promise.all([known ?? contentOf(path), copyFile(path, part, constants.COPYFILE_FICLONE)])
    if ((await stateOf(path)) === expected.state) {
      await sync(part)
      await settle(to.rawFolder, file)
      return { file, sha256: expected.sha256, bytes: (await stat(join(to.rawFolder, file))).size }
    }
    known = undefined
  }
  await rm(part)
  throw new SourceError(words, 'file_changes', { name }, { recovery: 'skip' })
}

/** A file changed while it was copied and read. */
export class ContentChanged extends Error {}

/** A file on its way into raw: it can be read there at once, and stands there when `landed` has said so. */
export interface Landing {
  file: string
  bytes: number
  /** how many records it has, where each stands in a line of its own */
  records?: number
  /**
   * Asked when the file has been read: waits for the copy to be complete and synced to disk.
   * @throws {ContentChanged} when what was read may be another content than what was copied
   */
  landed: () => Promise<{ sha256: string }>
  /** removes what has not landed */
  drop: () => Promise<void>
}

/** What file systems without symbolic links say. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])

/**
 * Begins to copy a file into raw, hashing it meanwhile. Until the copy is complete its name there leads to the delivered
 * file, so that nobody who reads it has to wait.
 * @returns undefined where raw cannot hold such a link
 */
export async function startLanding(path: string, to: Place): Promise<Landing | undefined> {
  const file = await freeName(to.rawFolder, to.folder, to.at, to.format)
  const target = join(to.rawFolder, file)
  const part = `${target}.part`
  const state = await stateOf(path)
  const { size: bytes } = await stat(path)
  try {
    await symlink(resolve(path), target)
  } catch (error) {
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
  const copied = Promise.all([sha256Of(path), copyFile(path, part, constants.COPYFILE_FICLONE).then(() => sync(part))])
  copied.catch(() => undefined) // told to whoever asks for `landed`
  let isSettled = false
  return {
    file,
    bytes,
    async landed() {
      const [sha256] = await copied
      if (!isSettled) {
        if ((await stateOf(path)) !== state) throw new ContentChanged(path)
        await settle(to.rawFolder, file)
        isSettled = true
      }
      return { sha256 }
    },
    async drop() {
      await Promise.allSettled([copied])
      await rm(part, { force: true })
      if (!isSettled) await rm(target, { force: true })
    },
  }
}

export async function contentOf(path: string): Promise<Content> {
  const state = await stateOf(path)
  return { sha256: await sha256Of(path), state }
}

/** How a file stands on the disk. While its state is the same, so is what it says. */
interface Look {
  bytes: number
  /** size, times to the nanosecond and place on the disk */
  state: string
  changedAt: Date
}

export async function lookAt(path: string): Promise<Look> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true })
  const changed = mtimeNs > ctimeNs ? mtimeNs : ctimeNs
  return {
    bytes: Number(size),
    state: [size, mtimeNs, ctimeNs, ino].join(' '),
    changedAt: new Date(Number(changed / 1_000_000n)),
  }
}

export const stateOf = async (path: string): Promise<string> => (await lookAt(path)).state

const sync = async (path: string): Promise<void> => syncAndClose(await open(path, 'r+'))

export async function syncAndClose(handle: FileHandle): Promise<void> {
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The name appears at once and survives a power cut: the folder is synced too. */
export async function settle(rawFolder: string, file: string): Promise<void> {
  const path = join(rawFolder, file)
  await rename(`${path}.part`, path)
  await syncFolderOf(path)
}

export const syncFolderOf = async (path: string): Promise<void> => syncAndClose(await open(dirname(path), 'r'))
