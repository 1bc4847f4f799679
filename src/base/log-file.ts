import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Logger } from 'pino'
import { parsedJson } from './json.ts'
import type { Log, LogFields } from './log.ts'

/** Runs of this long keep their log. */
const KEEP_LOG_FILES = 30
const LOG_FILE_SIZE = '20m'
const LOG_FILE = /^svodka\.\d{4}-\d\d-\d\d\.\d+\.log$/

const REDACTED_KEYS = ['apiKey', 'password', 'token', 'authorization', 'cookie', 'secret']

/**
 * Opens `data/log/`: one line of JSON an event, a file a day or 20 MB, the last 30 kept.
 * Fields with secret-like names are redacted at any of the first three levels.
 */
export async function openLog(folder: string, level: string): Promise<{ log: Log; close(): Promise<void> }> {
  mkdirSync(folder, { recursive: true })
  forgetOldFiles(folder)
  const [{ default: pino }, { default: roll }] = await Promise.all([import('pino'), import('pino-roll')])
  const destination = await roll({
    file: join(folder, 'svodka'),
    frequency: 'daily',
    dateFormat: 'yyyy-MM-dd',
    size: LOG_FILE_SIZE,
    limit: { count: KEEP_LOG_FILES, removeOtherLogFiles: true },
    sync: true,
  })
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: REDACTED_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[secret]',
      },
    },
    destination,
  )
  return {
    log: wrapped(logger),
    close: () => new Promise((resolve) => destination.once('close', () => resolve()).end()),
  }
}

/** Where commands come and go none lives to see the file of a day end, so each looks what earlier ones left. */
function forgetOldFiles(folder: string): void {
  const files = readdirSync(folder).filter((name) => LOG_FILE.test(name))
  const inOrder = files.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  for (const name of inOrder.slice(0, -KEEP_LOG_FILES)) rmSync(join(folder, name), { force: true })
}

function wrapped(logger: Logger): Log {
  return {
    debug: (fields: LogFields, event: string) => logger.debug(fields, event),
    info: (fields: LogFields, event: string) => logger.info(fields, event),
    warn: (fields: LogFields, event: string) => logger.warn(fields, event),
    error: (fields: LogFields, event: string) => logger.error(fields, event),
    with: (fields: LogFields) => wrapped(logger.child(fields)),
  }
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

export interface LogChoice {
  /** this level and those above it */
  level: (typeof LOG_LEVELS)[number]
  /** only the lines of this run */
  run?: string
  format: 'text' | 'json'
}

/** The files of a log folder, oldest first: the name holds the day and a growing number. */
export function logFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  const numbers = (name: string) => name.match(/\d+/g)?.map(Number) ?? []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .toSorted((a, b) => {
      const [left, right] = [numbers(a), numbers(b)]
      return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0
    })
    .map((name) => join(folder, name))
}

/** A line of the log as people read it; undefined when it was not asked for. */
export function logLine(line: string, { level: least, run, format }: LogChoice): string | undefined {
  const event = parsedJson(line) as Record<string, unknown> | undefined
  if (!event) return undefined // the last line of a killed process
  if (LOG_LEVELS.indexOf(event['level'] as never) < LOG_LEVELS.indexOf(least)) return undefined
  if (run && event['runId'] !== run) return undefined
  if (format === 'json') return line
  const { level, time, msg, pid: _pid, ...fields } = event
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [time, String(level).toUpperCase().padEnd(5), msg, ...rest].join(' ')
}

/** The last lines of one run, to be attached to a notice. */
export async function logOfRun(folder: string, run: string, most: number): Promise<string> {
  const lines: string[] = []
  for (const file of logFiles(folder)) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const text = line.includes(run) ? logLine(line, { level: 'info', run, format: 'text' }) : undefined
      if (text === undefined) continue
      lines.push(text)
      if (lines.length > most) lines.shift()
    }
  }
  return lines.join('\n')
}
