import type { Log, LogFields, World } from '../src/base/index.ts'

export interface PinnedWorld extends World {
  /** every line that was logged, with the fields of its log */
  lines: { level: string; event: string; fields: LogFields }[]
  /** milliseconds that were slept, in order */
  sleeps: number[]
  set(instant: string): void
}

/** A world whose clock stands still: sleeping moves it at once. The network is the real one. */
export function pinnedWorld(instant: string): PinnedWorld {
  let now = Date.parse(instant)
  const lines: PinnedWorld['lines'] = []
  const sleeps: number[] = []
  return {
    lines,
    sleeps,
    set: (next) => void (now = Date.parse(next)),
    now: () => new Date(now),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted()
      sleeps.push(milliseconds)
      now += milliseconds
    },
    fetch: globalThis.fetch,
    log: recordingLog(lines, {}),
  }
}

function recordingLog(lines: PinnedWorld['lines'], fields: LogFields): Log {
  const write = (level: string) => (own: LogFields, event: string) =>
    void lines.push({ level, event, fields: { ...fields, ...own } })
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (more) => recordingLog(lines, { ...fields, ...more }),
  }
}
