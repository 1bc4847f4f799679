import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../stats/index.ts'
import { type Effect, type PaidInTime, effectOf } from './effect.ts'
import { armOf } from './held-out.ts'

const SEEDS = process.env['SVODKA_FULL'] ? 50 : 6
const POWER_SEEDS = process.env['SVODKA_FULL'] ? 60 : 8
const CLIENTS = 6000
const settings = { salt: 'svodka', heldOut: 0.1, smallestEffect: 0.03 }

/**
 * A lender's months: clients who are always, mostly or hardly ever in time, several instalments each; a reminder moves a part of what
 * would have been late into time. Clients who cannot be reminded are among the reminded all the same.
 */
function simulate(seed: number, reminded: number, clients = CLIENTS): PaidInTime[] {
  const random = createRandom(seed)
  const kinds = [0.98, 0.8, 0.35]
  return Array.from({ length: clients }, (_, at) => {
    const clientId = String(seed * 1_000_000 + at)
    const own = kinds[random.integer(3)]!
    const isReachable = random.uniform() < 0.85
    const isReminded = isReachable && armOf(clientId, settings) === 'reminded'
    const due = 1 + random.integer(12)
    let paid = 0
    for (let instalment = 0; instalment < due; instalment++) {
      const isInTime = random.uniform() < own || (isReminded && random.uniform() < reminded)
      paid += isInTime ? 1 : 0
    }
    const knownBefore = random.uniform() < 0.3 ? 0 : random.integer(20)
    const lateBefore = Array.from({ length: knownBefore }, () => (random.uniform() < own ? 0 : 1))
    return { clientId, due, paid, knownBefore, lateBefore: lateBefore.reduce<number>((sum, late) => sum + late, 0) }
  })
}

const over = (reminded: number): Effect[] =>
  Array.from({ length: SEEDS }, (_, seed) => effectOf(simulate(seed + 1, reminded), settings)!)

describe(`whether reminders work, in ${SEEDS} simulated companies`, () => {
  test('an effect that was planted is found in each', () => {
    // 0.85 reachable · 0.29 late · 0.35 moved: 8.6 points
    const effects = over(0.35)

    expect(effects.map(({ verdict }) => verdict)).toEqual(effects.map(() => 'works'))
    const mean = effects.reduce((sum, { ever }) => sum + ever.difference, 0) / SEEDS
    expect(mean).toBeGreaterThan(0.075)
    expect(mean).toBeLessThan(0.098)
    expect(effects.every(({ ever: { interval } }) => interval.low < 0.0863 && interval.high > 0.0863)).toBe(true)
  })

  test('where nothing was planted, nothing is claimed', () => {
    const effects = over(0)

    expect(effects.filter(({ verdict }) => verdict === 'works' || verdict === 'harms')).toEqual([])
    expect(effects.every(({ ever: { interval } }) => interval.low < 0 && interval.high > 0)).toBe(true)
  })
})

test('a company too small to tell says so, and how much is missing', () => {
  const small = effectOf(simulate(3, 0.35, 300), settings)!
  const large = effectOf(simulate(3, 0.35, 3000), settings)!

  expect(small.verdict).toBe('cannot_tell')
  const all = ({ arms }: Effect) => arms.reminded.plain.trials + arms.held_out.plain.trials
  // ten times the clients need about as many in all
  expect((all(small) + small.moreNeeded) / (all(large) + large.moreNeeded)).toBeGreaterThan(0.5)
  expect((all(small) + small.moreNeeded) / (all(large) + large.moreNeeded)).toBeLessThan(1.7)
})

test('with as many as were said to be missing, the least difference worth having is found about four times in five', () => {
  // 0.85 reachable · 0.29 late · 0.1217 moved: the 3 points that matter
  const first = effectOf(simulate(100, 0.1217, 2000), settings)!
  const all = first.arms.reminded.plain.trials + first.arms.held_out.plain.trials
  const clients = Math.round(2000 * (1 + first.moreNeeded / all))
  const found = Array.from({ length: POWER_SEEDS }, (_, seed) =>
    effectOf(simulate(200 + seed, 0.1217, clients), settings)!,
  )
  const works = found.filter(({ verdict }) => verdict === 'works').length

  expect(works / found.length).toBeGreaterThan(0.5)
  expect(works / found.length).toBeLessThanOrEqual(0.95)
})

test('an effect that cannot be as large as what matters is too small', () => {
  const effect = effectOf(simulate(5, 0, 40_000), { ...settings, smallestEffect: 0.05 })!

  expect(effect.verdict).toBe('too_small')
  expect(effect.moreNeeded).toBe(0)
})

test('how clients paid before the trial makes the answer surer, and moves it no way', () => {
  const clients = simulate(4, 0.35)
  const known = effectOf(clients, settings)!
  const unknown = effectOf(
    clients.map((client) => ({ ...client, knownBefore: 0, lateBefore: 0 })),
    settings,
  )!
  const width = ({ once: { interval } }: Effect): number => interval.high - interval.low

  expect(width(known) / width(unknown)).toBeLessThan(0.85)
  expect(Math.abs(known.ever.difference - unknown.ever.difference)).toBeLessThan(0.015)
  expect(unknown.arms.reminded.adjusted).toEqual(unknown.arms.reminded.plain)
})

test.each([
  [5, 0],
  [5, 1],
])('clients who all had the same past of %i and %i late are compared as they are', (knownBefore, lateBefore) => {
  const clients = simulate(6, 0.35, 1000).map((client) => ({ ...client, knownBefore, lateBefore }))
  const { arms } = effectOf(clients, settings)!

  expect(arms.reminded.adjusted).toEqual(arms.reminded.plain)
})

test('instalments of one client count together, so that many of few clients prove little', () => {
  const few = simulate(9, 0.35, 400)
  const many = few.map((client) => ({ ...client, due: client.due * 50, paid: client.paid * 50 }))
  const width = ({ ever: { interval } }: Effect): number => interval.high - interval.low

  expect(width(effectOf(many, settings)!) / width(effectOf(few, settings)!)).toBeGreaterThan(0.95)
})

test('without two clients in each group there is nothing to compare', () => {
  expect(effectOf([{ clientId: '1', due: 3, paid: 2, knownBefore: 0, lateBefore: 0 }], settings)).toBeNull()
  expect(effectOf(simulate(1, 0.3, 200), { ...settings, heldOut: 0 })).toBeNull()
})
