import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'
import { RequestError } from '../base/index.ts'
import { words } from './words.ts'

/** A file of an archive: its bytes come when they come. */
export interface ZipEntry {
  name: string
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Quick, and a fifth longer than the best: what waits is a person. */
const LEVEL = 3
const LOCAL = 0x04034b50
const SIZES = 0x08074b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const VERSION = 20
/** sizes stand after the bytes; names are UTF-8 */
const FLAGS = 0x0808
const DEFLATED = 8
/** the first day that the format knows: an archive of equal files is the same archive */
const DATE = 0x0021
const LARGEST = 0xffff_ffff

interface Written {
  name: Buffer
  at: number
  crc: number
  size: number
  packed: number
}

/**
 * A ZIP archive as it grows: nothing is held but a piece of each side.
 * @throws {RequestError} `workbook_large` when an entry or the archive passes 4 GiB, which plain ZIP cannot say
 */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array, void> {
  const written: Written[] = []
  let at = 0
  for await (const { name, content } of entries) {
    const entry: Written = { name: Buffer.from(name), at, crc: 0, size: 0, packed: 0 }
    const head = localHeader(entry.name)
    yield head
    for await (const piece of deflated(content, entry)) {
      entry.packed += piece.length
      yield piece
    }
    const tail = numbers([SIZES, entry.crc, fitting(entry.packed), fitting(entry.size)])
    yield tail
    at = fitting(at + head.length + entry.packed + tail.length)
    written.push(entry)
  }
  const directory = Buffer.concat(written.map(centralHeader))
  yield directory
  yield endRecord(written.length, directory.length, at)
}

async function* deflated(content: ZipEntry['content'], entry: Written): AsyncGenerator<Buffer, void> {
  const deflate = createDeflateRaw({ level: LEVEL })
  const feeding = pipeline(tallied(content, entry), deflate)
  // it comes out of `deflate`, too
  feeding.catch(() => undefined)
  try {
    yield* deflate as AsyncIterable<Buffer>
    await feeding
  } finally {
    deflate.destroy()
    await feeding.catch(() => undefined)
  }
}

async function* tallied(content: ZipEntry['content'], entry: Written): AsyncGenerator<Uint8Array, void> {
  for await (const piece of content) {
    entry.crc = crc32(piece, entry.crc)
    entry.size += piece.length
    yield piece
  }
}

function fitting(bytes: number): number {
  if (bytes > LARGEST) throw new RequestError(words, 'workbook_large')
  return bytes
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(LOCAL, 0)
  shorts(head, 4, [VERSION, FLAGS, DEFLATED, 0, DATE])
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function centralHeader({ name, at, crc, size, packed }: Written): Buffer {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(CENTRAL, 0)
  shorts(head, 4, [VERSION, VERSION, FLAGS, DEFLATED, 0, DATE])
  numbers([crc, packed, size]).copy(head, 16)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt32LE(at, 42)
  return Buffer.concat([head, name])
}

function endRecord(count: number, length: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  shorts(end, 8, [count, count])
  numbers([length, at]).copy(end, 12)
  return end
}

const shorts = (into: Buffer, from: number, values: readonly number[]): void =>
  values.forEach((value, index) => into.writeUInt16LE(value, from + 2 * index))

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4))
  return bytes
}
