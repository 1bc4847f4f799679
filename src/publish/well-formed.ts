import { isUtf8 } from 'node:buffer'

const NUL = 0
const LONGEST_CHARACTER_BYTES = 4

/** Text that PostgreSQL takes: without NUL bytes, and with U+FFFD for bytes that are no UTF-8. */
export async function* wellFormed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = endOfCharacters(bytes)
    rest = bytes.subarray(end)
    yield repaired(bytes.subarray(0, end))
  }
  if (rest.length > 0) yield repaired(rest)
}

function repaired(bytes: Buffer): Buffer {
  const text = isUtf8(bytes) ? bytes : Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  return text.includes(NUL) ? Buffer.from(text.filter((byte) => byte !== NUL)) : text
}

/** Where the last character begins that may go on in the next chunk; the end where none does. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(LONGEST_CHARACTER_BYTES - 1, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    const isContinuation = (byte & 0b1100_0000) === 0b1000_0000
    if (isContinuation) continue
    return lengthOf(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

const lengthOf = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1)
