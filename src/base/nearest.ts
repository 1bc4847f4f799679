import { closest, distance } from 'fastest-levenshtein'

/** The candidate that a mistyped word most likely meant; undefined when none is near enough to be worth suggesting. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined
  const guess = closest(word.toLowerCase(), candidates)
  return distance(word.toLowerCase(), guess.toLowerCase()) <= Math.max(2, Math.floor(guess.length / 3))
    ? guess
    : undefined
}
