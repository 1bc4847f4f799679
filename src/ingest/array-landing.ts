import { createHash } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentChanged, freeName, stateOf, syncAndClose, syncFolderOf, type Landing, type Place } from './landing.ts'

const READ_BYTES = 4 * 1024 * 1024
/** One is read into, one is looked through, one is written. */
const BUFFERS = 3

const LINE_END = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const COMMA = 0x2c
const OBJECT = 0x7b
const OBJECT_END = 0x7d
const ARRAY = 0x5b
const ARRAY_END = 0x5d

/**
 * Copies a JSON array that has a record a line into raw, hashing it meanwhile; what is of the array, its brackets and the
 * commas between records, is blank in the copy. The engine reads such lines on all cores, an array on one. When this
 * returns, the copy can be read; it is safe on disk when `landed` has said so.
 * @returns undefined where the array is laid out in another way, and nothing is left of it
 */
export async function startArrayLanding(path: string, to: Place): Promise<Landing | undefined> {
  const file = await freeName(to.rawFolder, to.folder, to.at, to.format)
  const target = join(to.rawFolder, file)
  const part = `${target}.part`
  const state = await stateOf(path)
  const copy = await open(part, 'wx')
  let copied: Copied | undefined
  try {
    copied = await copyLines(path, copy)
  } finally {
    if (copied === undefined) {
      await copy.close()
      await rm(part)
    }
  }
  if (copied === undefined) return undefined
  await rename(part, target)
  const synced = syncAndClose(copy).then(() => syncFolderOf(target))
  synced.catch(() => undefined) // told to whoever asks for `landed`
  const { sha256, bytes, records } = copied
  let isSettled = false
  return {
    file,
    bytes,
    records,
    async landed() {
      await synced
      if (!isSettled && (await stateOf(path)) !== state) throw new ContentChanged(path)
      isSettled = true
      return { sha256 }
    },
    async drop() {
      await Promise.allSettled([synced])
      if (!isSettled) await rm(target, { force: true })
    },
  }
}

interface Copied {
  sha256: string
  bytes: number
  records: number
}

/** Reads ahead and writes behind. @returns undefined where a line is no record */
async function copyLines(path: string, to: FileHandle): Promise<Copied | undefined> {
  const from = await open(path)
  const hash = createHash('sha256')
  const layout: Layout = { isOpen: false, isClosed: false, records: 0 }
  const buffers = Array.from({ length: BUFFERS }, () => Buffer.allocUnsafe(READ_BYTES))
  let writing: Promise<unknown> = Promise.resolve()
  let bytes = 0
  try {
    let reading = from.read(buffers[0]!, 0, READ_BYTES)
    // of a line that goes on in the next piece
    let held = 0
    for (let turn = 0; ; turn++) {
      const buffer = buffers[turn % BUFFERS]!
      const { bytesRead } = await reading
      const end = held + bytesRead
      const isLast = bytesRead === 0
      hash.update(buffer.subarray(held, end))
      const whole = isLast ? end : buffer.lastIndexOf(LINE_END, end - 1) + 1
      if (whole === 0 && end === buffer.length) return undefined // a line longer than what is read at once
      const next = buffers[(turn + 1) % BUFFERS]!
      if (!isLast) {
        buffer.copy(next, 0, whole, end)
        held = end - whole
        reading = from.read(next, held, READ_BYTES - held)
        reading.catch(() => undefined) // told to whoever waits for it next
      }
      if (!bareLines(buffer.subarray(0, whole), layout)) return undefined
      await writing
      writing = writeWhole(to, buffer.subarray(0, whole))
      writing.catch(() => undefined) // told to whoever waits for it next
      bytes += whole
      if (isLast) break
    }
    await writing
    return layout.isClosed ? { sha256: hash.digest('hex'), bytes, records: layout.records } : undefined
  } finally {
    await Promise.allSettled([writing])
    await from.close()
  }
}

async function writeWhole(to: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await to.write(bytes, at)).bytesWritten
}

interface Layout {
  isOpen: boolean
  isClosed: boolean
  records: number
}

/** Blanks what is of the array in lines of records. @returns false where a line is none */
function bareLines(lines: Buffer, layout: Layout): boolean {
  for (let from = 0; from < lines.length;) {
    const lineEnd = lines.indexOf(LINE_END, from)
    const next = lineEnd < 0 ? lines.length : lineEnd + 1
    let first = from
    let last = (lineEnd < 0 ? lines.length : lineEnd) - 1
    from = next
    while (first <= last && isBlank(lines[first]!)) first++
    while (first <= last && isBlank(lines[last]!)) last--
    if (first > last) continue
    if (layout.isClosed) return false
    if (!layout.isOpen) {
      if (lines[first] !== ARRAY) return false
      layout.isOpen = true
      lines[first++] = SPACE
      while (first <= last && isBlank(lines[first]!)) first++
    }
    if (first <= last && lines[last] === ARRAY_END) {
      layout.isClosed = true
      lines[last--] = SPACE
      while (first <= last && isBlank(lines[last]!)) last--
    } else if (first <= last && lines[last] === COMMA) lines[last--] = SPACE
    if (first > last) continue
    if (lines[first] !== OBJECT || lines[last] !== OBJECT_END) return false
    layout.records++
  }
  return true
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB || byte === RETURN
