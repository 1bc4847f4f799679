import type { ChartInput } from './input.ts'
import { valueText, type CartesianModel } from './model.ts'
import { tooltipHtml, type TooltipLine } from './tooltip.ts'
import { words } from './words.ts'

/** All figures of the place that is pointed at, from the rows themselves. */
export function cartesianTooltip(input: ChartInput, model: CartesianModel, paint: readonly string[]) {
  return (pointed: unknown): string => {
    const index = pointedIndex(pointed)
    const category = index === undefined ? undefined : model.categories[index]
    if (index === undefined || !category) return ''
    const lines = model.series.flatMap(({ name, unit, values }, place): TooltipLine[] => {
      const line = { name, value: valueText(values[index] ?? null, unit, input), colour: paint[place] ?? '' }
      return place === 0 ? [line, ...bandLine(input, model, index)] : [line]
    })
    const isIncomplete = model.incompleteAt !== undefined && index >= model.incompleteAt
    return tooltipHtml(category.title, lines, input, isIncomplete ? words.say(input.locale, 'incomplete') : '')
  }
}

function bandLine(input: ChartInput, { band, series }: CartesianModel, index: number): TooltipLine[] {
  const [low, high] = [band?.low[index] ?? null, band?.high[index] ?? null]
  const unit = series[0]?.unit
  if (low === null || high === null || !unit) return []
  const values = { low: valueText(low, unit, input), high: valueText(high, unit, input) }
  return [{ name: words.say(input.locale, 'interval', values), value: '' }]
}

/** The place of what the engine says is pointed at: one thing or a list of them. */
export function pointedIndex(pointed: unknown): number | undefined {
  const first: unknown = Array.isArray(pointed) ? pointed[0] : pointed
  const index = typeof first === 'object' && first !== null ? (first as { dataIndex?: unknown }).dataIndex : undefined
  return typeof index === 'number' ? index : undefined
}
