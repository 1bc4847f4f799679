import type { Cell, SankeyChart } from '../base/index.ts'
import type { ChartInput } from './input.ts'
import { columnOf, nameText, numberOf, valueText } from './model.ts'

export interface SankeyNode {
  name: string
  value: number
  valueText: string
}

export interface SankeyFlow {
  /** places among the nodes of the left and of the right */
  from: number
  to: number
  value: number
  valueText: string
  /** of all that left the same node */
  shareText: string
  /** whether it ends under the name that it began with */
  isSame: boolean
}

export interface SankeyModel {
  left: readonly SankeyNode[]
  right: readonly SankeyNode[]
  flows: readonly SankeyFlow[]
}

/** Both sides in the order of their labels, what has none in the order of the rows; what is zero, less or unknown does not flow. */
export function sankeyModel(input: ChartInput, spec: SankeyChart): SankeyModel {
  const { unit } = columnOf(input.table, spec.value)
  const rows = input.table.rows.filter((row) => (numberOf(row[spec.value]) ?? 0) > 0)
  const flowing = rows.map((row) => ({
    from: row[spec.from] ?? null,
    to: row[spec.to] ?? null,
    value: Number(row[spec.value]),
  }))
  const order = (side: 'from' | 'to') => {
    const labelled: readonly Cell[] = Object.keys(columnOf(input.table, spec[side]).labels ?? {})
    const known = input.table.rows.map((row) => row[spec[side]] ?? null)
    const used = new Set(flowing.map((flow) => flow[side]))
    return [...new Set([...labelled, ...known])].filter((name) => used.has(name))
  }
  const nodesOf = (side: 'from' | 'to', names: readonly Cell[]) =>
    names.map((name): SankeyNode => {
      const value = flowing.reduce((sum, flow) => sum + (flow[side] === name ? flow.value : 0), 0)
      return {
        name: nameText(name, columnOf(input.table, spec[side]), input),
        value,
        valueText: valueText(value, unit, input),
      }
    })
  const [from, to] = [order('from'), order('to')]
  const [left, right] = [nodesOf('from', from), nodesOf('to', to)]
  const flows = flowing.map((flow): SankeyFlow => {
    const [begin, end] = [from.indexOf(flow.from), to.indexOf(flow.to)]
    return {
      from: begin,
      to: end,
      value: flow.value,
      valueText: valueText(flow.value, unit, input),
      shareText: valueText(flow.value / left[begin]!.value, 'share', input),
      isSame: flow.from === flow.to,
    }
  })
  return { left, right, flows: flows.toSorted((one, other) => one.from - other.from || one.to - other.to) }
}

export interface Slot {
  /** the room that a node has, for its name too */
  top: number
  height: number
  /** the node itself, in the middle of its room */
  nodeTop: number
  nodeHeight: number
}

export const SLOT_GAP = 5
const LEAST_SLOT = 16
const LEAST_NODE = 1.5

/** Pixels for one of the value, such that both sides fit and every name has its line. */
export function scaleOf({ left, right }: SankeyModel, height: number): number {
  const needed = (nodes: readonly SankeyNode[], scale: number) =>
    nodes.reduce((sum, { value }) => sum + Math.max(LEAST_SLOT, value * scale) + SLOT_GAP, -SLOT_GAP)
  let [low, high] = [
    0,
    height / Math.max(1, ...[left, right].map((side) => side.reduce((sum, { value }) => sum + value, 0))),
  ]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (Math.max(needed(left, middle), needed(right, middle)) <= height) low = middle
    else high = middle
  }
  return low
}

/** The nodes of a side, one under another. */
export function slotsOf(nodes: readonly SankeyNode[], scale: number, top: number): readonly Slot[] {
  let at = top
  return nodes.map(({ value }) => {
    const nodeHeight = Math.max(LEAST_NODE, value * scale)
    const height = Math.max(LEAST_SLOT, nodeHeight)
    const slot = { top: at, height, nodeTop: at + (height - nodeHeight) / 2, nodeHeight }
    at += height + SLOT_GAP
    return slot
  })
}
