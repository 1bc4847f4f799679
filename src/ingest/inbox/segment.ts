import { constants, open, rm, type FileHandle } from 'node:fs/promises'

/** Where each write ends on the disk, as if `fdatasync` followed: one turn of the disk's queue instead of two. */
const WRITES_THROUGH = process.platform === 'linux'
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (WRITES_THROUGH ? constants.O_DSYNC : 0)

/** A file that is only ever added to. What was written stands on the disk, and what could not be written leaves nothing. */
export interface OpenSegment {
  readonly name: string
  /** bytes that are on the disk for certain */
  readonly length: number
  /** @throws whatever the file system says; nothing of these bytes stays then, once `mend` has succeeded */
  append(bytes: Buffer): Promise<void>
  /** takes away what an `append` that failed left behind; every `append` tries it first */
  mend(): Promise<void>
  close(): Promise<void>
}

/** Creates a segment. The file and every one of these folders survive a power cut. */
export async function createSegment(name: string, path: string, folders: readonly string[]): Promise<OpenSegment> {
  const handle = await open(path, CREATE)
  try {
    for (const folder of folders) await syncFolder(folder)
  } catch (error) {
    await handle.close()
    await rm(path, { force: true })
    throw error
  }
  let length = 0
  let isTorn = false
  const mend = async () => {
    if (!isTorn) return
    await handle.truncate(length)
    await handle.datasync()
    isTorn = false
  }
  return {
    name,
    get length() {
      return length
    },
    async append(bytes) {
      await mend()
      isTorn = true
      await writeAt(handle, bytes, length)
      if (!WRITES_THROUGH) await handle.datasync()
      isTorn = false
      length += bytes.length
    },
    mend,
    async close() {
      try {
        await mend()
      } finally {
        await handle.close()
      }
    },
  }
}

/** A full disk takes the beginning of what it is given and says so only at the next attempt. */
async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
