import { formatValue, type NumberFormat, type Unit } from '../base/index.ts'

/** The ends and the step of an axis: round numbers around the data. */
export interface Scale {
  min: number
  max: number
  step: number
}

/** steps below these would print equal ticks */
const FINEST: Partial<Record<Unit, number>> = {
  count: 1,
  seconds: 1,
  money: 1,
  minutes: 0.1,
  hours: 0.1,
  days: 0.1,
  share: 0.001,
}

/**
 * Round ends around the values with about `ticks` steps of 1, 2 or 5 times a power of ten.
 * @param fromZero bars and areas: their length is the figure
 */
export function niceScale(values: readonly number[], options: { ticks: number; fromZero: boolean; unit: Unit }): Scale {
  const finite = values.filter(Number.isFinite)
  let min = finite.length > 0 ? finite.reduce((a, b) => Math.min(a, b)) : 0
  let max = finite.length > 0 ? finite.reduce((a, b) => Math.max(a, b)) : 1
  // a line far above zero shows its shape; one that comes near zero keeps it
  const isNearZero = Math.min(Math.abs(min), Math.abs(max)) < (max - min) * 1.5
  const keepsZero = options.fromZero || isNearZero
  if (keepsZero) {
    min = Math.min(0, min)
    max = Math.max(0, max)
  }
  if (min === max) max = min === 0 ? 1 : min + Math.abs(min) * 0.1
  const step = niceStep((max - min) / options.ticks, options.unit)
  const low = Math.floor(min / step + 1e-6) * step
  const high = Math.ceil(max / step - 1e-6) * step
  return { min: round(low), max: round(high), step }
}

function niceStep(rough: number, unit: Unit): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5].map((factor) => factor * power).find((step) => step >= rough * 0.999) ?? 10 * power
  return round(Math.max(step, FINEST[unit] ?? 0.01))
}

const round = (value: number): number => Number(value.toPrecision(12))

/** A value on an axis: as everywhere, without digits that say nothing; large scales are short throughout. */
export function tickText(value: number, unit: Unit, format: NumberFormat, { min, max }: Scale): string {
  const text = formatValue(value, unit, { ...format, compact: Math.max(Math.abs(min), Math.abs(max)) >= 10_000 })
  return text.replace(format.locale === 'ru' ? /,0+(?=\D*$)/u : /\.0+(?=\D*$)/u, '')
}

export const ticksOf = ({ min, max, step }: Scale): number[] =>
  Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) => round(min + index * step))
