import type { Random } from '../../../stats/index.ts'
import { picker } from './draw.ts'
import type { Instalment } from './loans.ts'

export interface Paid {
  on: number
  /** kopecks */
  amount: number
}

/** How somebody pays a loan back, with no regard to when the sample ends. */
export type Payer = (instalments: readonly Instalment[], random: Random) => Paid[]

const ROUBLE = 100
const EARLY_DAYS = 6

/** People pay whole roubles; the last payment leaves nothing. */
const whole = (kopecks: number): number => Math.ceil((kopecks + ROUBLE / 2) / ROUBLE) * ROUBLE

/** Pays every instalment, each so many days after its due date; below zero is early. */
const paysWith =
  (delay: (random: Random) => number): Payer =>
  (instalments, random) => {
    let owed = 0
    let given = 0
    let earliest = 0
    return instalments.map(({ dueOn, amount }) => {
      owed += amount
      const paid = Math.max(ROUBLE, whole(owed - given))
      given += paid
      earliest = Math.max(earliest, dueOn + delay(random))
      return { on: earliest, amount: paid }
    })
  }

const early = (random: Random): number => -random.integer(EARLY_DAYS)
const onTime = paysWith(early)
const forgetful = paysWith((random) => (random.uniform() < 0.3 ? 1 + random.integer(14) : early(random)))
const lateAsARule = paysWith((random) =>
  random.uniform() < 0.55 ? Math.round(5 + 25 * Math.exp(0.8 * random.normal())) : early(random),
)

/** Late, and in halves. */
const strained: Payer = (instalments, random) =>
  lateAsARule(instalments, random).flatMap((paid): Paid[] => {
    if (random.uniform() < 0.7 || paid.amount < 10 * ROUBLE) return [paid]
    const half = Math.ceil(paid.amount / 2 / ROUBLE) * ROUBLE
    return [
      { on: paid.on, amount: half },
      { on: paid.on + 3 + random.integer(25), amount: paid.amount - half },
    ]
  })

/** Pays some instalments, then none for months. Most are brought to pay it all back at once, some pay a little, the rest nothing. */
const failing: Payer = (instalments, random) => {
  const kept = random.integer(instalments.length)
  const paid = forgetful(instalments.slice(0, kept), random)
  const missed = instalments[kept]!
  const on = missed.dueOn + 45 + Math.round(-Math.log(1 - random.uniform()) * 150)
  const outcome = random.uniform()
  if (outcome < 0.78) {
    const owed = instalments.reduce((sum, { amount }) => sum + amount, 0)
    return [...paid, { on, amount: whole(owed - paid.reduce((sum, { amount }) => sum + amount, 0)) }]
  }
  return outcome < 0.9 ? [...paid, { on, amount: whole(missed.amount / 3) }] : paid
}

const never: Payer = () => []

/** One kind a person. */
export const pickPayer = picker<Payer>([
  [59, onTime],
  [24, forgetful],
  [10, strained],
  [6, failing],
  [1, never],
])

/** Misfortune comes to anybody: a loan of somebody who otherwise pays. */
export const MISFORTUNE = 0.02
export { failing as misfortune }
