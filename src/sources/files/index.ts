import { access, constants, open, stat } from 'node:fs/promises'
import { extname, relative } from 'node:path'
import { defineWords, SourceError, type Locale, type MessageValues } from '../../base/index.ts'
import {
  defineSource,
  stagingOf,
  type CheckResult,
  type DeliveredFile,
  type FileFormat,
  type ReadRequest,
  type Sql,
  type Stream,
} from '../../kit/index.ts'
import { isInParts, matching } from './paths.ts'
import { filesSchema, type FilesSettings, type FileStream } from './schema.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

const words = defineWords({ en, ru })

const FORMATS: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.parquet': 'parquet',
}

/** Enough of a file to see its first line. */
const HEAD_BYTES = 64 * 1024
const DELIMITERS = [';', ',', '\t', '|'] as const

/** Files that somebody exports: each is read whole when its content is new. */
export const files = defineSource<FilesSettings>({
  type: 'files',
  title: 'Files',
  settings: filesSchema,
  streams: (settings) => Object.entries(settings.streams).map(([name, stream]) => streamOf(name, stream)),
  read,
  async check({ settings, folder, locale }) {
    return (
      await Promise.all(Object.values(settings.streams).map((stream) => checkStream(stream, folder, locale)))
    ).flat()
  },
})

function streamOf(name: string, stream: FileStream): Stream {
  const delimiter = stream.delimiter ?? (extname(stream.path) === '.tsv' ? '\t' : undefined)
  return {
    name,
    format: formatOf(stream),
    record: {},
    csv: { header: stream.header, encoding: stream.encoding, ...(delimiter ? { delimiter } : {}) },
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream.columns) }],
    ...(stream.otherNames && { otherNames: stream.otherNames }),
    isInParts: isInParts(stream.path),
    missing: stream.missing,
  }
}

function formatOf({ format, path }: FileStream): FileFormat {
  const found = format ?? FORMATS[extname(path).toLowerCase()]
  if (!found) throw fault('unknown_format', { path, known: Object.keys(FORMATS).join(', ') })
  return found
}

/** Each file that matches: parts in the order of their numbers, others in that of names, so that later exports come later. */
async function* read({ settings, stream, folder, part }: ReadRequest<FilesSettings>): AsyncGenerator<DeliveredFile> {
  const { path, columns, delimiter } = settings.streams[stream.name] as FileStream
  const all = await matching(path, folder)
  if (all.length === 0) throw fault('no_file', { path, folder })
  const found = part === undefined ? all : all.filter((each) => each.part === part)
  if (found.length === 0) throw fault('no_part', { path, part, known: all.map((each) => each.part).join(', ') })
  for (const { file, part: number } of found) {
    if (stream.format === 'csv' && columns) await refuseWrongDelimiter(file, Object.values(columns), delimiter)
    const { mtime } = await stat(file)
    const name = relative(folder, file)
    yield { kind: 'file', path: file, name, asOf: mtime, ...(number !== undefined && { part: number }) }
  }
}

/** One wide column where several were expected is a wrong separator: said before a million rows are rejected. */
async function refuseWrongDelimiter(
  file: string,
  columns: readonly (string | Sql)[],
  delimiter: string | undefined,
): Promise<void> {
  const expected = columns.filter((column) => typeof column === 'string')
  if (!delimiter || expected.length < 2) return
  const head = await firstLine(file)
  if (head === '' || head.includes(delimiter)) return
  const likely = DELIMITERS.toSorted((a, b) => count(head, b) - count(head, a))[0] ?? ','
  throw fault('wrong_delimiter', { file, given: shown(delimiter), likely: shown(likely), expected: expected.length })
}

const count = (text: string, part: string): number => text.split(part).length
const shown = (delimiter: string): string => (delimiter === '\t' ? '\\t' : delimiter)

async function firstLine(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return (
      buffer
        .subarray(0, bytesRead)
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .split(/\r?\n/)[0] ?? ''
    )
  } finally {
    await handle.close()
  }
}

async function checkStream(stream: FileStream, folder: string, locale: Locale): Promise<readonly CheckResult[]> {
  const line = (ok: boolean, code: string, values: MessageValues) => ({ ok, message: words.say(locale, code, values) })
  const found = await matching(stream.path, folder)
  if (found.length === 0) return [line(false, 'no_file', { path: stream.path, folder })]
  const causes = await Promise.all(found.map(({ file }) => unreadable(file)))
  const faults = found.flatMap(({ file }, at) =>
    causes[at] ? [line(false, 'unreadable', { file, cause: causes[at] })] : [],
  )
  return faults.length > 0 ? faults : [line(true, 'found', { count: found.length, path: stream.path })]
}

/** Why a file cannot be read, in the system's word; undefined when it can. */
async function unreadable(file: string): Promise<string | undefined> {
  try {
    await access(file, constants.R_OK)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}

const fault = (code: string, values: MessageValues): SourceError =>
  new SourceError(words, code, values, { recovery: 'skip' })
