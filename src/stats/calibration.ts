import { type Interval, requireNumbers, requireSameLength } from './check.ts'
import { logisticRegression, requireOutcomes } from './logistic.ts'
import { wilsonInterval } from './wilson.ts'

/** Rows with about the same forecast: what was said, and what came. */
export type CalibrationBand = {
  rows: number
  /** the least and the greatest forecast in the band */
  from: number
  to: number
  /** mean forecast */
  expected: number
  /** share of rows in which it happened */
  observed: number
  /** Wilson's interval of `observed`, 95 % */
  interval: Interval
}

export type Calibration = {
  /** mean square of forecast less outcome (Brier 1950): 0 is perfect */
  brier: number
  /** what the same score would be had every row got the share of all rows */
  brierOfShare: number
  bands: CalibrationBand[]
  /** of ln odds of the outcome on ln odds of the forecast (Cox 1958): 1 is right, below 1 forecasts are too extreme; null when it cannot be found */
  slope: number | null
}

const USUAL_BANDS = 10

/**
 * Whether forecasts of chances mean what they say: of what was called 20 % likely, 20 % should happen.
 * Bands hold about the same number of rows each, from the least forecast to the greatest; equal forecasts are never parted.
 * @param forecasts chances, 0…1
 * @throws {RangeError} when lengths differ, a forecast is outside 0…1, or outcomes are not both 0 and 1
 * @example calibration({ forecasts: [0.7, 0.3], outcomes: [1, 0] }).brier // 0.09
 */
export function calibration(request: {
  forecasts: ArrayLike<number>
  outcomes: ArrayLike<number>
  bands?: number
}): Calibration {
  const { forecasts, outcomes, bands = USUAL_BANDS } = request
  requireOutcomes(outcomes, 'The list of outcomes')
  requireNumbers(forecasts, 'The list of forecasts')
  requireSameLength(forecasts, outcomes, 'Forecasts and outcomes')
  if (!Number.isInteger(bands) || bands < 1) throw new RangeError(`Bands must be a whole number above 0, got ${bands}`)
  const rows = outcomes.length
  let brier = 0
  let happened = 0
  for (let row = 0; row < rows; row++) {
    if (!(forecasts[row]! >= 0 && forecasts[row]! <= 1))
      throw new RangeError(`A forecast must lie in 0…1, got ${forecasts[row]}`)
    brier += (forecasts[row]! - outcomes[row]!) ** 2
    happened += outcomes[row]!
  }
  const share = happened / rows
  return {
    brier: brier / rows,
    brierOfShare: share * (1 - share),
    bands: bandsOf(forecasts, outcomes, bands),
    slope: slopeOf(forecasts, outcomes),
  }
}

function bandsOf(forecasts: ArrayLike<number>, outcomes: ArrayLike<number>, bands: number): CalibrationBand[] {
  const order = Array.from(forecasts, (_, index) => index).toSorted((a, b) => forecasts[a]! - forecasts[b]!)
  const found: CalibrationBand[] = []
  let from = 0
  for (let band = 1; band <= bands; band++) {
    let to = Math.round((band * order.length) / bands)
    while (to < order.length && forecasts[order[to]!] === forecasts[order[to - 1]!]) to++
    if (to <= from) continue
    found.push(bandOf(order.slice(from, to), forecasts, outcomes))
    from = to
  }
  return found
}

function bandOf(rows: readonly number[], forecasts: ArrayLike<number>, outcomes: ArrayLike<number>): CalibrationBand {
  const happened = rows.reduce((sum, row) => sum + outcomes[row]!, 0)
  return {
    rows: rows.length,
    from: forecasts[rows[0]!]!,
    to: forecasts[rows.at(-1)!]!,
    expected: rows.reduce((sum, row) => sum + forecasts[row]!, 0) / rows.length,
    observed: happened / rows.length,
    interval: wilsonInterval({ successes: happened, trials: rows.length }),
  }
}

const LEAST = 1e-9

function slopeOf(forecasts: ArrayLike<number>, outcomes: ArrayLike<number>): number | null {
  const design = Array.from(forecasts, (forecast) => {
    const inside = Math.min(Math.max(forecast, LEAST), 1 - LEAST)
    return [1, Math.log(inside / (1 - inside))]
  })
  try {
    return logisticRegression({ design, outcomes }).coefficients[1]!
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
