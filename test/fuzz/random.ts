/** Chance that a seed decides: the same seed, the same draws. */
export interface Random {
  /** 0 … 1, 1 left out */
  share(): number
  /** a whole number from 0 up to `below`, that one left out */
  below(below: number): number
  pick<T>(list: readonly T[]): T
  chance(share: number): boolean
  /** chance of its own for a part, which other draws do not move */
  of(part: string | number): Random
}

export function randomOf(seed: string): Random {
  let state = digitsOf(seed)
  const share = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(share() * most)
  return {
    share,
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    chance: (most) => share() < most,
    of: (part) => randomOf(`${seed}/${part}`),
  }
}

/** FNV-1a */
function digitsOf(text: string): number {
  let digits = 0x811c9dc5
  for (let at = 0; at < text.length; at++) digits = Math.imul(digits ^ text.charCodeAt(at), 0x01000193)
  return digits
}
