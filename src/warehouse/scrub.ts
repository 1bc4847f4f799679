import { isUtf8 } from 'node:buffer'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { sql } from '../kit/index.ts'
import type { Session } from './session.ts'

const NEW_LINE = 10
const MARK = 1
/** of a line that cannot be kept, this much is shown */
const SHOWN_BYTES = 10_000

/**
 * Copies a file of lines without those that the engine cannot read: too long, not UTF-8, or with a control character
 * that JSON never has. They go to `reject`; an empty line keeps their number. Reads as a stream, whatever the length.
 * @returns the path of the copy
 */
export async function scrubbed(session: Session, path: string, folder: string, limitBytes: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  const copy = join(folder, 'scrubbed.ndjson')
  const out = createWriteStream(copy)
  let line = 0
  let held: Buffer[] = []
  let length = 0
  const end = async () => {
    line++
    if (await isReadable(session, held, length, line, limitBytes)) {
      for (const piece of held) if (!out.write(piece)) await once(out, 'drain')
    }
    out.write('\n')
    held = []
    length = 0
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, from)) {
      hold(chunk.subarray(from, at))
      await end()
      from = at + 1
    }
    hold(chunk.subarray(from))
  }
  if (length > 0) await end()
  out.end()
  await once(out, 'finish')
  return copy

  function hold(piece: Buffer) {
    if (piece.length === 0) return
    // beyond the limit only the beginning is shown, the rest is counted
    if (length <= limitBytes) held.push(piece)
    length += piece.length
  }
}

/** Says whether the engine can read a line; one that it cannot goes to `reject`. `length` may be more than is held. */
export async function isReadable(
  session: Session,
  held: readonly Buffer[],
  length: number,
  line: number,
  limitBytes: number,
): Promise<boolean> {
  const reason = faultOf(held, length, limitBytes)
  if (reason === undefined) return true
  const shown = Buffer.concat(held).subarray(0, SHOWN_BYTES).toString('utf8').replaceAll('\0', ' ')
  await session.run(sql`insert into reject values (${line}, null, ${shown}, ${reason})`)
  return false
}

function faultOf(held: readonly Buffer[], length: number, limitBytes: number): string | undefined {
  if (length > limitBytes) return `the line is ${length} bytes long, more than ${limitBytes}`
  const whole = held.length === 1 && held[0] ? held[0] : Buffer.concat(held)
  if (!isUtf8(whole)) return 'not UTF-8'
  if (whole.includes(MARK)) return 'not JSON: it holds a control character'
  return undefined
}
