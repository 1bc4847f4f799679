import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

const READ_BYTES = 4 * 1024 * 1024
const LINE_END = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const COMMA = 0x2c
const OBJECT = 0x7b
const OBJECT_END = 0x7d
const ARRAY = 0x5b
const ARRAY_END = 0x5d

const COPY = 'lines.ndjson'

/** Removes what `arrayLines` made. */
export const dropArrayLines = (folder: string): Promise<void> => rm(join(folder, COPY), { force: true })

/**
 * Copies a JSON array that has a record a line as such lines alone: those the engine reads on all cores, an array on one.
 * @returns the path of the copy and how many records it has; undefined where the array is laid out in another way
 */
export async function arrayLines(path: string, folder: string): Promise<{ path: string; records: number } | undefined> {
  await mkdir(folder, { recursive: true })
  const copy = join(folder, COPY)
  const [from, to] = [await open(path), await open(copy, 'w')]
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    const layout: Layout = { isOpen: false, isClosed: false, records: 0 }
    for (let held = 0; ;) {
      const { bytesRead } = await from.read(buffer, held, buffer.length - held)
      const end = held + bytesRead
      const whole = bytesRead === 0 ? end : buffer.lastIndexOf(LINE_END, end - 1) + 1
      if (whole === 0 && end === buffer.length) return undefined // a line longer than what is read at once
      if (!bareLines(buffer.subarray(0, whole), layout)) return undefined
      await to.write(buffer, 0, whole)
      if (bytesRead === 0) return layout.isClosed ? { path: copy, records: layout.records } : undefined
      buffer.copyWithin(0, whole, end)
      held = end - whole
    }
  } finally {
    await from.close()
    await to.close()
  }
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
