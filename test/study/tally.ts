import { sampleChange, sampleDesk, sampleLines } from '../../src/packs/support/index.ts'
import { openHelpDesk, rowsOf } from './help-desk.ts'

/** What is planted in each desk: shares, -0.2 is a fifth shorter. */
export interface Planted {
  rise: number
  change: number
  autocorrelation?: number
  tickets?: number
}

export const CLAIMS = ['change', 'rise'] as const
export type ClaimName = (typeof CLAIMS)[number]

export interface SeedResult {
  seed: number
  claims: Record<ClaimName, { verdict: string; percent: number; low: number; high: number }>
  /** of the claim that the rise holds for every priority */
  everyPriority: string
}

/** One desk, made from a seed, through the warehouse and the door for figures. */
export async function studySeed(seed: number, planted: Planted): Promise<SeedResult> {
  const desk = await openHelpDesk({ settings: { lines: sampleLines, changes: [sampleChange] } })
  try {
    await desk.load(rowsOf(sampleDesk({ seed, ...planted })))
    const { figures } = await desk.analyze('support.resolution-change')
    return seedResult(seed, figures)
  } finally {
    await desk.close()
  }
}

/** What the analysis says of a desk. */
export function seedResult(seed: number, figures: Readonly<Record<string, unknown>>): SeedResult {
  const claim = (name: ClaimName) => ({
    verdict: String(figures[`${name}_verdict`]),
    percent: Number(figures[`${name}_percent`]),
    low: Number(figures[`${name}_low_percent`]),
    high: Number(figures[`${name}_high_percent`]),
  })
  return {
    seed,
    claims: { change: claim('change'), rise: claim('rise') },
    everyPriority: String(figures['rise_every_priority_verdict']),
  }
}

export interface Tally {
  seeds: number
  confirmed: number
  notConfirmed: number
  cannotTell: number
  /** intervals that hold what was planted */
  covers: number
  /** confirmed though nothing was planted */
  falseClaims: number
  meanPercent: number
  /** half of an interval's width in percentage points: the mean, and the mean and least among "cannot tell" */
  halfWidth: number
  cannotTellHalfWidth: number | null
  narrowestCannotTell: number | null
}

export function tally(results: readonly SeedResult[], name: ClaimName, planted: Planted): Tally {
  const truth = planted[name] * 100
  const claims = results.map((result) => result.claims[name])
  const count = (verdict: string) => claims.filter((claim) => claim.verdict === verdict).length
  const halfWidths = (of: typeof claims) => of.map(({ low, high }) => (high - low) / 2)
  const untold = halfWidths(claims.filter(({ verdict }) => verdict === 'cannot tell'))
  return {
    seeds: claims.length,
    confirmed: count('confirmed'),
    notConfirmed: count('not confirmed'),
    cannotTell: count('cannot tell'),
    covers: claims.filter(({ low, high }) => low <= truth && truth <= high).length,
    falseClaims: truth === 0 ? count('confirmed') : 0,
    meanPercent: average(claims.map(({ percent }) => percent)),
    halfWidth: average(halfWidths(claims)),
    cannotTellHalfWidth: untold.length === 0 ? null : average(untold),
    narrowestCannotTell: untold.length === 0 ? null : Math.min(...untold),
  }
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
