import type { World } from '../../base/index.ts'

/** So many seconds' worth of requests may come at once. */
const BURST_SECONDS = 10

/** Asked before a request is read. @returns after how many seconds to come again; 0 when it may come now */
export type Rate = () => number

/** Requests evenly spread, with room for a burst. */
export function createRate(requestsPerMinute: number, world: World): Rate {
  const perSecond = requestsPerMinute / 60
  const most = Math.max(1, perSecond * BURST_SECONDS)
  let left = most
  let lookedAt = world.now().getTime()
  return () => {
    const now = world.now().getTime()
    left = Math.min(most, left + (Math.max(0, now - lookedAt) / 1000) * perSecond)
    lookedAt = now
    if (left < 1) return Math.ceil((1 - left) / perSecond)
    left -= 1
    return 0
  }
}
