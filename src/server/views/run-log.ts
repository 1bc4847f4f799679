import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import type { RunLogView } from '../../api/index.ts'
import { addDays, parsedJson, type Instant } from '../../base/index.ts'
import { logFiles } from '../../base/log-file.ts'

const LINES_SHOWN = 500
/** what is never shown, whoever wrote it */
const SECRET = /api_?key|password|token|authorization|cookie|secret/i

/** The log lines of a run, oldest first: of more than fit, the last. Only files of its days are read. */
export async function runLog(
  folder: string,
  run: { id: string; startedAt: Instant; endedAt: Instant | null },
): Promise<RunLogView> {
  const all = logFiles(folder)
  const ofDays = await linesIn(
    all.filter((path) => isOfDays(basename(path), run)),
    run.id,
  )
  // where the program's clock is set by hand, the log's is not
  return ofDays.lines.length > 0 ? ofDays : linesIn(all, run.id)
}

async function linesIn(files: readonly string[], run: string): Promise<RunLogView> {
  const lines: RunLogView['lines'][number][] = []
  let count = 0
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const event = line.includes(run) ? (parsedJson(line) as Record<string, unknown> | undefined) : undefined
      if (event?.['runId'] !== run) continue
      count++
      lines.push(shown(event))
      if (lines.length > LINES_SHOWN) lines.shift()
    }
  }
  return { lines, isCut: count > lines.length }
}

/** Names hold the day of the machine's own clock, which is a day from the run's at most. */
function isOfDays(name: string, { startedAt, endedAt }: { startedAt: Instant; endedAt: Instant | null }): boolean {
  const day = /\d{4}-\d{2}-\d{2}/.exec(name)?.[0]
  if (day === undefined) return true
  const first = addDays(startedAt.slice(0, 10), -1)
  return day >= first && (endedAt === null || day <= addDays(endedAt.slice(0, 10), 1))
}

function shown(event: Record<string, unknown>): RunLogView['lines'][number] {
  const { level, time, msg, pid: _pid, runId: _runId, ...fields } = event
  const detail = Object.entries(fields).map(([name, value]) => `${name}=${text(name, value)}`)
  return { at: String(time), level: String(level), event: String(msg), detail: detail.join(' ') }
}

const text = (name: string, value: unknown): string => {
  if (SECRET.test(name)) return '[secret]'
  if (typeof value === 'string') return value
  return JSON.stringify(value, (key, inner: unknown) => (SECRET.test(key) ? '[secret]' : inner)) ?? ''
}
