import { funnelModel } from './funnel-model.ts'
import type { ChartInput } from './input.ts'
import { cartesianModel, categoriesOf, columnOf, nameText, numberOf, valueText } from './model.ts'
import { sankeyModel } from './sankey-model.ts'
import { treemapModel } from './treemap-model.ts'
import { words } from './words.ts'

const MOST_ROWS_READ = 12

/** The picture in words, for those who hear it. */
export function describe(input: ChartInput): string {
  const { spec, table, locale } = input
  const kind = words.say(locale, `picture.${spec.kind}`)
  if (spec.kind === 'interval') {
    const { unit } = columnOf(table, spec.estimate)
    const rows = table.rows.slice(0, MOST_ROWS_READ).map((row) => {
      const [estimate, low, high] = [spec.estimate, spec.low, spec.high].map((name) =>
        valueText(numberOf(row[name]), unit, input),
      )
      return `${nameText(row[spec.label] ?? null, columnOf(table, spec.label), input)} ${estimate} (${words.say(locale, 'interval', { low, high })})`
    })
    return words.say(locale, 'described_intervals', { kind, rows: rows.join('; ') })
  }
  if (spec.kind === 'heatmap') {
    const { unit, label } = columnOf(table, spec.value)
    const values = table.rows.map((row) => numberOf(row[spec.value]))
    const { categories } = categoriesOf(input, spec.x)
    return summary(
      input,
      kind,
      label,
      categories.map(({ title }) => title),
      values.map((value) => ({ value, unit })),
    )
  }
  if (spec.kind === 'funnel') {
    const { steps, groups } = funnelModel(input, spec)
    const rows = groups.map(({ name, bars }) => {
      const way = bars.map(({ valueText, shareText }, at) => `${steps[at]} ${valueText} (${shareText})`).join(', ')
      return name === undefined ? way : `${name}: ${way}`
    })
    return words.say(locale, 'described_intervals', { kind, rows: rows.slice(0, MOST_ROWS_READ).join('; ') })
  }
  if (spec.kind === 'treemap') {
    const parts = treemapModel(input, spec).map(
      ({ name, valueText, shareText }) => `${name} ${valueText} (${shareText})`,
    )
    return listed(input, kind, parts)
  }
  if (spec.kind === 'sankey') {
    const { left, right, flows } = sankeyModel(input, spec)
    const largest = flows.toSorted((one, other) => other.value - one.value)
    const ways = largest.map(
      ({ from, to, valueText, shareText }) => `${left[from]?.name} → ${right[to]?.name} ${valueText} (${shareText})`,
    )
    return listed(input, kind, ways)
  }
  const { categories, series } = cartesianModel(input, spec)
  const values = series.flatMap(({ values, unit }) => values.map((value) => ({ value, unit })))
  const names = series.map(({ name }) => name).join(', ')
  return summary(
    input,
    kind,
    names,
    categories.map(({ title }) => title),
    values,
  )
}

function listed({ locale }: ChartInput, kind: string, rows: readonly string[]): string {
  if (rows.length === 0) return words.say(locale, 'described_empty', { kind })
  return words.say(locale, 'described_intervals', { kind, rows: rows.slice(0, MOST_ROWS_READ).join('; ') })
}

type Measured = { value: number | null; unit: Parameters<typeof valueText>[1] }

function summary(
  input: ChartInput,
  kind: string,
  series: string,
  titles: readonly string[],
  values: readonly Measured[],
) {
  const known = values.filter((entry): entry is Measured & { value: number } => entry.value !== null)
  const sorted = known.toSorted((one, other) => one.value - other.value)
  const [lowest, highest] = [sorted[0], sorted.at(-1)]
  if (!lowest || !highest) return words.say(input.locale, 'described_empty', { kind })
  return words.say(input.locale, 'described', {
    kind,
    series,
    count: titles.length,
    first: titles[0] ?? '',
    last: titles.at(-1) ?? '',
    low: valueText(lowest.value, lowest.unit, input),
    high: valueText(highest.value, highest.unit, input),
  })
}
