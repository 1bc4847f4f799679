/** as the server asks for at least */
export const SHORTEST_PASSWORD = 10
const LONG = 16
const FEWEST_LETTERS = 5

export type Strength = 'short' | 'own-name' | 'plain' | 'fair' | 'good'

/** How hard a password is to guess, as far as its looks tell; the server has the last word. */
export function strengthOf(password: string, names: readonly string[]): Strength {
  const letters = [...password.toLowerCase()]
  if (letters.length < SHORTEST_PASSWORD) return 'short'
  const text = letters.join('')
  if (names.some((name) => name.length > 2 && text.includes(name.toLowerCase()))) return 'own-name'
  if (new Set(letters).size < FEWEST_LETTERS || isRow(letters)) return 'plain'
  return letters.length >= LONG ? 'good' : 'fair'
}

/** Mostly neighbours in the alphabet or among digits: `1234567890`, `abcdefghij`. */
function isRow(letters: readonly string[]): boolean {
  const steps = letters
    .slice(1)
    .map((letter, index) => (letter.codePointAt(0) ?? 0) - (letters[index]?.codePointAt(0) ?? 0))
  const even = steps.filter((step) => Math.abs(step) <= 1).length
  return even >= steps.length * 0.75
}
