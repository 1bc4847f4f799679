import { presetPeriod, type Day, type Period, type PeriodPreset } from '../base/index.ts'
import type { Asker, Figures } from '../figures/index.ts'

/** A preset as days counted from the report's date; `all` ends with that date, whatever came later. */
export async function resolvePeriod(
  period: PeriodPreset | Period,
  date: Day,
  figures: Figures,
  metrics: readonly string[],
  asker: Asker,
): Promise<Period> {
  if (typeof period !== 'string') return period
  if (period !== 'all') return presetPeriod(period, date, { from: date, to: date })
  const known = metrics.length > 0 ? metrics : figures.catalog(asker).metrics.map(({ id }) => id)
  const span = await figures.span(known, asker)
  if (!span || span.from > date) return { from: date, to: date }
  return { from: span.from, to: span.to < date ? span.to : date }
}
