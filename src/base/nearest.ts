import { distance } from 'fastest-levenshtein'

/**
 * The candidate that a mistyped word most likely meant, by Levenshtein's distance: to the candidate, or to as much of its beginning
 * where that is half of it or more, for people stop early (`tickets` means `tickets_created` rather than `backlog`).
 * @returns undefined when none is near enough to be worth suggesting
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const given = word.toLowerCase()
  const [guess] = candidates
    .map((candidate) => {
      const whole = distance(given, candidate.toLowerCase())
      const beginning = distance(given, candidate.toLowerCase().slice(0, given.length))
      const isBeginning = given.length * 2 >= candidate.length && beginning <= given.length / LETTERS_A_SLIP
      const isNear = isBeginning || whole <= Math.max(2, Math.floor(candidate.length / 3))
      return { candidate, whole, least: isBeginning ? Math.min(whole, beginning + 1) : whole, isNear }
    })
    .filter(({ isNear }) => isNear)
    .toSorted((a, b) => a.least - b.least || a.whole - b.whole)
  return guess?.candidate
}

/** Of a beginning so many letters must be right for each that is wrong. */
const LETTERS_A_SLIP = 7
