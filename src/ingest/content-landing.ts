import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeliveredContent, FileFormat } from '../kit/index.ts'
import { freeName, settle, syncAndClose, type Landed } from './landing.ts'
import { createRecordEnds } from './record-ends.ts'

/** Each landed file is one transaction of the warehouse: its size bounds the memory that loading takes. */
const FILE_BYTES = 64 * 1024 * 1024
/** Small pieces of a socket gather to one write. */
const WRITE_BYTES = 1024 * 1024

export interface ContentTarget {
  rawFolder: string
  /** `<source>/<stream>` */
  folder: string
  format: FileFormat
  at: Date
  /** a file is ended by the first record end after so many bytes */
  fileBytes?: number | undefined
  signal: AbortSignal
  onFile?: (bytes: number) => void
}

/**
 * Writes content to raw as it comes: hashed on the way, cut between records into files of a bounded size, synced to disk.
 * @throws whatever the content throws; then nothing of it is left
 */
export async function landContent(delivered: DeliveredContent, to: ContentTarget): Promise<Landed[]> {
  const { fileBytes = FILE_BYTES } = to
  const ends = createRecordEnds(to.format)
  const landed: Landed[] = []
  let file: ContentFile | undefined
  const land = async () => {
    if (!file) return
    landed.push(await file.land())
    to.onFile?.(file.bytes)
    file = undefined
  }
  try {
    for await (const chunk of delivered.content) {
      to.signal.throwIfAborted()
      let rest = chunk
      if (file && file.bytes >= fileBytes) {
        const end = ends.firstEnd(rest)
        if (end > 0) {
          ends.pass(rest.subarray(0, end))
          await file.append(rest.subarray(0, end))
          await land()
          rest = rest.subarray(end)
        }
      }
      if (rest.length === 0) continue
      ends.pass(rest)
      file ??= await openContentFile(to, delivered.head)
      await file.append(rest)
    }
    await land()
    return landed
  } catch (error) {
    await file?.drop()
    await dropLanded(to.rawFolder, landed)
    throw error
  }
}

/** Takes back files that no batch names. */
export async function dropLanded(rawFolder: string, landed: readonly Landed[]): Promise<void> {
  for (const { file } of landed) await rm(join(rawFolder, file), { force: true })
}

interface ContentFile {
  readonly bytes: number
  append(chunk: Uint8Array): Promise<void>
  land(): Promise<Landed>
  drop(): Promise<void>
}

/** A file that is written while the next pieces are gathered: at most two writes' worth is held. */
async function openContentFile(to: ContentTarget, head: Uint8Array | undefined): Promise<ContentFile> {
  const file = await freeName(to.rawFolder, to.folder, to.at, to.format)
  const part = join(to.rawFolder, `${file}.part`)
  const handle = await open(part, 'wx')
  const hash = createHash('sha256')
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let bytes = 0
  let writing: Promise<void> = Promise.resolve()
  const flush = async () => {
    await writing
    writing = handle.writeFile(Buffer.concat(gathered))
    // told by whoever waits for it next
    writing.catch(() => {})
    gathered = []
    gatheredBytes = 0
  }
  const append = async (chunk: Uint8Array) => {
    hash.update(chunk)
    gathered.push(chunk)
    gatheredBytes += chunk.length
    bytes += chunk.length
    if (gatheredBytes >= WRITE_BYTES) await flush()
  }
  if (head) await append(head)
  return {
    get bytes() {
      return bytes
    },
    append,
    async land() {
      await flush()
      await writing
      await syncAndClose(handle)
      await settle(to.rawFolder, file)
      return { file, sha256: hash.digest('hex'), bytes }
    },
    async drop() {
      await writing.catch(() => {})
      await handle.close()
      await rm(part, { force: true })
    },
  }
}
