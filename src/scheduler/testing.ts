import { silentLog, type Log, type World } from '../base/index.ts'

export interface ManualWorld extends World {
  /** Moves the clock, waking the sleepers whose time comes, in order; each gets its turn before the clock goes on. */
  advance(seconds: number): Promise<void>
  /** Sets the clock, backwards too, and wakes nobody. */
  set(instant: string): void
  /** how many sleep */
  sleepers(): number
}

/** For tests: a world whose clock stands still until it is moved, and whose sleepers sleep until then. */
export function manualWorld(instant: string, log: Log = silentLog): ManualWorld {
  let now = Date.parse(instant)
  const sleeping = new Set<{ until: number; wake(): void }>()
  return {
    now: () => new Date(now),
    sleep: (milliseconds, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const giveUp = () => {
          sleeping.delete(sleeper)
          reject(signal?.reason as Error)
        }
        const sleeper = {
          until: now + milliseconds,
          wake() {
            sleeping.delete(sleeper)
            signal?.removeEventListener('abort', giveUp)
            resolve()
          },
        }
        sleeping.add(sleeper)
        signal?.addEventListener('abort', giveUp, { once: true })
      }),
    fetch: globalThis.fetch,
    log,
    async advance(seconds) {
      const end = now + seconds * 1000
      await turns()
      for (;;) {
        const [next] = [...sleeping].sort((one, other) => one.until - other.until)
        if (!next || next.until > end) break
        now = Math.max(now, next.until)
        next.wake()
        await turns()
      }
      now = end
      await turns()
    },
    set: (next) => void (now = Date.parse(next)),
    sleepers: () => sleeping.size,
  }
}

/** Lets whatever can go on without the clock go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}
