import { createRandom } from './index.ts'

const BEFORE = Array.from({ length: 22 }, (_, index) => 10 + index)
const AFTER = Array.from({ length: 12 }, (_, index) => 41 + index)
/** 22 weeks before a change and 12 after it, the transition left out. */
export const TIMES = [...BEFORE, ...AFTER]
const IS_AFTER = TIMES.map((time) => time > 40)

/** ln weekly means: a shock fading by `rho`, sampling noise by the week's tickets, and `effect` after the gap. */
export function series(settings: { seed: number; rho: number; effect: number; slope?: number; shock?: number }) {
  const { seed, rho, effect, slope = 0, shock = 0.05 } = settings
  const random = createRandom(seed)
  let level = shock * random.normal()
  let last = TIMES[0]!
  const weights: number[] = []
  const values = TIMES.map((time) => {
    const carried = rho ** (time - last)
    level = carried * level + Math.sqrt(1 - carried ** 2) * shock * random.normal()
    last = time
    weights.push(500 + random.integer(150))
    return 3 + slope * time + (time > 40 ? effect : 0) + level + (1.31 / Math.sqrt(weights.at(-1)!)) * random.normal()
  })
  return { times: TIMES, values, weights, isAfter: IS_AFTER }
}
