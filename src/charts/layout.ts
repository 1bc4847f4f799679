import type { Grain, Unit } from '../base/index.ts'
import { edgeOf, LABEL_SIZE, LINE_HEIGHT } from './frame.ts'
import { widthOf, type ChartInput } from './input.ts'
import { optional, type Category, type Series } from './model.ts'
import { niceScale, tickText, ticksOf, type Scale } from './scale.ts'
import { cutText, textWidth, widestWord, wrapText } from './text.ts'

/** faces other than PT Sans are a little wider */
export const SLACK = 1.06

/** One axis of figures: series of one unit share it. */
export interface ValueAxis {
  unit: Unit
  scale: Scale
  /** pixels that its labels take */
  labelWidth: number
  text(value: number): string
}

/** An axis for each unit, at most two: the left one and the right one. */
export function valueAxes(
  input: ChartInput,
  series: readonly Series[],
  options: { isStacked: boolean; fromZero: boolean; ticks: number; more?: readonly number[] },
): ValueAxis[] {
  const units = [...new Set(series.map(({ unit }) => unit))].slice(0, 2)
  return (units.length > 0 ? units : ['number' as const]).map((unit, index) => {
    const own = series.filter((one) => axisOf(one.unit, units) === index)
    const values = options.isStacked ? stackEnds(own) : own.flatMap(({ values }) => known(values))
    const scale = niceScale([...values, ...(index === 0 ? (options.more ?? []) : [])], { ...options, unit })
    return valueAxis(input, unit, scale)
  })
}

export function valueAxis(input: ChartInput, unit: Unit, scale: Scale): ValueAxis {
  const format = { locale: input.locale, ...optional({ currency: input.currency, timeZone: input.timeZone }) }
  const text = (value: number) => tickText(value, unit, format, scale)
  const labelWidth = Math.max(...ticksOf(scale).map((tick) => textWidth(text(tick), LABEL_SIZE))) * SLACK
  return { unit, scale, labelWidth, text }
}

export const axisOf = (unit: Unit, units: readonly Unit[]): number => Math.max(0, units.indexOf(unit))

export const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null)

function stackEnds(series: readonly Series[]): number[] {
  const length = series[0]?.values.length ?? 0
  return Array.from({ length }, (_, index) => {
    const values = known(series.map(({ values }) => values[index] ?? null))
    const sum = (sign: number) => values.filter((value) => value * sign > 0).reduce((a, b) => a + b, 0)
    return [sum(1), sum(-1)]
  }).flat()
}

/** How the labels under the plot are written: which, in how many lines, how much room they take. */
export interface CategoryLabels {
  texts: readonly string[]
  /** every how-manieth is written */
  every: number
  rotate: number
  height: number
}

const PERIOD_GAP = 12
const CATEGORY_GAP = 8
const MOST_LINES = 3
const STEEP = 40
const LONGEST_ROTATED = 180
const NARROWEST_ROTATED = 17

/** Periods are thinned out; categories are all written: in lines while their words fit, else turned. */
export function categoryLabels(
  categories: readonly Category[],
  grain: Grain | undefined,
  cell: number,
  left: number,
): CategoryLabels {
  const labels = categories.map(({ label }) => label)
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, LABEL_SIZE))) * SLACK
  if (grain === 'month' && widest + PERIOD_GAP > cell) return shortMonths(labels, cell)
  if (grain || labels.every((label) => label.length <= 2)) {
    const every = roundStep(Math.max(1, Math.ceil((widest + PERIOD_GAP) / cell)), categories.length)
    return { texts: labels, every, rotate: 0, height: LINE_HEIGHT + 10 }
  }
  const word = Math.max(0, ...labels.map((label) => widestWord(label, LABEL_SIZE))) * SLACK
  if (word <= cell - CATEGORY_GAP) {
    const wrapped = labels.map((label) => wrapText(label, (cell - CATEGORY_GAP) / SLACK, LABEL_SIZE, MOST_LINES))
    const lines = Math.max(1, ...wrapped.map((label) => label.length))
    return { texts: wrapped.map((label) => label.join('\n')), every: 1, rotate: 0, height: lines * LINE_HEIGHT + 10 }
  }
  const angle = (STEEP * Math.PI) / 180
  // a turned label ends under its bar and begins to the left of it, where the picture must not end
  const roomAt = (index: number) => (left + cell * (index + 0.5)) / Math.cos(angle) - 10
  const texts = labels.map((label, index) => cutText(label, Math.min(LONGEST_ROTATED, roomAt(index)), LABEL_SIZE))
  const longest = Math.max(0, ...texts.map((text) => textWidth(text, LABEL_SIZE)))
  const every = Math.max(1, Math.ceil(NARROWEST_ROTATED / cell))
  return { texts, every, rotate: STEEP, height: longest * Math.sin(angle) + LINE_HEIGHT + 6 }
}

/** How much further from the left edge the plot must begin for turned labels to be whole; at most a sixth of the picture. */
export function turnedOverhang(categories: readonly Category[], cell: number, left: number, width: number): number {
  const cosine = Math.cos((STEEP * Math.PI) / 180)
  const overhangs = categories.map(({ label }, index) => {
    const room = left + cell * (index + 0.5)
    return (Math.min(LONGEST_ROTATED, textWidth(label, LABEL_SIZE)) * SLACK + 11) * cosine - room
  })
  return Math.ceil(Math.min(width / 6, Math.max(0, ...overhangs)))
}

/** Months without their years, which stand once under the first month of each. */
function shortMonths(labels: readonly string[], cell: number): CategoryLabels {
  const names = labels.map((label) => label.replace(/\s*\d{4}$/, ''))
  const widest = Math.max(0, ...names.map((name) => textWidth(name, LABEL_SIZE))) * SLACK
  const every = roundStep(Math.ceil((widest + PERIOD_GAP / 2) / cell), labels.length)
  let last = ''
  const texts = labels.map((label, index) => {
    const year = label.slice(-4)
    if (index % every !== 0 || year === last) return names[index] ?? ''
    last = year
    return `${names[index] ?? ''}\n${year}`
  })
  return { texts, every, rotate: 0, height: 2 * LINE_HEIGHT + 10 }
}

/** Steps that people count in, where there are many. */
function roundStep(step: number, count: number): number {
  if (count <= 12 || step <= 1) return step
  return [2, 3, 4, 6, 7, 12, 14, 24, 28, 52, 91, 182, 364].find((round) => round >= step) ?? step
}

/** Names at the left of horizontal pictures: wrapped, at most two fifths of the picture. */
export function nameColumn(input: ChartInput, names: readonly string[], share = widthOf(input) < 480 ? 0.4 : 0.36) {
  const most = Math.max(90, (widthOf(input) - 2 * edgeOf(input)) * share)
  const wrapped = names.map((name) => wrapText(name, most, LABEL_SIZE, MOST_LINES))
  const lines = Math.max(1, ...wrapped.map((name) => name.length))
  const width = Math.max(0, ...wrapped.flat().map((line) => textWidth(line, LABEL_SIZE))) * SLACK
  return { texts: wrapped.map((name) => name.join('\n')), lines, width: Math.ceil(width) }
}
