import type { Funnel } from './count.ts'

/** Before which step most users are lost, and how many of them still have time; undefined when nobody is. */
export function biggestLoss({ all: { users, withTime } }: Funnel) {
  const losses = users.slice(1).map((count, at) => users[at]! - count)
  const most = Math.max(...losses)
  const at = losses.indexOf(most)
  if (most <= 0) return undefined
  return { at: at + 1, users: most, share: most / users[at]!, unfinished: withTime[at]! - withTime[at + 1]! }
}
