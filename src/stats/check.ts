/** The range an estimate probably lies in; both ends in the unit of the estimate. */
export type Interval = { low: number; high: number }

/** Refuses a list that no arithmetic can honestly use: too short, or with a value that is not a finite number. */
export function requireNumbers(values: ArrayLike<number>, name: string, atLeast = 1): void {
  if (values.length < atLeast) {
    const found = values.length === 0 ? 'is empty' : `has ${values.length} value${values.length === 1 ? '' : 's'}`
    throw new RangeError(`${name} ${found}: at least ${atLeast} needed`)
  }
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) {
      throw new RangeError(`${name} holds ${values[index]} at position ${index}: every value must be a finite number`)
    }
  }
}

export function requirePositive(values: ArrayLike<number>, name: string): void {
  for (let index = 0; index < values.length; index++) {
    if (!(values[index]! > 0)) {
      throw new RangeError(`${name} holds ${values[index]} at position ${index}: every value must be above 0`)
    }
  }
}

export function requireSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, names: string): void {
  if (a.length !== b.length) throw new RangeError(`${names} differ in length: ${a.length} and ${b.length}`)
}

export function requireShare(share: number, name: string): void {
  if (!(share > 0 && share < 1)) throw new RangeError(`${name} must lie between 0 and 1, got ${share}`)
}
