import type { Log } from '../../base/index.ts'
import type { Redact } from './secrets.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'

const LEVELS: Readonly<Record<string, Level>> = {
  CRITICAL: 'error',
  FATAL: 'error',
  ERROR: 'error',
  WARNING: 'warn',
  WARN: 'warn',
  INFO: 'info',
  DEBUG: 'debug',
  TRACE: 'debug',
}

/** `level=ERROR`, `"level": "error"` */
const NAMED = /\blevel(?:name)?["']?\s*[=:]\s*["']?(critical|fatal|error|warning|warn|info|debug|trace)\b/i
/** `ERROR …`, `2024-01-01 00:00:00,123 | ERROR | …`, `[…] ERROR: …`: in capitals, near the beginning */
const PLAIN = /^.{0,60}?\b(CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|DEBUG|TRACE)\b/

/** A line beyond it is cut. */
const LONGEST_LINE = 8000
const LAST_LINES = 12
const LAST_CHARACTERS = 1500

/** @returns how grave a tap calls a line; undefined where it does not say */
export function levelOf(line: string): Level | undefined {
  const found = NAMED.exec(line) ?? PLAIN.exec(line)
  return LEVELS[(found?.[1] ?? '').toUpperCase()]
}

/** What a tap says beside its messages: each line goes to the log, the last ones are kept for the error. */
export interface Words {
  take(chunk: string): void
  /** the last lines, secrets taken out; empty where it said nothing */
  last(): string
}

export function listenTo(log: Log, redact: Redact): Words {
  let rest = ''
  let isTooLong = false
  let level: Level = 'info'
  const kept: string[] = []
  const tell = (whole: string) => {
    const line = redact(whole).trimEnd().slice(0, LONGEST_LINE)
    if (line === '') return
    // the lines of a trace belong to the one that began it
    level = levelOf(line) ?? (line.startsWith('Traceback') ? 'error' : level)
    log[level]({ line }, 'singer.said')
    kept.push(line)
    if (kept.length > LAST_LINES) kept.shift()
  }
  return {
    take(chunk) {
      const lines = (rest + chunk).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!isTooLong) tell(line)
        isTooLong = false
      }
      if (rest.length <= 2 * LONGEST_LINE) return
      // a secret that stands across the cut would stay half
      if (!isTooLong) tell(`${redact(rest).slice(0, LONGEST_LINE - 1)}…`)
      rest = ''
      isTooLong = true
    },
    last() {
      if (rest !== '' && !isTooLong) tell(rest)
      rest = ''
      return lastOf(kept)
    },
  }
}

/** As many whole lines of the end as an error can hold, at least one. */
function lastOf(lines: readonly string[]): string {
  let characters = 0
  const taken = lines.toReversed().filter((line, at) => (characters += line.length) <= LAST_CHARACTERS || at === 0)
  return taken
    .toReversed()
    .map((line) => line.slice(0, LAST_CHARACTERS))
    .join('\n')
}
