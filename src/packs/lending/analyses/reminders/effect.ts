import {
  type ClusteredShare,
  type DifferenceOfShares,
  clusteredShare,
  differenceOfShares,
  ordinaryLeastSquares,
  plannedError,
} from '../../../../stats/index.ts'
import { ARMS, type Arm, armOf } from './held-out.ts'

/** A client's instalments that have been due, and how many of them were paid within the days that count. */
export interface PaidInTime {
  clientId: string
  due: number
  paid: number
  /** instalments that were judged before the first day of the trial, and how many of them were late */
  knownBefore: number
  lateBefore: number
}

export interface ArmResult {
  /** what was counted */
  plain: ClusteredShare
  /** the same, adjusted for how the group's clients paid before the trial */
  adjusted: ClusteredShare
}

export interface Effect {
  arms: Readonly<Record<Arm, ArmResult>>
  /** adjusted share paid in time of the reminded less that of the held-out, with an interval that may be looked at every day */
  ever: DifferenceOfShares
  /** the same with the plain 95 % interval, right for whoever looks once */
  once: DifferenceOfShares
  verdict: 'works' | 'harms' | 'too_small' | 'cannot_tell'
  /** instalments, of both groups in their present proportion, that are still missing until the least difference worth having would be seen in four of five cases */
  moreNeeded: number
}

/**
 * Whether reminders work: instalments paid in time, of all clients who were to be reminded against all who were held out, whatever
 * was done with each (intention to treat). A client's instalments count as a cluster; how clients paid before the trial, which no
 * reminder of it could change, is taken out of both groups.
 * @returns null while a group has fewer than two clients with instalments due
 */
export function effectOf(
  clients: readonly PaidInTime[],
  settings: { salt: string; heldOut: number; smallestEffect: number },
): Effect | null {
  const arms = armsOf(clients, settings)
  if (!arms) return null
  const { reminded, held_out } = arms
  const { smallestEffect } = settings
  const planned = plannedError({ smallestEffect })
  const counts = { a: reminded.adjusted.effective, b: held_out.adjusted.effective }
  const ever = differenceOfShares({ ...counts, planned })
  const instalments = reminded.plain.trials + held_out.plain.trials
  return {
    arms,
    ever,
    once: differenceOfShares(counts),
    verdict: verdictOf(ever, smallestEffect),
    moreNeeded: Math.max(0, Math.ceil(instalments * ((ever.standardError / planned) ** 2 - 1))),
  }
}

function armsOf(
  clients: readonly PaidInTime[],
  settings: { salt: string; heldOut: number },
): Record<Arm, ArmResult> | null {
  const counted = clients.filter(({ due }) => due > 0)
  const byArm = Map.groupBy(counted, ({ clientId }) => armOf(clientId, settings))
  const [reminded, heldOut] = ARMS.map((arm) => byArm.get(arm) ?? [])
  if (reminded!.length < 2 || heldOut!.length < 2) return null
  const expectedOf = expectedBefore(counted)
  const level = expectedOf === null ? 0 : total(counted, expectedOf) / total(counted, ({ due }) => due)
  const resultOf = (group: readonly PaidInTime[]): ArmResult => {
    const counts = { successes: group.map(({ paid }) => paid), trials: group.map(({ due }) => due) }
    const plain = clusteredShare(counts)
    if (expectedOf === null) return { plain, adjusted: plain }
    const adjustment = { expected: group.map(expectedOf), level }
    return { plain, adjusted: clusteredShare({ ...counts, adjustment }) }
  }
  return { reminded: resultOf(reminded!), held_out: resultOf(heldOut!) }
}

const total = (clients: readonly PaidInTime[], count: (client: PaidInTime) => number): number =>
  clients.reduce((sum, client) => sum + count(client), 0)

/** With fewer clients of a kind nothing can be said of the kind. */
const FEWEST_CLIENTS = 30

/**
 * How many of a client's instalments one would expect to be paid in time, knowing only how the client paid before the trial: a straight
 * line through both groups together. null: nothing is known of enough clients.
 */
function expectedBefore(clients: readonly PaidInTime[]): ((client: PaidInTime) => number) | null {
  const old = clients.filter(({ knownBefore }) => knownBefore > 0)
  const hasNew = clients.length - old.length >= FEWEST_CLIENTS
  if (old.length < FEWEST_CLIENTS) return null
  const usual = total(old, ({ lateBefore }) => lateBefore) / total(old, ({ knownBefore }) => knownBefore)
  const termsOf = ({ due, knownBefore, lateBefore }: PaidInTime): number[] => {
    const late = knownBefore > 0 ? (lateBefore + usual) / (knownBefore + 1) - usual : 0
    return [due, due * late, ...(hasNew ? [knownBefore > 0 ? 0 : due] : [])]
  }
  const design = clients.map(termsOf)
  const coefficients = lineThrough(
    design,
    clients.map(({ paid }) => paid),
  )
  return coefficients && ((client) => termsOf(client).reduce((sum, term, at) => sum + term * coefficients[at]!, 0))
}

/** null where the terms repeat each other: all clients have the same past. */
function lineThrough(design: readonly number[][], values: readonly number[]): readonly number[] | null {
  try {
    return ordinaryLeastSquares({ design, values }).coefficients
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function verdictOf({ interval }: DifferenceOfShares, smallestEffect: number): Effect['verdict'] {
  if (interval.low > 0) return 'works'
  if (interval.high < 0) return 'harms'
  return interval.high < smallestEffect ? 'too_small' : 'cannot_tell'
}
