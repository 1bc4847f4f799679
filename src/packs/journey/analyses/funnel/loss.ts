import type { Funnel } from './count.ts'

/** Between which two steps most users are lost; undefined when nobody is. */
export function biggestLoss({ all: { users } }: Funnel): { at: number; users: number; share: number } | undefined {
  const losses = users.slice(1).map((count, at) => users[at]! - count)
  const most = Math.max(...losses)
  const at = losses.indexOf(most)
  return most > 0 ? { at: at + 1, users: most, share: most / users[at]! } : undefined
}
