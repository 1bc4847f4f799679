import type { Random } from '../../../stats/index.ts'

export const oneOf = <T>(list: readonly T[], random: Random): T => list[random.integer(list.length)]!

/** Draws values in proportion to their weights. */
export function picker<T>(weighted: readonly (readonly [weight: number, value: T])[]): (random: Random) => T {
  let total = 0
  const edges = weighted.map(([weight]) => (total += weight))
  return (random) => {
    const at = random.uniform() * total
    const place = edges.findIndex((edge) => edge > at)
    return weighted[place < 0 ? edges.length - 1 : place]![1]
  }
}

const ODD = 0x9e3779b1
const MANY = 2 ** 32

/** A number in 0…1 that belongs to a text: the same text always has the same. */
export function shareOf(text: string): number {
  let mixed = 0x811c9dc5
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193)
  mixed = Math.imul(mixed ^ (mixed >>> 16), ODD)
  mixed ^= mixed >>> 13
  return (mixed >>> 0) / MANY
}
