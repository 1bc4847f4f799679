import { crc32 } from 'node:zlib'
import { parsedJson } from '../../base/index.ts'

/** A request that was kept, as it stands in a segment: a line that tells about it, then its rows, one a line. */
export interface Frame {
  /** when it came, as ISO text */
  at: string
  rows: number
  /** of a request that named a key: what the same one is answered */
  request?: KnownRequest
  /** its rows, each with its line end */
  content: Buffer
}

export interface KnownRequest {
  key: string
  /** sha256 of its body */
  digest: string
  answer: string
}

/** `<crc32> {"at":…,"rows":…,"bytes":…}` and a line end before the rows; the sum is of all that follows it. */
export function encodeFrame({ at, rows, request, content }: Frame): Buffer[] {
  const head = `${JSON.stringify({ at, rows, bytes: content.length, request })}\n`
  return [Buffer.from(`${sumOf(head, content)} ${head}`), content]
}

const sumOf = (head: string | Buffer, content: Buffer): string =>
  crc32(content, crc32(head)).toString(16).padStart(8, '0')

export interface Segment {
  frames: Frame[]
  /** `cut`: it ends in a frame that was never whole, so nobody was told that it was kept; `damaged`: whole ones stand behind it */
  fault?: 'cut' | 'damaged'
}

/** The frames of a segment, up to the first that is not whole. */
export function decodeFrames(bytes: Buffer): Segment {
  const frames: Frame[] = []
  let at = 0
  while (at < bytes.length) {
    const found = frameAt(bytes, at)
    if (!found) return { frames, fault: hasFrameAfter(bytes, at) ? 'damaged' : 'cut' }
    frames.push(found.frame)
    at = found.end
  }
  return { frames }
}

const SUM_CHARACTERS = 8
const LINE_END = 0x0a

function frameAt(bytes: Buffer, at: number): { frame: Frame; end: number } | undefined {
  const headStart = at + SUM_CHARACTERS + 1
  const headEnd = bytes.indexOf(LINE_END, headStart) + 1
  if (headEnd === 0) return undefined
  const head = headOf(bytes.toString('utf8', headStart, headEnd))
  if (!head) return undefined
  const end = headEnd + head.bytes
  const content = bytes.subarray(headEnd, end)
  const sum = sumOf(bytes.subarray(headStart, headEnd), content)
  if (end > bytes.length || bytes.toString('latin1', at, at + SUM_CHARACTERS) !== sum) return undefined
  const { at: receivedAt, rows, request } = head
  return { frame: { at: receivedAt, rows, ...(request && { request }), content }, end }
}

type Head = Omit<Frame, 'content'> & { bytes: number }

function headOf(text: string): Head | undefined {
  const head = parsedJson(text) as Head | null | undefined
  return typeof head === 'object' && Number.isSafeInteger(head?.bytes) ? (head ?? undefined) : undefined
}

function hasFrameAfter(bytes: Buffer, from: number): boolean {
  for (let end = bytes.indexOf(LINE_END, from); end >= 0; end = bytes.indexOf(LINE_END, end + 1))
    if (bytes[end + SUM_CHARACTERS + 1] === 0x20 && frameAt(bytes, end + 1)) return true
  return false
}
