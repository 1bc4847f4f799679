import { type Day, addDays, addMonths } from '../../../base/index.ts'
import type { Learning, SettingsTable } from '../../../kit/index.ts'
import type { OrdersSettings } from '../settings.ts'
import { CUT_SCORES, type Cuts, MEASURES } from './cuts.ts'
import { readCuts } from './question.ts'

const CUT = {
  name: 'orders_rfm_cut',
  columns: { on_date: 'day', measure: 'string', score: 'integer', bound: 'double' },
} as const

/**
 * The cut points of the whole company as of the last complete day and of the day a month before it, by the pack's own
 * settings: twelve numbers each, by which a person who sees only some customers may have them rated.
 */
export const learning: Learning<OrdersSettings> = {
  tables: [CUT],
  async learn({ marts, settings: { rfm }, timeZone, today }) {
    const last = addDays(today, -1)
    const rows: SettingsTable['rows'][number][] = []
    for (const on of [addMonths(last, -1), last]) {
      const window = { on, windowDays: rfm.windowDays, returns: rfm.returns, timeZone }
      rows.push(...rowsOf(on, await readCuts({ window, scoring: rfm.scoring }, rfm, marts)))
    }
    return [{ ...CUT, rows }]
  },
}

/** No rows for a day on which there was nobody to rate. */
function rowsOf(on: Day, cuts: Cuts): SettingsTable['rows'][number][] {
  const rows = MEASURES.flatMap((measure) =>
    CUT_SCORES.map((score, at) => [on, measure, score, cuts[measure][at] ?? null]),
  )
  return rows.some(([, , , bound]) => bound !== null) ? rows : []
}
