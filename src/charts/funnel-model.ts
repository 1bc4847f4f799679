import type { Cell, FunnelChart, Row } from '../base/index.ts'
import type { ChartInput } from './input.ts'
import { columnOf, nameText, numberOf, valueText } from './model.ts'

/** One bar: how many of a group got to a step. */
export interface FunnelBar {
  value: number | null
  /** of the group's first step, 0…1; null where that has nobody */
  share: number | null
  /** how many fewer than at the step before, and their share of it */
  lost: { value: number; share: number } | undefined
  /** `1 234` */
  valueText: string
  /** `35,2 %` */
  shareText: string
  /** `−345 (28,0 %)`; empty where nobody is lost or nothing is known */
  lostText: string
}

export interface FunnelGroup {
  /** absent for a funnel without groups */
  name: string | undefined
  /** a bar for each step */
  bars: readonly FunnelBar[]
}

export interface FunnelModel {
  steps: readonly string[]
  groups: readonly FunnelGroup[]
  /** the step before which a funnel without groups loses most */
  worst: number | undefined
}

export function funnelModel(input: ChartInput, spec: FunnelChart): FunnelModel {
  const { rows } = input.table
  const steps = [...new Set(rows.map((row) => row[spec.step] ?? null))]
  const { series } = spec
  const byGroup = series === undefined ? new Map([[null, rows]]) : Map.groupBy(rows, (row) => row[series] ?? null)
  const groups = [...byGroup].map(([value, own]) => ({
    name: series === undefined ? undefined : nameText(value, columnOf(input.table, series), input),
    bars: barsOf(input, spec, steps, own),
  }))
  return {
    steps: steps.map((step) => nameText(step, columnOf(input.table, spec.step), input)),
    groups,
    worst: series === undefined ? worstOf(groups[0]?.bars ?? []) : undefined,
  }
}

function barsOf(input: ChartInput, spec: FunnelChart, steps: readonly Cell[], rows: readonly Row[]): FunnelBar[] {
  const { unit } = columnOf(input.table, spec.value)
  const values = steps.map((step) => numberOf(rows.find((row) => (row[spec.step] ?? null) === step)?.[spec.value]))
  const first = values[0] ?? null
  return values.map((value, at) => {
    const before = at === 0 ? null : (values[at - 1] ?? null)
    const share = value !== null && first !== null && first > 0 ? value / first : null
    const less = value !== null && before !== null && before > 0 ? before - value : 0
    const lost = less > 0 && before !== null ? { value: less, share: less / before } : undefined
    return {
      value,
      share,
      lost,
      valueText: valueText(value, unit, input),
      shareText: valueText(share, 'share', input),
      lostText: lost ? `−${valueText(lost.value, unit, input)} (${valueText(lost.share, 'share', input)})` : '',
    }
  })
}

function worstOf(bars: readonly FunnelBar[]): number | undefined {
  const most = Math.max(0, ...bars.map(({ lost }) => lost?.value ?? 0))
  return most > 0 ? bars.findIndex(({ lost }) => lost?.value === most) : undefined
}
