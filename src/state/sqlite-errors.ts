import { SvodkaError } from '../base/index.ts'
import { words } from './words.ts'

/** Others who have the file open are waited for so long. */
export const BUSY_SECONDS = 15

/** https://www.sqlite.org/rescode.html, the low byte */
export const SQLITE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notDatabase: 26,
} as const

export const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined

/** @throws {SvodkaError} saying what SQLite says so that a person can act on it */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw stateError(file, error)
  }
}

/** What SQLite says, as an error that a person can act on. */
function stateError(file: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  const values = { file, cause: error instanceof Error ? error.message : String(error), seconds: BUSY_SECONDS }
  const retry = { recovery: 'retry', cause: error } as const
  const stop = { recovery: 'stop', cause: error } as const
  switch (code) {
    case SQLITE.busy:
    case SQLITE.locked:
      return new SvodkaError(words, 'busy', values, retry)
    case SQLITE.full:
      return new SvodkaError(words, 'full', values, retry)
    case SQLITE.readOnly:
      return new SvodkaError(words, 'read_only', values, stop)
    case SQLITE.cannotOpen:
      return new SvodkaError(words, 'cannot_open', values, stop)
    case SQLITE.corrupt:
    case SQLITE.notDatabase:
      return new SvodkaError(words, 'damaged', values, stop)
    default:
      return new SvodkaError(words, 'failed', values, stop)
  }
}
