import { requireNumbers, requireSameLength } from './check.ts'

export type SurvivalStep = {
  time: number
  /** Still open just before `time`. */
  atRisk: number
  /** Finished at `time`. */
  finished: number
  /** Share that takes longer than `time`. */
  survival: number
  /** Of `survival`, by Greenwood's formula. */
  standardError: number
}

export type KaplanMeierResult = {
  steps: SurvivalStep[]
  /** The first time by which half are finished; null while more than half are open. */
  median: number | null
  /** Mean duration counted up to `restrictedTo`: longer ones count as `restrictedTo`. */
  restrictedMean: number
  restrictedTo: number
}

/**
 * How long tickets take when some are still open: an open ticket counts for as long as it was watched, so recent weeks do not look fast. (Kaplan and Meier 1958)
 * @param durations time from creation to the finish, or to the last look for those still open; 0 or more
 * @param isFinished false for those still open
 * @param restrictTo limit of the restricted mean; the longest duration unless given. Two periods are compared at the same limit.
 * @throws {RangeError} when the lists are empty or differ in length, a duration is negative, or `restrictTo` is not in 0…longest duration
 * @example kaplanMeier({ durations: [2, 3, 5], isFinished: [true, false, true] }).median // 5
 */
export function kaplanMeier(request: {
  durations: ArrayLike<number>
  isFinished: ArrayLike<boolean>
  restrictTo?: number
}): KaplanMeierResult {
  const { durations, isFinished } = request
  requireNumbers(durations, 'The list of durations')
  requireSameLength(durations, isFinished, 'Durations and isFinished')
  const order = Array.from(durations, (_, index) => index).sort((left, right) => durations[left]! - durations[right]!)
  if (durations[order[0]!]! < 0) throw new RangeError(`A duration is negative: ${durations[order[0]!]}`)
  const longest = durations[order.at(-1)!]!
  const restrictedTo = request.restrictTo ?? longest
  if (!(restrictedTo >= 0 && restrictedTo <= longest)) {
    throw new RangeError(`The restricted mean is known only within 0…${longest}, asked to ${restrictedTo}`)
  }

  const steps: SurvivalStep[] = []
  let survival = 1
  let greenwood = 0
  for (let position = 0; position < order.length;) {
    const time = durations[order[position]!]!
    const atRisk = order.length - position
    let finished = 0
    for (; position < order.length && time === durations[order[position]!]; position++) {
      if (isFinished[order[position]!]) finished++
    }
    if (finished === 0) continue
    survival *= 1 - finished / atRisk
    greenwood += atRisk === finished ? 0 : finished / (atRisk * (atRisk - finished))
    steps.push({ time, atRisk, finished, survival, standardError: survival * Math.sqrt(greenwood) })
  }
  const halfDone = steps.find((step) => step.survival <= 0.5 + 1e-12)
  return { steps, median: halfDone?.time ?? null, restrictedMean: areaUnder(steps, restrictedTo), restrictedTo }
}

function areaUnder(steps: readonly SurvivalStep[], limit: number): number {
  let area = 0
  let from = 0
  let height = 1
  for (const step of steps) {
    if (step.time >= limit) break
    area += height * (step.time - from)
    from = step.time
    height = step.survival
  }
  return area + height * (limit - from)
}
