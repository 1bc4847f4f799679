import { requireNumbers } from './check.ts'

/**
 * Whether neighbouring residuals are alike: about 2 when not, towards 0 when each resembles the one before, towards 4 when they alternate. (Durbin and Watson 1950)
 * Unreliable for short series; shown, never used to choose a method.
 * @throws {RangeError} for fewer than 2 residuals, or when all are 0
 */
export function durbinWatson(residuals: ArrayLike<number>): number {
  requireNumbers(residuals, 'The list of residuals', 2)
  let steps = 0
  let squares = residuals[0]! ** 2
  for (let index = 1; index < residuals.length; index++) {
    steps += (residuals[index]! - residuals[index - 1]!) ** 2
    squares += residuals[index]! ** 2
  }
  if (squares === 0) throw new RangeError('All residuals are 0: there is nothing to compare')
  return steps / squares
}
