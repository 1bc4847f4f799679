import type { Formula } from './settings.ts'

/** What the formulas are made of. */
export interface ServiceCounts {
  answered: number
  answeredInTime: number
  abandoned: number
  abandonedInTime: number
  abandonedShort: number
}

/** A share as its two parts, so that nobody divides by nothing. */
export interface ServiceParts {
  met: number
  counted: number
}

const PARTS: Readonly<Record<Formula, (counts: ServiceCounts) => ServiceParts>> = {
  'early-abandons-met': (of) => ({
    met: of.answeredInTime + of.abandonedInTime,
    counted: of.answered + of.abandoned,
  }),
  'abandons-ignored': (of) => ({ met: of.answeredInTime, counted: of.answered }),
  'abandons-failed': (of) => ({ met: of.answeredInTime, counted: of.answered + of.abandoned }),
  'early-abandons-removed': (of) => ({
    met: of.answeredInTime,
    counted: of.answered + of.abandoned - of.abandonedInTime,
  }),
  'short-abandons-met': (of) => ({
    met: of.answeredInTime + of.abandonedShort,
    counted: of.answered + of.abandoned,
  }),
}

/**
 * The service level by one of the five formulas in use (callcentrehelper.com; Asterisk's `queue show` has the first two).
 * @returns both parts, and the share 0…1; null where nothing is counted, never 0 or 1
 */
export function serviceLevelOf(formula: Formula, counts: ServiceCounts): ServiceParts & { share: number | null } {
  const { met, counted } = PARTS[formula](counts)
  return { met, counted, share: counted === 0 ? null : met / counted }
}
