import type { Row } from '../../src/base/index.ts'

/** What the process of the server is told to do. */
export type Asked =
  | { what: 'people' | 'spent' | 'load' | 'rest' | 'close' }
  | { what: 'rows' | 'plain'; text: string }
  | { what: 'crowd'; lists: readonly (readonly string[])[]; milliseconds: number }
  | { what: 'write'; pauseMilliseconds: number }

/** What it answers. */
export interface Told {
  url?: string
  /** what a request of each person carries */
  headers?: readonly Record<string, string>[]
  cpu?: NodeJS.CpuUsage
  /** the most of the resident set since this was told last */
  megabytes?: number
  loads?: number
  rows?: readonly Row[]
  /** seconds */
  times?: readonly number[]
}
