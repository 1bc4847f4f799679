import { requireNumbers, requireSameLength } from './check.ts'

export type LogisticFit = {
  coefficients: number[]
  standardErrors: number[]
  /** Natural logarithm of how probable the outcomes are under the model, without the penalty. */
  logLikelihood: number
  rounds: number
}

const MOST_ROUNDS = 50
/** Of what a term moves the logarithm of the odds by, from its least value to its greatest: beyond it the likelihood is flat, the terms separate the outcomes. */
const LARGEST_ERROR = 1e3
const ENOUGH = 1e-10
const REPEATED = 'A term of the model repeats the others or never changes: drop it or add data'
const SEPARATED = 'The terms separate the outcomes: drop a term, add data or set a penalty'

/**
 * How the chance of an outcome follows from a few terms: logistic regression by maximum likelihood, found by Newton's rounds
 * with halved steps (iteratively reweighted least squares, McCullagh and Nelder 1989).
 * @param design one row per outcome, one column per term; an intercept is a column of ones
 * @param outcomes 1 where it happened, 0 where not
 * @param ridge weight of a penalty on the squares of all coefficients but the first, which stands for the intercept; 0 unless told.
 * A small one, such as 1, gives an answer also where terms separate the outcomes completely, and biases a large sample by next to nothing.
 * @throws {RangeError} when lengths differ, something is not finite, an outcome is neither 0 nor 1, all outcomes are alike, a term
 * repeats the others, or terms separate the outcomes and there is no penalty
 * @example logisticRegression({ design: [[1, 0], [1, 0], [1, 1], [1, 1]], outcomes: [0, 1, 1, 1], ridge: 1 }).coefficients
 */
export function logisticRegression(model: {
  design: readonly (readonly number[])[]
  outcomes: ArrayLike<number>
  ridge?: number
}): LogisticFit {
  const { design, outcomes, ridge = 0 } = model
  requireOutcomes(outcomes, 'The list of outcomes')
  requireSameLength(design, outcomes, 'Design rows and outcomes')
  for (const row of design) requireNumbers(row, 'A design row')
  if (!(ridge >= 0)) throw new RangeError(`A penalty must not be below 0, got ${ridge}`)
  let coefficients = design[0]!.map(() => 0)
  let likelihood = penalised(design, outcomes, coefficients, ridge)
  for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
    const { gradient, information } = slopes(design, outcomes, coefficients, ridge)
    const step = solveSymmetric(information, gradient)
    if (!step) throw new RangeError(rounds === 1 ? REPEATED : SEPARATED)
    const next = climb(coefficients, step, likelihood, (at) => penalised(design, outcomes, at, ridge))
    const gained = next.likelihood - likelihood
    coefficients = next.coefficients
    likelihood = next.likelihood
    if (gained < ENOUGH * (Math.abs(likelihood) + ENOUGH))
      return finished(design, outcomes, coefficients, ridge, rounds)
  }
  throw new RangeError(SEPARATED)
}

/**
 * The chance that a fitted model gives to a row of terms, 0…1.
 * @example logisticShare([-4.0777, 1.5046], [1, 2]) // 0.256
 */
export function logisticShare(coefficients: readonly number[], row: readonly number[]): number {
  return 1 / (1 + Math.exp(-linear(coefficients, row)))
}

/** Refuses outcomes that say nothing: not 0 or 1, or all alike. */
export function requireOutcomes(outcomes: ArrayLike<number>, name: string): void {
  requireNumbers(outcomes, name, 2)
  let happened = 0
  for (let index = 0; index < outcomes.length; index++) {
    const outcome = outcomes[index]!
    if (outcome !== 0 && outcome !== 1) throw new RangeError(`${name} holds ${outcome}: every outcome must be 0 or 1`)
    happened += outcome
  }
  if (happened === 0 || happened === outcomes.length)
    throw new RangeError(`${name} holds only ${outcomes[0]}: both outcomes are needed`)
}

function finished(
  design: readonly (readonly number[])[],
  outcomes: ArrayLike<number>,
  coefficients: number[],
  ridge: number,
  rounds: number,
): LogisticFit {
  const { information } = slopes(design, outcomes, coefficients, ridge)
  const standardErrors = coefficients.map((_, at) => {
    const unit = coefficients.map((__, index) => (index === at ? 1 : 0))
    const solved = solveSymmetric(information, unit)
    if (!solved) throw new RangeError(SEPARATED)
    return Math.sqrt(solved[at]!)
  })
  const isFlat = (error: number, at: number) => error * spread(design, at) > LARGEST_ERROR
  if (ridge === 0 && standardErrors.some(isFlat)) throw new RangeError(SEPARATED)
  return { coefficients, standardErrors, logLikelihood: penalised(design, outcomes, coefficients, 0), rounds }
}

function spread(design: readonly (readonly number[])[], column: number): number {
  let [least, most] = [Infinity, -Infinity]
  for (const row of design) {
    least = Math.min(least, row[column]!)
    most = Math.max(most, row[column]!)
  }
  return most - least
}

/** The longest of the halved steps that does not go down. */
function climb(
  from: readonly number[],
  step: readonly number[],
  before: number,
  likelihoodAt: (coefficients: readonly number[]) => number,
): { coefficients: number[]; likelihood: number } {
  for (let factor = 1; factor > 1e-6; factor /= 2) {
    const coefficients = from.map((value, at) => value + factor * step[at]!)
    const likelihood = likelihoodAt(coefficients)
    if (likelihood >= before) return { coefficients, likelihood }
  }
  return { coefficients: [...from], likelihood: before }
}

function linear(coefficients: readonly number[], row: readonly number[]): number {
  let sum = 0
  for (let column = 0; column < coefficients.length; column++) sum += coefficients[column]! * row[column]!
  return sum
}

function penalised(
  design: readonly (readonly number[])[],
  outcomes: ArrayLike<number>,
  coefficients: readonly number[],
  ridge: number,
): number {
  let sum = 0
  for (let row = 0; row < design.length; row++) {
    const towards = outcomes[row] === 1 ? -linear(coefficients, design[row]!) : linear(coefficients, design[row]!)
    // ln(1 + e^x) without overflow
    sum -= Math.max(towards, 0) + Math.log1p(Math.exp(-Math.abs(towards)))
  }
  for (let at = 1; at < coefficients.length; at++) sum -= (ridge / 2) * coefficients[at]! ** 2
  return sum
}

/** First and (negated) second derivatives of the penalised likelihood. */
function slopes(
  design: readonly (readonly number[])[],
  outcomes: ArrayLike<number>,
  coefficients: readonly number[],
  ridge: number,
): { gradient: number[]; information: number[][] } {
  const gradient = coefficients.map((value, at) => (at === 0 ? 0 : -ridge * value))
  const information = coefficients.map((_, row) =>
    coefficients.map((__, column) => (row === column && row > 0 ? ridge : 0)),
  )
  for (let at = 0; at < design.length; at++) {
    const row = design[at]!
    const share = logisticShare(coefficients, row)
    const error = outcomes[at]! - share
    const weight = share * (1 - share)
    for (let one = 0; one < row.length; one++) {
      gradient[one]! += error * row[one]!
      const target = information[one]!
      for (let other = 0; other <= one; other++) target[other]! += weight * row[one]! * row[other]!
    }
  }
  for (const [row, target] of information.entries())
    for (let column = row + 1; column < target.length; column++) target[column] = information[column]![row]!
  return { gradient, information }
}

/** Solves a symmetric positive system by Cholesky's square roots. @returns undefined when it is singular */
function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const size = right.length
  const lower = matrix.map(() => new Float64Array(size))
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]![column]!
      for (let at = 0; at < column; at++) sum -= lower[row]![at]! * lower[column]![at]!
      if (row === column && !(sum > 1e-12 * matrix[row]![row]!)) return undefined
      lower[row]![column] = row === column ? Math.sqrt(sum) : sum / lower[column]![column]!
    }
  }
  const forward = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let sum = right[row]!
    for (let at = 0; at < row; at++) sum -= lower[row]![at]! * forward[at]!
    forward[row] = sum / lower[row]![row]!
  }
  const solution = right.map(() => 0)
  for (let row = size - 1; row >= 0; row--) {
    let sum = forward[row]!
    for (let at = row + 1; at < size; at++) sum -= lower[at]![row]! * solution[at]!
    solution[row] = sum / lower[row]![row]!
  }
  return solution
}
