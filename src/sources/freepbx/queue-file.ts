import { glob, open, stat, type FileHandle } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { ReadRequest, RecordPage } from '../../kit/index.ts'
import { fault } from './fault.ts'
import type { FreepbxSettings } from './schema.ts'
import { digestOf } from './seen.ts'

/**
 * How far each file was read. A file is known by its first line, which a rotation does not change: the log that was renamed is
 * read on to its end, and the new one from its beginning.
 */
export interface QueueFileCursor {
  files: Readonly<Record<string, FileProgress>>
}

interface FileProgress {
  /** bytes of whole lines */
  read: number
  /** lines of the last second, to number equal ones of it */
  second: readonly string[]
}

const CHUNK_BYTES = 1 << 20
const FIRST_LINE_BYTES = 4096
const PAGE_LINES = 5000
const DATA_FROM = 5
const DATA_FIELDS = 5
const SECOND = /^\d+(\.\d+)?$/

/** The log of queues from its files, those that were rotated first; a line that is half written waits for its end. */
export async function* readQueueFiles(
  { after, folder, signal }: ReadRequest<FreepbxSettings>,
  pattern: string,
): AsyncGenerator<RecordPage> {
  const known = { ...(after as Partial<QueueFileCursor> | undefined)?.files }
  const files = await filesOf(pattern, folder)
  if (files.length === 0) throw fault('no_queue_file', { path: pattern, folder }, 'skip')
  const current: Record<string, FileProgress> = {}
  for (const path of files) {
    signal.throwIfAborted()
    const handle = await opened(path)
    try {
      const id = await firstLineOf(handle)
      if (id === undefined) continue
      const progress = { read: known[id]?.read ?? 0, second: [...(known[id]?.second ?? [])] }
      current[id] = progress
      for await (const lines of linesOf(handle, progress)) {
        yield { kind: 'page', records: lines, cursor: { files: structuredClone({ ...known, ...current }) } }
      }
    } finally {
      await handle.close()
    }
  }
  // files that are gone are forgotten
  yield { kind: 'page', records: [], cursor: { files: current } }
}

/** Those that were changed longest ago first, so that events come in their order. */
async function filesOf(pattern: string, folder: string): Promise<string[]> {
  const found: { path: string; changed: number }[] = []
  for await (const path of glob(isAbsolute(pattern) ? pattern : join(folder, pattern))) {
    const { mtimeMs, ...entry } = await stat(path)
    if (entry.size > 0 && !path.endsWith('.gz')) found.push({ path, changed: mtimeMs })
  }
  return found.toSorted((a, b) => a.changed - b.changed || (a.path < b.path ? 1 : -1)).map(({ path }) => path)
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    throw fault(
      'unreadable_queue_file',
      { path, cause: (error as NodeJS.ErrnoException).code ?? String(error) },
      'skip',
    )
  }
}

async function firstLineOf(handle: FileHandle): Promise<string | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0)
  const end = buffer.subarray(0, bytesRead).indexOf('\n')
  return end === -1 ? undefined : digestOf(buffer.subarray(0, end).toString('utf8'))
}

type Mutable = { read: number; second: string[] }
/** How often each line of the last second has come. */
type Times = Map<string, number>

function timesOf(lines: readonly string[]): Times {
  const times: Times = new Map()
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1)
  return times
}

async function* linesOf(handle: FileHandle, progress: Mutable): AsyncGenerator<Record<string, unknown>[]> {
  let records: Record<string, unknown>[] = []
  const times = timesOf(progress.second)
  let rest = Buffer.alloc(0)
  for (let at = progress.read; ;) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, at)
    if (bytesRead === 0) break
    at += bytesRead
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
    let end = rest.indexOf('\n')
    let from = 0
    for (; end !== -1; end = rest.indexOf('\n', from)) {
      const line = rest.subarray(from, end).toString('utf8').replace(/\r$/, '')
      const record = recordOf(line, progress, times)
      if (record) records.push(record)
      progress.read += end + 1 - from
      from = end + 1
      if (records.length >= PAGE_LINES) {
        yield records
        records = []
      }
    }
    rest = rest.subarray(from)
  }
  yield records
}

/** `epoch|callid|queue|agent|event|data…`; what is no such line is handed on as it is, to be rejected and looked at. */
function recordOf(line: string, progress: Mutable, times: Times): Record<string, unknown> | undefined {
  if (line === '') return undefined
  const parts = line.split('|')
  const [time = '', callid, queue, agent, event] = parts
  if (!progress.second[0]?.startsWith(`${time}|`)) {
    progress.second = []
    times.clear()
  }
  const count = (times.get(line) ?? 0) + 1
  // what tells no time is rejected, and need not be told apart
  if (SECOND.test(time)) {
    progress.second.push(line)
    times.set(line, count)
  }
  return {
    event_id: count === 1 ? line : `${line}#${count}`,
    time,
    place: progress.read,
    callid,
    queue,
    agent,
    event,
    ...Object.fromEntries(
      Array.from({ length: DATA_FIELDS }, (_, at) => [`data${at + 1}`, parts[DATA_FROM + at] ?? null]),
    ),
  }
}
