import { parsedJson } from '../../base/index.ts'
/** What one line of a tap says. Bytes are those of the line, untouched: no number loses a digit. */
export type Message =
  | { type: 'record'; stream: string; record: Buffer }
  | { type: 'schema'; stream: string; fields: readonly string[] }
  | { type: 'state'; value: string }
  | { type: 'other'; name: string; stream: string | undefined }

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Reads a line of Singer's format (specification 0.3.0). A record is not looked into: what is wrong inside it is found
 * where it is loaded.
 * @returns undefined where the line is no message
 */
export function messageOf(line: Buffer): Message | undefined {
  const members = membersOf(line)
  const type = members && textOf(members.get('type'))
  if (!members || type === undefined) return undefined
  const stream = textOf(members.get('stream'))
  switch (type.toUpperCase()) {
    case 'RECORD': {
      const record = members.get('record')
      return stream === undefined || record?.[0] !== OPEN_OBJECT ? undefined : { type: 'record', stream, record }
    }
    case 'SCHEMA': {
      const schema = valueOf(members.get('schema'))
      return stream === undefined || schema === undefined
        ? undefined
        : { type: 'schema', stream, fields: fieldsOf(schema) }
    }
    case 'STATE': {
      const value = members.get('value')
      return value === undefined || valueOf(value) === undefined
        ? undefined
        : { type: 'state', value: value.toString('utf8') }
    }
    default:
      return { type: 'other', name: type.toUpperCase(), stream }
  }
}

/** The properties that a JSON schema names; none where it says nothing of them. */
export function fieldsOf(schema: unknown): string[] {
  const properties = (schema as { properties?: unknown } | null)?.properties
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

/** The members of the object that a line is, each with the bytes of its value; undefined where the line is none. */
function membersOf(line: Buffer): Map<string, Buffer> | undefined {
  const members = new Map<string, Buffer>()
  let at = blankEnd(line, 0)
  if (line[at] !== OPEN_OBJECT) return undefined
  at = blankEnd(line, at + 1)
  if (line[at] !== CLOSE_OBJECT) {
    for (;;) {
      const keyEnd = line[at] === QUOTE ? stringEnd(line, at) : 0
      const key = keyEnd === 0 ? undefined : textOf(line.subarray(at, keyEnd))
      const colon = blankEnd(line, keyEnd)
      if (key === undefined || line[colon] !== COLON) return undefined
      const start = blankEnd(line, colon + 1)
      const end = valueEnd(line, start)
      if (end <= start) return undefined
      members.set(key, line.subarray(start, end))
      at = blankEnd(line, end)
      if (line[at] === CLOSE_OBJECT) break
      if (line[at] !== COMMA) return undefined
      at = blankEnd(line, at + 1)
    }
  }
  return blankEnd(line, at + 1) === line.length ? members : undefined
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a

function blankEnd(line: Buffer, from: number): number {
  let at = from
  while (isBlank(line[at])) at++
  return at
}

/** After the quote that ends the string at `from`; 0 where none does. */
function stringEnd(line: Buffer, from: number): number {
  for (let at = line.indexOf(QUOTE, from + 1); at !== -1; at = line.indexOf(QUOTE, at + 1)) {
    let before = at
    while (line[before - 1] === BACKSLASH) before--
    if ((at - before) % 2 === 0) return at + 1
  }
  return 0
}

/** After the value at `from`; 0 where it does not end. */
function valueEnd(line: Buffer, from: number): number {
  const first = line[from]
  if (first === QUOTE) return stringEnd(line, from)
  if (first === OPEN_OBJECT || first === OPEN_LIST) return nestedEnd(line, from)
  let at = from
  while (at < line.length && line[at] !== COMMA && line[at] !== CLOSE_OBJECT && !isBlank(line[at])) at++
  return at
}

function nestedEnd(line: Buffer, from: number): number {
  let depth = 0
  for (let at = from; at < line.length; at++) {
    const byte = line[at]
    if (byte === QUOTE) {
      at = stringEnd(line, at) - 1
      if (at < 0) return 0
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --depth === 0) return at + 1
  }
  return 0
}

function textOf(bytes: Buffer | undefined): string | undefined {
  const value = valueOf(bytes)
  return typeof value === 'string' ? value : undefined
}

const valueOf = (bytes: Buffer | undefined): unknown =>
  bytes === undefined ? undefined : parsedJson(bytes.toString('utf8'))
