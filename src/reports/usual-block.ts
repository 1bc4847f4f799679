import { addDays, RequestError, startOfDay, weekdayOf, type Answer, type Query } from '../base/index.ts'
import { usualRows } from '../figures/index.ts'
import type { DocumentBlock } from './contract.ts'
import { figureItems, type Compared } from './figures-block.ts'
import type { Making } from './making.ts'
import { saysStandingOut, standingOut } from './stands-out.ts'
import { words } from './words.ts'

/** Figures of one day beside what is usual for its weekday, then what stands out, in words. */
export async function usualBlocks(
  answer: Answer,
  query: Query,
  title: { title?: string },
  making: Making,
): Promise<DocumentBlock[]> {
  const { from: day, to, timeZone } = answer.period
  if (day !== to) throw new RequestError(words, 'usual_of_a_day', { report: making.report.id, from: day, to })
  const { asker } = making.request
  const usual = await usualRows(making.figures, { ...query, timeZone }, day, asker)
  const weekday = weekdayOf(day)
  const isWhole = isDayWhole(answer)
  const items = figureItems(answer, making, (row, { name, unit }): Compared => {
    const found = isWhole ? usual(row, name, unit) : undefined
    if (!found) return { before: null }
    const standsOut = sideOf(row[name] ?? null, found)
    return { before: found.value, usual: { ...found, weekday }, ...(standsOut ? { standsOut } : {}) }
  })
  const figures: DocumentBlock = { kind: 'figures', ...title, items }
  if (!isWhole) return [figures, { kind: 'text', text: words.say(asker.locale, 'usual_not_whole') }]
  // a block further down says it of all figures together
  if (saysStandingOut(making.report)) return [figures]
  return [figures, { kind: 'text', text: standingOut(items, making) }]
}

/** Whether every source has told all of the day: half a day is always unusual. */
const isDayWhole = ({ period, asOf }: Answer): boolean => {
  const end = startOfDay(addDays(period.to, 1), period.timeZone)
  return Object.values(asOf).every((instant) => Date.parse(instant) >= Date.parse(end))
}

const sideOf = (value: unknown, { low, high }: { low: number; high: number }): 'low' | 'high' | undefined => {
  if (typeof value !== 'number') return undefined
  if (value < low) return 'low'
  return value > high ? 'high' : undefined
}
