import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import type { Log, LogFields } from './log.ts'

/** Runs of this long keep their log. */
const KEEP_LOG_FILES = 30
const LOG_FILE_SIZE = '20m'

const REDACTED_KEYS = ['apiKey', 'password', 'token', 'authorization', 'cookie', 'secret']

/**
 * Opens `data/log/`: one line of JSON an event, a file a day or 20 MB, the last 30 kept.
 * Fields with secret-like names are redacted at any of the first three levels.
 */
export async function openLog(folder: string, level: string): Promise<{ log: Log; close(): Promise<void> }> {
  mkdirSync(folder, { recursive: true })
  const { default: roll } = await import('pino-roll')
  const destination = await roll({
    file: join(folder, 'svodka'),
    frequency: 'daily',
    dateFormat: 'yyyy-MM-dd',
    size: LOG_FILE_SIZE,
    limit: { count: KEEP_LOG_FILES },
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

function wrapped(logger: pino.Logger): Log {
  return {
    debug: (fields: LogFields, event: string) => logger.debug(fields, event),
    info: (fields: LogFields, event: string) => logger.info(fields, event),
    warn: (fields: LogFields, event: string) => logger.warn(fields, event),
    error: (fields: LogFields, event: string) => logger.error(fields, event),
    with: (fields: LogFields) => wrapped(logger.child(fields)),
  }
}
