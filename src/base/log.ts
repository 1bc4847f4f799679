/** One structured log for every part: a line is an event with fields; secrets are redacted before they get here. */
export interface Log {
  debug(fields: LogFields, event: string): void
  info(fields: LogFields, event: string): void
  warn(fields: LogFields, event: string): void
  error(fields: LogFields, event: string): void
  /** a log that adds these fields to each of its lines */
  with(fields: LogFields): Log
}

export type LogFields = Readonly<Record<string, unknown>>

/** A log that keeps nothing: for tests and for libraries used on their own. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  with: () => silentLog,
}
