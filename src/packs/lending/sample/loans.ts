import type { Random } from '../../../stats/index.ts'
import { monthsLater } from './days.ts'
import { oneOf, picker } from './draw.ts'

/** What a lender offers: sums in roubles, terms in months, rates a year as shares. */
interface Product {
  least: number
  most: number
  /** sums are multiples of it */
  step: number
  months: readonly number[]
  lowestRate: number
  highestRate: number
}

const pickProduct = picker<Product>([
  [51, { least: 3_000, most: 30_000, step: 500, months: [1, 1, 2, 3], lowestRate: 1.2, highestRate: 2.92 }],
  [29, { least: 8_000, most: 120_000, step: 10, months: [6, 10, 12, 12, 18, 24], lowestRate: 0, highestRate: 0.29 }],
  [
    17,
    {
      least: 30_000,
      most: 700_000,
      step: 1_000,
      months: [12, 24, 36, 36, 48, 60],
      lowestRate: 0.12,
      highestRate: 0.28,
    },
  ],
  [3, { least: 400_000, most: 3_000_000, step: 10_000, months: [36, 60, 60, 84], lowestRate: 0.09, highestRate: 0.18 }],
])

export interface Terms {
  /** roubles */
  amount: number
  issuedOn: number
  dueOn: number
  annualRate: number
  months: number
}

export function terms(issuedOn: number, random: Random): Terms {
  const { least, most, step, months: choices, lowestRate, highestRate } = pickProduct(random)
  const months = oneOf(choices, random)
  const amount = Math.round((least * (most / least) ** random.uniform()) / step) * step
  const annualRate = Math.round((lowestRate + random.uniform() * (highestRate - lowestRate)) * 1000) / 1000
  return { amount, issuedOn, dueOn: monthsLater(issuedOn, months), annualRate, months }
}

export interface Instalment {
  dueOn: number
  /** kopecks */
  amount: number
}

/** Equal monthly instalments in kopecks; the last takes the rest. */
export function schedule({ amount, issuedOn, annualRate, months }: Terms): Instalment[] {
  const monthly = annualRate / 12
  const sum = amount * 100
  const equal = Math.round(monthly === 0 ? sum / months : (sum * monthly) / (1 - (1 + monthly) ** -months))
  let left = sum
  return Array.from({ length: months }, (_, at) => {
    const interest = Math.round(left * monthly)
    const paid = at === months - 1 ? left + interest : equal
    left -= paid - interest
    return { dueOn: monthsLater(issuedOn, at + 1), amount: paid }
  })
}
