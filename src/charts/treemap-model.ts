import type { TreemapChart } from '../base/index.ts'
import type { ChartInput } from './input.ts'
import { columnOf, nameText, numberOf, valueText } from './model.ts'

export interface TreemapPart {
  name: string
  value: number
  /** 0…1 of the whole */
  share: number
  valueText: string
  shareText: string
  /** 0…1: how dark */
  shade: number
  shadeText: string
}

/** Parts from the largest; what is zero, less or unknown has no area. */
export function treemapModel(input: ChartInput, spec: TreemapChart): readonly TreemapPart[] {
  const { rows } = input.table
  const [label, value] = [columnOf(input.table, spec.label), columnOf(input.table, spec.value)]
  const shade = columnOf(input.table, spec.shade ?? spec.value)
  const drawn = rows.filter((row) => (numberOf(row[spec.value]) ?? 0) > 0)
  const whole = drawn.reduce((sum, row) => sum + Number(row[spec.value]), 0)
  const darkest = drawn.reduce((most, row) => Math.max(most, numberOf(row[shade.name]) ?? 0), 0)
  return drawn
    .map((row): TreemapPart => {
      const size = Number(row[spec.value])
      const depth = numberOf(row[shade.name])
      return {
        name: nameText(row[spec.label] ?? null, label, input),
        value: size,
        share: size / whole,
        valueText: valueText(size, value.unit, input),
        shareText: valueText(size / whole, 'share', input),
        shade: darkest > 0 ? Math.max(0, depth ?? 0) / darkest : 0,
        shadeText: valueText(depth, shade.unit, input),
      }
    })
    .toSorted((one, other) => other.value - one.value)
}

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

/**
 * Areas in proportion to the shares, as near to squares as a strip at a time allows. (Bruls, Huizing, van Wijk 2000)
 * @param shares from the largest, together 1
 */
export function squarified(shares: readonly number[], whole: Area): readonly Area[] {
  const areas: Area[] = []
  let rest = whole
  let left = shares.reduce((sum, share) => sum + share, 0)
  for (let at = 0; at < shares.length;) {
    const end = stripEnd(shares, at, rest, left)
    const strip = shares.slice(at, end)
    const sum = strip.reduce((all, share) => all + share, 0)
    areas.push(...stripAreas(strip, sum, sum / left, rest))
    rest = afterStrip(sum / left, rest)
    left -= sum
    at = end
  }
  return areas
}

const isWide = ({ width, height }: Area): boolean => width >= height

/** The strip takes further parts as long as the least square of them becomes squarer. */
function stripEnd(shares: readonly number[], from: number, rest: Area, left: number): number {
  let end = from + 1
  while (
    end < shares.length &&
    worst(shares.slice(from, end + 1), rest, left) <= worst(shares.slice(from, end), rest, left)
  )
    end++
  return end
}

function worst(strip: readonly number[], rest: Area, left: number): number {
  const sum = strip.reduce((all, share) => all + share, 0)
  const [length, across] = isWide(rest) ? [rest.height, rest.width] : [rest.width, rest.height]
  const depth = (sum / left) * across
  return strip.reduce((most, share) => {
    const side = (share / sum) * length
    return Math.max(most, depth / side, side / depth)
  }, 0)
}

function stripAreas(strip: readonly number[], sum: number, part: number, rest: Area): Area[] {
  let before = 0
  return strip.map((share) => {
    const [begin, size] = [before / sum, share / sum]
    before += share
    return isWide(rest)
      ? { x: rest.x, y: rest.y + begin * rest.height, width: part * rest.width, height: size * rest.height }
      : { x: rest.x + begin * rest.width, y: rest.y, width: size * rest.width, height: part * rest.height }
  })
}

const afterStrip = (part: number, { x, y, width, height }: Area): Area =>
  isWide({ x, y, width, height })
    ? { x: x + part * width, y, width: (1 - part) * width, height }
    : { x, y: y + part * height, width, height: (1 - part) * height }
