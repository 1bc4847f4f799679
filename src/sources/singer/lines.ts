/** A line longer than this is no record that the warehouse would take: its beginning is kept, to be shown. */
export const MOST_LINE_BYTES = 64 * 1024 * 1024
const KEPT_BYTES = 8192
const NEW_LINE = 0x0a

export interface Line {
  bytes: Buffer
  /** whether it ended with a line's end; the last one of a program that died may not */
  isWhole: boolean
  isCut: boolean
}

/** The lines of a program's output, without their ends; blank ones are left out. Never holds more than one line. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, most = MOST_LINE_BYTES): AsyncGenerator<Line> {
  let held: Buffer[] = []
  let length = 0
  const hold = (piece: Buffer) => {
    length += piece.length
    if (length <= most) held.push(piece)
    // what lies beyond is counted only
    else if (length - piece.length <= most) held = [Buffer.concat([...held, piece]).subarray(0, KEPT_BYTES)]
  }
  const take = (isWhole: boolean): Line | undefined => {
    const line = { bytes: held.length === 1 ? held[0]! : Buffer.concat(held), isWhole, isCut: length > most }
    held = []
    length = 0
    return isBlank(line.bytes) ? undefined : line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, from)) {
      hold(chunk.subarray(from, at))
      from = at + 1
      const line = take(true)
      if (line) yield line
    }
    if (from < chunk.length) hold(chunk.subarray(from))
  }
  const last = take(false)
  if (last) yield last
}

const isBlank = (bytes: Buffer): boolean => bytes.length < 100 && bytes.toString('latin1').trim() === ''
