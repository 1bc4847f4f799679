import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Stream } from '../kit/index.ts'

export interface CsvShape {
  /** of the file to read: the given one, or a copy in UTF-8 */
  path: string
  delimiter: string
  hasHeader: boolean
  columns: readonly string[]
}

const DELIMITERS = [',', ';', '\t', '|']
const HEADER_BYTES = 4 * 1024 * 1024

/** How a CSV file is written: what its stream says, and what its first line shows. */
export async function csvShape(path: string, csv: NonNullable<Stream['csv']>, folder: string): Promise<CsvShape> {
  const readable = csv.encoding === 'windows-1251' ? await inUtf8(path, 'windows-1251', folder) : path
  const first = firstRecord(await beginning(readable))
  const delimiter = csv.delimiter ?? likelyDelimiter(first)
  const cells = splitRecord(first, delimiter)
  const hasHeader = csv.header ?? true
  const columns = distinct(hasHeader ? cells : cells.map((_, at) => `column${at}`))
  return { path: readable, delimiter, hasHeader, columns }
}

const LOOK_BYTES = 64 * 1024

/**
 * Whether somewhere in a file no line ends for so many bytes, told without reading all of it: a stretch of twice as many is always
 * noticed, for it holds a whole block wherever it begins; a shorter one by chance.
 */
export async function hasEndlessLine(path: string, bytes: number): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    for (let from = 0; from + bytes <= size; from += bytes) {
      if (!(await hasLineEnd(file, from, from + bytes))) return true
    }
    return false
  } finally {
    await file.close()
  }
}

async function hasLineEnd(file: FileHandle, from: number, to: number): Promise<boolean> {
  const buffer = Buffer.allocUnsafe(LOOK_BYTES)
  for (let at = from; at < to; at += LOOK_BYTES) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(LOOK_BYTES, to - at), at)
    const read = buffer.subarray(0, bytesRead)
    if (read.includes('\n') || read.includes('\r')) return true
  }
  return false
}

async function inUtf8(path: string, encoding: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const copy = join(folder, 'utf8.csv')
  const decoder = new TextDecoder(encoding)
  const decode = new Transform({
    transform: (chunk: Buffer, _, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  })
  await pipeline(createReadStream(path) as Readable, decode, createWriteStream(copy))
  return copy
}

async function beginning(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
  } finally {
    await file.close()
  }
}

function firstRecord(text: string): string {
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '\n' || character === '\r')) return text.slice(0, at)
  }
  // a stray quote in the header would swallow the file
  return text.split(/\r?\n/, 1)[0] ?? ''
}

/** The separator that stands most often in the first line, outside quotes; a comma where none does. */
export function likelyDelimiter(first: string): string {
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, cells: splitRecord(first, delimiter).length }))
  return counts.reduce((best, next) => (next.cells > best.cells ? next : best)).delimiter
}

function splitRecord(record: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < record.length; at++) {
    const character = record[at] ?? ''
    if (character === '"' && isQuoted && record[at + 1] === '"') {
      cell += '"'
      at++
    } else if (character === '"') isQuoted = !isQuoted
    else if (character === delimiter && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += character
  }
  return [...cells, cell]
}

/** Column names as the engine can keep them apart: letter case does not, blanks and repeats get a number. */
function distinct(columns: readonly string[]): string[] {
  const seen = new Set<string>()
  return columns.map((column, at) => {
    const base = column.trim() || `column${at}`
    let name = base
    for (let number = 1; seen.has(name.toLowerCase()); number++) name = `${base}_${number}`
    seen.add(name.toLowerCase())
    return name
  })
}
