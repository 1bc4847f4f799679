import { parsedJson } from '../../base/index.ts'
import { Refusal } from './refusal.ts'

/** One record of a request. */
export interface PostedRow {
  /** of an array: its place, from 1; of lines: the number of its line */
  number: number
  /** as it was sent, on one line */
  text: string
  /** undefined where the text is no JSON */
  value: unknown
}

/** The records of a body that is JSON: one object, or an array of them. Their texts are kept, since a number may have more digits than fit. */
export function rowsOfJson(text: string): PostedRow[] {
  const body = parsed(text)
  if (Array.isArray(body)) {
    const texts = elementTexts(onOneLine(text))
    return body.map((value: unknown, at) => ({ number: at + 1, text: texts[at] ?? '', value }))
  }
  if (typeof body !== 'object' || body === null) throw new Refusal('no_records')
  return [{ number: 1, text: onOneLine(text.trim()), value: body }]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('not_json', { cause: error.message })
    throw error
  }
}

/** In JSON that is whole a line end stands between values only. */
const onOneLine = (text: string): string => (/[\r\n]/.test(text) ? text.replaceAll(/[\r\n]+/g, ' ') : text)

/** The records of a body of lines. A line that is no JSON is a record that is broken; an empty one is none. */
export function rowsOfLines(body: string): PostedRow[] {
  const rows: PostedRow[] = []
  body.split('\n').forEach((line, at) => {
    const text = line.replaceAll('\r', ' ').trim()
    if (text !== '') rows.push({ number: at + 1, text, value: parsedJson(text) })
  })
  return rows
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const SPACE = 0x20
const OPEN = new Set([0x5b, 0x7b])
const CLOSED = new Set([0x5d, 0x7d])

/** The texts of an array's elements. @param text is known to be an array in JSON */
function elementTexts(text: string): string[] {
  const texts: string[] = []
  let depth = 0
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (depth === 1 && start < 0 && character > SPACE && character !== COMMA && !CLOSED.has(character)) start = at
    if (character === QUOTE) at = textEnd(text, at)
    else if (OPEN.has(character)) depth++
    else if (CLOSED.has(character)) depth--
    const isEnd = (character === COMMA && depth === 1) || depth === 0
    if (isEnd && start >= 0) {
      texts.push(text.slice(start, at))
      start = -1
    }
  }
  return texts
}

/** Where the text ends that begins at a quote. */
function textEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === BACKSLASH) before--
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}
