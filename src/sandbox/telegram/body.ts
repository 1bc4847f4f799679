import { violation } from './refusal.ts'

/** A file as it came in a multipart body. */
export interface Upload {
  name: string
  bytes: Buffer
}

/** What a call carries: values as JSON where the body was JSON, otherwise texts still to be read by their type. */
export interface CallBody {
  values: Readonly<Record<string, unknown>>
  isText: boolean
  uploads: ReadonlyMap<string, Upload>
}

/** Reads a body as the Bot API does: JSON, a form, or a multipart form; parameters of the address count too. */
export function readBody(contentType: string, bytes: Buffer, query: URLSearchParams): CallBody {
  const none: ReadonlyMap<string, Upload> = new Map()
  const asked = Object.fromEntries(query)
  if (bytes.length === 0) return { values: asked, isText: true, uploads: none }
  if (contentType.startsWith('application/json')) {
    return { values: { ...asked, ...readJson(bytes) }, isText: false, uploads: none }
  }
  if (contentType.startsWith('multipart/form-data')) {
    const { values, uploads } = readMultipart(contentType, bytes)
    return { values: { ...asked, ...values }, isText: true, uploads }
  }
  return {
    values: { ...asked, ...Object.fromEntries(new URLSearchParams(bytes.toString())) },
    isText: true,
    uploads: none,
  }
}

function readJson(bytes: Buffer): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(bytes.toString())
  } catch (error) {
    throw violation(`can't parse the request as a JSON object: ${error instanceof Error ? error.message : error}`)
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw violation(`can't parse the request as a JSON object`)
}

/** By hand, because grammY writes names of files without quotes, which the platform's own reader refuses. */
function readMultipart(contentType: string, bytes: Buffer) {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (!boundary) throw violation('boundary not found in multipart/form-data content')
  const values: Record<string, string> = {}
  const uploads = new Map<string, Upload>()
  for (const part of partsOf(bytes, `--${boundary}`)) {
    const split = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, split).toString()
    const content = part.subarray(split + 4)
    const name = /[; ]name="?([^";\r\n]+)"?/i.exec(head)?.[1]
    if (split < 0 || name === undefined) throw violation('wrong part of multipart/form-data content')
    const fileName = /filename="?([^"\r\n]*)"?/i.exec(head)?.[1]
    if (fileName === undefined) values[name] = content.toString()
    else uploads.set(name, { name: fileName, bytes: Buffer.from(content) })
  }
  return { values, uploads }
}

function* partsOf(bytes: Buffer, delimiter: string): Generator<Buffer> {
  let at = bytes.indexOf(delimiter)
  while (at >= 0) {
    const start = at + delimiter.length + 2
    const next = bytes.indexOf(`\r\n${delimiter}`, start - 2)
    if (next < 0) return
    yield bytes.subarray(start, next)
    at = next + 2
  }
}
