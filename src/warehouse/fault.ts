import { RequestError, SvodkaError, type MessageValues } from '../base/index.ts'
import { words } from './words.ts'

/** A fault of the warehouse as a sentence for people. What the machine lacks is no fault of a file or a model, and is said as such. */
export function fault(code: string, values: MessageValues, cause?: unknown): SvodkaError {
  const machine = machineFault(cause)
  if (machine && machine.code !== code) return machine
  return new RequestError(words, code, values, cause === undefined ? {} : { cause })
}

/** What the engine says where the machine fails it, whatever it was doing. */
const MACHINE: readonly (readonly [code: string, engineSays: RegExp])[] = [
  ['engine_stopped', /database has been invalidated|fsync failed|Input\/output error/],
  ['disk_full', /No space left on device|Disk quota exceeded|File too large/],
  ['disk_read_only', /Read-only file system/],
  ['too_many_files', /Too many open files/],
  ['out_of_memory', /^Out of Memory Error/],
  // not all of a file is looked at when it is opened
  ['damaged', /Corrupt database file|read enough bytes from file "[^"]*[.]duckdb"/],
]

const NOT_TAKEN_BACK = 'not_taken_back'
/** After these nothing can be asked of the engine until its file is opened anew. */
const STOPPING: ReadonlySet<string> = new Set(['engine_stopped', NOT_TAKEN_BACK])

/** What was half written could not be taken back either. */
export const notTakenBack = (error: unknown, rollback: unknown): SvodkaError =>
  new SvodkaError(
    words,
    NOT_TAKEN_BACK,
    { cause: causeText(rollback) },
    { recovery: 'retry', cause: new AggregateError([error, rollback]) },
  )

export const isStopping = (error: unknown): boolean => STOPPING.has(machineFault(error)?.code ?? '')

/** @returns the fault of the machine that an error of the engine tells of; undefined where it tells of something else */
export function machineFault(error: unknown): SvodkaError | undefined {
  if (error instanceof SvodkaError) {
    const isMachine = error.code === NOT_TAKEN_BACK || MACHINE.some(([code]) => code === error.code)
    return isMachine ? error : undefined
  }
  if (!(error instanceof Error)) return undefined
  const code = MACHINE.find(([, engineSays]) => engineSays.test(error.message))?.[0]
  if (code === undefined) return undefined
  const first = /Original error: "(.+)"/.exec(error.message)?.[1]
  const file = /file "([^"]+)"/.exec(error.message)?.[1] ?? 'none'
  const values = { cause: (first ?? causeText(error)).replace(/!$/, ''), file }
  return new SvodkaError(words, code, values, { recovery: code === 'damaged' ? 'stop' : 'retry', cause: error })
}

/** The engine's own words about a failure: its first line, without the kind of error and without the query. */
export function causeText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [first = message, second = ''] = message.split('\n')
  const candidates = second.startsWith('Candidate bindings')
    ? `; ${second.replace('Candidate bindings', 'there are')}`
    : ''
  return (first + candidates).replace(/^(?:[A-Z][A-Za-z]+ )+Error: /, '').replace(/[.!]+$/, '')
}

/** The process that holds the engine's file, where that is why it could not be opened. */
export const heldBy = (error: unknown): string | undefined =>
  /PID (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]

/** Whether the file itself is why the engine cannot open it. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error &&
  /not a valid DuckDB|Corrupt|checksum|Serialization Error|read enough bytes|replaying WAL|INTERNAL Error/i.test(
    error.message,
  )
