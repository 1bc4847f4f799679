import type { Log } from './log.ts'

/** Everything outside the program, passed in as the last argument, so that tests pin the clock and record the network. */
export interface World {
  now(): Date
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  fetch: typeof globalThis.fetch
  log: Log
}
