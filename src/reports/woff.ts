import { deflateSync } from 'node:zlib'

const SIGNATURE = 0x774f4646
const HEADER_LENGTH = 44
const ENTRY_LENGTH = 20
const FONT_HEADER_LENGTH = 12
const FONT_ENTRY_LENGTH = 16
/** widths for screens of few pixels: no browser reads them */
const LEFT_OUT = new Set(['hdmx'])

/** A TrueType face in the compressed form that browsers take: WOFF 1.0, W3C 2012. */
export function woff(face: Buffer): Buffer {
  const tables = Array.from({ length: face.readUInt16BE(4) }, (_, index) => {
    const entry = face.subarray(FONT_HEADER_LENGTH + index * FONT_ENTRY_LENGTH)
    const [offset, length] = [entry.readUInt32BE(8), entry.readUInt32BE(12)]
    const plain = face.subarray(offset, offset + length)
    const packed = deflateSync(plain, { level: 9 })
    const stored = packed.length < length ? packed : plain
    return { tag: entry.toString('latin1', 0, 4), checksum: entry.readUInt32BE(4), length, stored }
  }).filter(({ tag }) => !LEFT_OUT.has(tag))
  const directory = Buffer.alloc(HEADER_LENGTH + tables.length * ENTRY_LENGTH)
  const bodies: Buffer[] = []
  let offset = directory.length
  for (const [index, { tag, checksum, length, stored }] of tables.entries()) {
    const at = HEADER_LENGTH + index * ENTRY_LENGTH
    directory.write(tag, at, 'latin1')
    ;[offset, stored.length, length, checksum].forEach((value, place) =>
      directory.writeUInt32BE(value, at + 4 + place * 4),
    )
    bodies.push(stored, Buffer.alloc(padded(stored.length) - stored.length))
    offset += padded(stored.length)
  }
  const wholeFace = tables.reduce(
    (sum, { length }) => sum + padded(length),
    FONT_HEADER_LENGTH + FONT_ENTRY_LENGTH * tables.length,
  )
  directory.writeUInt32BE(SIGNATURE, 0)
  directory.writeUInt32BE(face.readUInt32BE(0), 4)
  directory.writeUInt32BE(offset, 8)
  directory.writeUInt16BE(tables.length, 12)
  directory.writeUInt32BE(wholeFace, 16)
  return Buffer.concat([directory, ...bodies])
}

const padded = (length: number): number => Math.ceil(length / 4) * 4
