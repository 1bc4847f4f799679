/**
 * p-values that stay honest when several groups are tested at once. Holm's step-down rule (Holm 1979): the chance of even one false claim stays below the level.
 * @returns adjusted p-values in the order given
 * @throws {RangeError} when a p-value is outside 0…1
 * @example holm([0.01, 0.04, 0.03, 0.005]) // [0.03, 0.06, 0.06, 0.02]
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`A p-value must lie in 0…1, got ${p}`)
  const ascending = pValues.map((_, index) => index).sort((left, right) => pValues[left]! - pValues[right]!)
  const adjusted = Array.from(pValues)
  let largest = 0
  for (const [rank, index] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]!))
    adjusted[index] = largest
  }
  return adjusted
}
