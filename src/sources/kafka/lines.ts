import { isUtf8 } from 'node:buffer'
import type { KafkaRecord } from '@platformatic/kafka'
import { parsedJson } from '../../base/index.ts'
import type { Message } from './committed.ts'
import { words } from './fault.ts'

const CHUNK_BYTES = 1024 * 1024
/** Longer values are shown by their beginning. */
const SHOWN_BYTES = 100_000

const [TAB, LINE_END, RETURN, SPACE, OPEN, CLOSE] = [9, 10, 13, 32, 0x7b, 0x7d]
/** a schema registry's messages begin with a zero and four bytes that number the schema */
const SCHEMA_BYTES = 5
// oxlint-disable-next-line no-control-regex -- what would end a line, or no line of text holds
const CONTROL = /[\u0000-\u001f]/g
const PLAIN = /^[ !#-[\]-~]*$/

/** Gathers messages as lines of NDJSON, in pieces of about a megabyte. */
export interface Lines {
  /** the bytes that are full */
  add(topic: string, partition: number, message: Message): Uint8Array | undefined
  /** a line that is no message: it is rejected, with its text */
  tell(text: string): Uint8Array | undefined
  /** the last bytes */
  end(): Uint8Array | undefined
}

/**
 * A message becomes one line: its own text, which is not parsed here, with where and when it stands put before its fields:
 * of two fields of one name the engine takes the first.
 * What cannot be an object of JSON becomes a line that the warehouse rejects, and says what it was.
 */
export function createLines(): Lines {
  let buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let used = 0
  let stamped = Number.NaN
  let stamp = ''

  /** makes room; what was there is given away and never written to again */
  const room = (bytes: number): Uint8Array | undefined => {
    if (used + bytes <= buffer.length) return undefined
    const full = used > 0 ? buffer.subarray(0, used) : undefined
    buffer = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, bytes))
    used = 0
    return full
  }
  const tell = (text: string) => {
    const line = Buffer.from(`${text}\n`)
    const full = room(line.length)
    used += line.copy(buffer, used)
    return full
  }
  return {
    add(topic, partition, message) {
      const { offset, timestamp, record } = message
      if (timestamp !== stamped) [stamped, stamp] = [timestamp, timeText(timestamp)]
      const value = objectOf(record.value)
      if (typeof value === 'string') return tell(rejectedText({ topic, partition, offset, stamp, record, code: value }))
      const { bytes, begin, end, isEmpty } = value
      const before = `{"kafka_partition":${partition},"kafka_offset":${offset}${stamp === '' ? '' : `,"kafka_timestamp":"${stamp}"`}${keyText(record.key)}${headersText(record.headers)}${isEmpty ? '' : ','}`
      const full = room(3 * before.length + end - begin + 1)
      used += buffer.write(before, used)
      used += bytes.copy(buffer, used, begin, end)
      buffer[used++] = LINE_END
      return full
    },
    tell,
    end: () => (used > 0 ? buffer.subarray(0, used) : undefined),
  }
}

/** The inside of an object of JSON: from after its first bracket to after its last, without line ends. */
interface ObjectBytes {
  bytes: Buffer
  begin: number
  end: number
  isEmpty: boolean
}

type Fault = 'tombstone' | 'not_utf8' | 'not_json' | 'not_object' | 'schema'

/** Or what is wrong with it. Whether the inside is JSON is judged where it is parsed. */
function objectOf(value: KafkaRecord['value']): ObjectBytes | Fault {
  if (value === null) return 'tombstone'
  let [bytes, begin, end] = [value, 0, value.length]
  if (bytes[0] === 0 && bytes.length > SCHEMA_BYTES) begin = SCHEMA_BYTES
  while (begin < end && isBlank(bytes[begin])) begin++
  while (end > begin && isBlank(bytes[end - 1])) end--
  if (bytes[begin] !== OPEN || bytes[end - 1] !== CLOSE || end - begin < 2) return faultOf(bytes)
  if (!isUtf8(begin === 0 ? bytes : bytes.subarray(begin, end))) return 'not_utf8'
  if (bytes.includes(LINE_END) || bytes.includes(RETURN)) {
    const text = bytes.toString('utf8', begin, end)
    if (parsedJson(text) === undefined) return 'not_json'
    // in JSON a line end can stand only between tokens
    bytes = Buffer.from(text.replace(/[\r\n]/g, ' '))
    ;[begin, end] = [0, bytes.length]
  }
  let inside = begin + 1
  while (isBlank(bytes[inside])) inside++
  return { bytes, begin: begin + 1, end, isEmpty: inside === end - 1 }
}

const isBlank = (byte: number | undefined): boolean =>
  byte === SPACE || byte === LINE_END || byte === RETURN || byte === TAB

function faultOf(bytes: Buffer): Fault {
  if (bytes[0] === 0) return 'schema'
  if (!isUtf8(bytes)) return 'not_utf8'
  return parsedJson(bytes.toString()) === undefined ? 'not_json' : 'not_object'
}

/** The end of the year 9999: later ones the engine does not read from a text. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Nothing where the producer gave no time a calendar knows. */
const timeText = (milliseconds: number): string =>
  milliseconds >= 0 && milliseconds <= LAST_TIME ? new Date(milliseconds).toISOString() : ''

function keyText(key: KafkaRecord['key']): string {
  return key === null ? '' : `,"kafka_key":${quoted(key)}`
}

function headersText(headers: KafkaRecord['headers']): string {
  if (headers.length === 0) return ''
  const entries = new Map(headers.map(([name, value]) => [quoted(name ?? Buffer.alloc(0)), value]))
  const texts = [...entries].map(([name, value]) => `${name}:${value === null ? 'null' : quoted(value)}`)
  return `,"kafka_headers":{${texts.join(',')}}`
}

/** Bytes as a JSON text: as they are where they are UTF-8, as hex digits otherwise. */
function quoted(bytes: Buffer): string {
  const plain = bytes.toString('latin1')
  if (PLAIN.test(plain)) return `"${plain}"`
  return JSON.stringify(isUtf8(bytes) ? bytes.toString() : bytes.toString('hex'))
}

interface Rejected {
  topic: string
  partition: number
  offset: number
  stamp: string
  record: KafkaRecord
  code: Fault
}

/** An array of JSON where the value is JSON, so that the reason is said rightly; all of it on one line. */
function rejectedText({ topic, partition, offset, stamp, record: { key, value }, code }: Rejected): string {
  const why = words.say('en', `rejected.${code}`)
  const at = `${topic}-${partition}, offset ${offset}${stamp === '' ? '' : `, ${stamp}`}${key === null ? '' : `, key ${quoted(key)}`}: ${why}`
  if (value === null) return at
  const shown = value.subarray(0, SHOWN_BYTES)
  const text = isUtf8(value) ? shown.toString() : `hex ${shown.toString('hex')}`
  const rest = value.length > SHOWN_BYTES ? `… (${value.length} bytes in all)` : ''
  if (code === 'not_object') return JSON.stringify([at, `${text}${rest}`])
  return `${at}: ${text.replace(CONTROL, (each) => JSON.stringify(each).slice(1, -1))}${rest}`
}
