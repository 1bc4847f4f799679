import {
  type AreaUnderCurve,
  type Calibration,
  areaUnderCurve,
  calibration,
  logisticRegression,
  logisticShare,
} from '../../../../stats/index.ts'

/** What is known of an instalment some days before it is due: the client's own past up to then. */
export interface Past {
  /** instalments of the client whose fate was known */
  known: number
  /** of these, late */
  late: number
  /** how long the last of them was or had been past due, days */
  lastDaysPastDue: number
  amount: number
}

/** An instalment whose fate is known now. */
export interface JudgedInstalment extends Past {
  clientId: string
  isLate: boolean
  /** due on or after the day from which the model is tried */
  isForTrial: boolean
}

/** The chance to be late, learned from instalments due before a day, and how good it proved on later ones. */
export interface RiskModel {
  chanceOf(past: Past): number
  /** weight of each term: by how much it moves the ln odds to be late */
  coefficients: Readonly<Record<Term, number>>
  learned: number
  learnedLateShare: number
  trial: RiskTrial | null
}

export interface RiskTrial {
  instalments: number
  lateShare: number
  area: AreaUnderCurve
  calibration: Calibration
}

export const TERMS = ['base', 'late_share', 'last_days', 'known', 'amount', 'first'] as const
export type Term = (typeof TERMS)[number]

/** With fewer the model would be noise, and everybody is reminded. */
const FEWEST_INSTALMENTS = 200
const FEWEST_OF_EACH = 20
/** As if there were one more instalment in the penalty's favour: keeps terms finite that separate the outcomes. */
const RIDGE = 1

/** @returns null when there is too little to learn from */
export function learnRisk(instalments: readonly JudgedInstalment[]): RiskModel | null {
  const past = instalments.filter(({ isForTrial }) => !isForTrial)
  if (!isEnough(past)) return null
  const usual = {
    lateShare: shareLate(past),
    logAmount: past.reduce((sum, { amount }) => sum + Math.log1p(amount), 0) / past.length,
  }
  const { coefficients } = logisticRegression({
    design: past.map((each) => termsOf(each, usual)),
    outcomes: past.map(({ isLate }) => (isLate ? 1 : 0)),
    ridge: RIDGE,
  })
  const chanceOf = (each: Past): number => logisticShare(coefficients, termsOf(each, usual))
  return {
    chanceOf,
    coefficients: Object.fromEntries(TERMS.map((term, at) => [term, coefficients[at]!])) as Record<Term, number>,
    learned: past.length,
    learnedLateShare: usual.lateShare,
    trial: tryOut(
      chanceOf,
      instalments.filter(({ isForTrial }) => isForTrial),
    ),
  }
}

function tryOut(chanceOf: (past: Past) => number, later: readonly JudgedInstalment[]): RiskTrial | null {
  if (!isEnough(later)) return null
  const scores = later.map(chanceOf)
  const outcomes = later.map(({ isLate }) => (isLate ? 1 : 0))
  return {
    instalments: later.length,
    lateShare: shareLate(later),
    area: areaUnderCurve({ scores, outcomes, groups: later.map(({ clientId }) => clientId) }),
    calibration: calibration({ forecasts: scores, outcomes }),
  }
}

function isEnough(instalments: readonly JudgedInstalment[]): boolean {
  const [late, inTime] = [instalments.filter(({ isLate }) => isLate), instalments.filter(({ isLate }) => !isLate)]
  const isMany = (some: readonly JudgedInstalment[]): boolean =>
    some.length >= FEWEST_OF_EACH && some.some(({ clientId }) => clientId !== some[0]!.clientId)
  return instalments.length >= FEWEST_INSTALMENTS && isMany(late) && isMany(inTime)
}

const shareLate = (instalments: readonly JudgedInstalment[]): number =>
  instalments.filter(({ isLate }) => isLate).length / instalments.length

/**
 * In the order of `TERMS`. The share of late instalments stands as its ln odds, the scale that the model adds on; of few instalments it
 * leans towards everybody's.
 */
function termsOf(past: Past, usual: { lateShare: number; logAmount: number }): number[] {
  const late = past.late + usual.lateShare
  const inTime = past.known - past.late + 1 - usual.lateShare
  return [
    1,
    Math.log(late / inTime),
    Math.log1p(past.lastDaysPastDue),
    Math.log1p(past.known),
    Math.log1p(past.amount) - usual.logAmount,
    past.known === 0 ? 1 : 0,
  ]
}
