import {
  type ClusteredShare,
  type DifferenceOfShares,
  clusteredShare,
  differenceOfShares,
  plannedError,
} from '../../../../stats/index.ts'
import { ARMS, type Arm, armOf } from './held-out.ts'

/** A client's instalments that have been due, and how many of them were paid within the days that count. */
export interface PaidInTime {
  clientId: string
  due: number
  paid: number
}

export type ArmResult = ClusteredShare

export interface Effect {
  arms: Readonly<Record<Arm, ArmResult>>
  /** share paid in time of the reminded less that of the held-out, with an interval that may be looked at every day */
  ever: DifferenceOfShares
  /** the same with the plain 95 % interval, right for whoever looks once */
  once: DifferenceOfShares
  verdict: 'works' | 'harms' | 'too_small' | 'cannot_tell'
  /** instalments, of both groups in their present proportion, that are still missing until the least difference worth having would be seen in four of five cases */
  moreNeeded: number
}

/**
 * Whether reminders work: instalments paid in time, of all clients who were to be reminded against all who were held out, whatever
 * was done with each (intention to treat). A client's instalments count as a cluster.
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
  const counts = { a: reminded.effective, b: held_out.effective }
  const ever = differenceOfShares({ ...counts, planned })
  const error = Math.max(ever.standardError, Number.EPSILON)
  const needed = (reminded.trials + held_out.trials) * (error / planned) ** 2
  return {
    arms,
    ever,
    once: differenceOfShares(counts),
    verdict: verdictOf(ever, smallestEffect),
    moreNeeded: Math.max(0, Math.ceil(needed - reminded.trials - held_out.trials)),
  }
}

function armsOf(
  clients: readonly PaidInTime[],
  settings: { salt: string; heldOut: number },
): Record<Arm, ArmResult> | null {
  const byArm = Map.groupBy(
    clients.filter(({ due }) => due > 0),
    ({ clientId }) => armOf(clientId, settings),
  )
  const [reminded, heldOut] = ARMS.map((arm) => byArm.get(arm) ?? [])
  if (reminded!.length < 2 || heldOut!.length < 2) return null
  return { reminded: shareOf(reminded!), held_out: shareOf(heldOut!) }
}

const shareOf = (clients: readonly PaidInTime[]): ArmResult =>
  clusteredShare({ successes: clients.map(({ paid }) => paid), trials: clients.map(({ due }) => due) })

function verdictOf({ interval }: DifferenceOfShares, smallestEffect: number): Effect['verdict'] {
  if (interval.low > 0) return 'works'
  if (interval.high < 0) return 'harms'
  return interval.high < smallestEffect ? 'too_small' : 'cannot_tell'
}
