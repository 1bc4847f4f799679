import { type Interval, requireNumbers, requireSameLength, requireShare } from './check.ts'
import { requireOutcomes } from './logistic.ts'
import { normalQuantile } from './normal.ts'

export type AreaUnderCurve = { area: number; standardError: number; interval: Interval }

/**
 * How well scores tell those to whom it happens from the others: the chance that one to whom it happened has the higher score, ties
 * counted half (area under the ROC curve). 0.5 is guessing, 1 is perfect.
 * The error is DeLong's (1988); with `groups` Obuchowski's (1997), for rows that depend on each other, such as several of one client.
 * The interval is made on the scale of ln(area / (1 − area)), so that it stays within 0…1.
 * @param groups whose a row is; every row by itself when absent
 * @throws {RangeError} when lengths differ, outcomes are not both 0 and 1, something is not finite, or there are fewer than two groups
 * @example areaUnderCurve({ scores: [0.1, 0.4, 0.35, 0.8], outcomes: [0, 0, 1, 1] }).area // 0.75
 */
export function areaUnderCurve(request: {
  scores: ArrayLike<number>
  outcomes: ArrayLike<number>
  groups?: ArrayLike<string | number>
  confidence?: number
}): AreaUnderCurve {
  const { scores, outcomes, groups, confidence = 0.95 } = request
  requireOutcomes(outcomes, 'The list of outcomes')
  requireNumbers(scores, 'The list of scores')
  requireSameLength(scores, outcomes, 'Scores and outcomes')
  if (groups) requireSameLength(groups, outcomes, 'Groups and outcomes')
  requireShare(confidence, 'Confidence')
  const { area, places, happened } = placements(scores, outcomes)
  const standardError = errorOf(area, places, outcomes, happened, groups)
  return { area, standardError, interval: logitInterval(area, standardError, normalQuantile((1 + confidence) / 2)) }
}

/** For each row the share of the other kind of rows that it stands on the right side of, ties counted half. */
function placements(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): { area: number; places: Float64Array; happened: number } {
  const order = Array.from(scores, (_, index) => index).toSorted((one, other) => scores[one]! - scores[other]!)
  let happened = 0
  for (let index = 0; index < outcomes.length; index++) happened += outcomes[index]!
  const others = outcomes.length - happened
  const places = new Float64Array(outcomes.length)
  let happenedBelow = 0
  let othersBelow = 0
  let sum = 0
  for (let from = 0; from < order.length;) {
    let to = from
    let happenedHere = 0
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) happenedHere += outcomes[order[to++]!]!
    const othersHere = to - from - happenedHere
    for (let at = from; at < to; at++) {
      const row = order[at]!
      places[row] =
        outcomes[row] === 1
          ? (othersBelow + othersHere / 2) / others
          : (happened - happenedBelow - happenedHere / 2) / happened
      if (outcomes[row] === 1) sum += places[row]!
    }
    happenedBelow += happenedHere
    othersBelow += othersHere
    from = to
  }
  return { area: sum / happened, places, happened }
}

/** Sums of a group's placements less what its rows would have on average, of both kinds of rows. */
function errorOf(
  area: number,
  places: Float64Array,
  outcomes: ArrayLike<number>,
  happened: number,
  groups: ArrayLike<string | number> | undefined,
): number {
  const others = outcomes.length - happened
  const sums = new Map<string | number, { ones: number; zeros: number; hasOne: boolean; hasZero: boolean }>()
  for (let row = 0; row < outcomes.length; row++) {
    const id = groups ? groups[row]! : row
    const sum = sums.get(id) ?? { ones: 0, zeros: 0, hasOne: false, hasZero: false }
    if (outcomes[row] === 1) {
      sum.ones += places[row]! - area
      sum.hasOne = true
    } else {
      sum.zeros += places[row]! - area
      sum.hasZero = true
    }
    sums.set(id, sum)
  }
  let ones = 0
  let zeros = 0
  let both = 0
  let withOne = 0
  let withZero = 0
  for (const sum of sums.values()) {
    ones += sum.ones ** 2
    zeros += sum.zeros ** 2
    both += sum.ones * sum.zeros
    withOne += sum.hasOne ? 1 : 0
    withZero += sum.hasZero ? 1 : 0
  }
  if (withOne < 2 || withZero < 2) throw new RangeError('An error needs at least two groups with each outcome')
  const variance =
    (ones * withOne) / (withOne - 1) / happened ** 2 +
    (zeros * withZero) / (withZero - 1) / others ** 2 +
    (2 * both * sums.size) / (sums.size - 1) / (happened * others)
  return Math.sqrt(Math.max(variance, 0))
}

function logitInterval(area: number, standardError: number, z: number): Interval {
  if (area === 0 || area === 1) return { low: area, high: area }
  const center = Math.log(area / (1 - area))
  const margin = (z * standardError) / (area * (1 - area))
  const back = (logit: number): number => 1 / (1 + Math.exp(-logit))
  return { low: back(center - margin), high: back(center + margin) }
}
