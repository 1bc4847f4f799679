import type { Report } from '../kit/index.ts'
import { usualBounds, valueText } from './cells.ts'
import type { DocumentFigure } from './contract.ts'
import type { Making } from './making.ts'
import { words } from './words.ts'

/** Whether a report says in a block of its own what stands out in all its figures. */
export const saysStandingOut = ({ blocks }: Report): boolean => blocks.some(({ kind }) => kind === 'stands-out')

/** A sentence for each figure outside of the usual, the furthest first; one sentence when all are inside. */
export function standingOut(items: readonly DocumentFigure[], { request }: Pick<Making, 'request'>): string {
  const { asker, timeZone, currency } = request
  const { locale } = asker
  const writing = { locale, timeZone, currency }
  const weekday = items.find(({ usual }) => usual !== undefined)?.usual?.weekday
  if (weekday === undefined) return words.say(locale, 'usual_unknown')
  const sentences = items
    .filter(({ standsOut }) => standsOut !== undefined)
    .toSorted((one, other) => distance(other) - distance(one))
    .flatMap(({ usual, standsOut, label, value, unit, mood }) => {
      if (!usual || !standsOut) return []
      const known = { label, value: valueText(value, unit, writing), side: standsOut, mood, weekday }
      return words.say(locale, 'stands_out', { ...known, ...usualBounds(usual, unit, writing) })
    })
  return sentences.length > 0 ? sentences.join('\n') : words.say(locale, 'nothing_unusual', { weekday })
}

/** How far from the usual, in widths of the usual on that side: figures of all units compare. */
function distance({ value, usual }: DocumentFigure): number {
  if (typeof value !== 'number' || !usual) return 0
  const width = value < usual.value ? usual.value - usual.low : usual.high - usual.value
  return Math.abs(value - usual.value) / Math.max(width, Number.MIN_VALUE)
}
