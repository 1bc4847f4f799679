import { createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { once } from 'node:events'
import { dirname } from 'node:path'

const NEW_LINE = 10
const RETURN = 13
const SPACE = 32
const CHUNK_BYTES = 1024 * 1024
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

export interface ChosenLines {
  /** from 1 upwards, in order */
  chosen: readonly number[]
  /** blank lines have no number */
  isCountedWithoutBlanks: boolean
  /** a copy of the chosen lines, each after its number and its place in the file: `7 12 {"id":1}` */
  copy: string
  /** says whether the line goes into the copy */
  accepts: (line: Buffer, place: number) => Promise<boolean>
}

/**
 * Copies a few lines out of a file of lines, as a stream, whatever its length.
 * @returns how many lines were counted
 */
export async function copyChosenLines(path: string, options: ChosenLines): Promise<number> {
  const { chosen, isCountedWithoutBlanks, copy, accepts } = options
  await mkdir(dirname(copy), { recursive: true })
  const out = createWriteStream(copy)
  let place = 0
  let number = 0
  let next = 0
  let held: Buffer[] = []
  const keep = async (last: Buffer) => {
    const line = trimmed(Buffer.concat([...held, last]), place)
    if (!(await accepts(line, place))) return
    out.write(`${number} ${place} `)
    out.write(line)
    if (!out.write('\n')) await once(out, 'drain')
  }
  const isNext = (last: Buffer, from: number, to: number): boolean => {
    place++
    if (isCountedWithoutBlanks && isBlank(last, from, to) && held.every((piece) => isBlank(piece))) return false
    number++
    if (number !== chosen[next]) return false
    next++
    return true
  }
  // one buffer for the whole file: a stream would make a new one for each piece
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  const file = await open(path)
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES)
      if (bytesRead === 0) break
      const chunk = buffer.subarray(0, bytesRead)
      let from = 0
      for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, from)) {
        if (isNext(chunk, from, at)) await keep(chunk.subarray(from, at))
        if (held.length > 0) held = []
        from = at + 1
      }
      if (from < chunk.length) held.push(Buffer.from(chunk.subarray(from)))
    }
  } finally {
    await file.close()
  }
  const end = Buffer.alloc(0)
  if (held.length > 0 && isNext(end, 0, 0)) await keep(end)
  out.end()
  await once(out, 'finish')
  return number
}

/** As the engine has it: spaces, tabs and whatever else only moves the carriage. */
function isBlank(bytes: Buffer, from = 0, to = bytes.length): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? SPACE
    if (byte !== SPACE && (byte < 9 || byte > RETURN)) return false
  }
  return true
}

/** Without the byte-order mark of a file and the carriage return of a line. */
function trimmed(line: Buffer, place: number): Buffer {
  const isMarked = place === 1 && line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
  return line.subarray(isMarked ? BYTE_ORDER_MARK.length : 0, line.at(-1) === RETURN ? -1 : undefined)
}
