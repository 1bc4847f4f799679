import type { KnownRequest } from './frames.ts'

/** Requests that named a key, for as long as the same key must be answered alike. */
export interface Keys {
  find(key: string, now: Date): KnownRequest | undefined
  /** @param at when the request came, as ISO text */
  add(request: KnownRequest, at: string): void
  isKept(at: string, now: Date): boolean
}

/** The oldest stand first, so that what is over is found without a look at the others. */
export function createKeys(rememberHours: number): Keys {
  const known = new Map<string, KnownRequest & { at: string }>()
  const isKept = (at: string, now: Date) => now.getTime() - Date.parse(at) < rememberHours * 3_600_000
  return {
    isKept,
    find(key, now) {
      const found = known.get(key)
      return found && isKept(found.at, now) ? found : undefined
    },
    add(request, at) {
      known.delete(request.key)
      known.set(request.key, { ...request, at })
      for (const [key, { at: oldest }] of known) {
        if (isKept(oldest, new Date(at))) break
        known.delete(key)
      }
    },
  }
}
