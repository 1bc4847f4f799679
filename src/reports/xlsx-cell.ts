import type { Unit } from '../base/index.ts'
import { cellStyle, headStyle } from './xlsx-parts.ts'
import { xmlText } from './xml.ts'

/** What stands around a cell's value. Texts stand in their cells, so that rows need no table of texts beside them. */
export const TEXT_CELL = { open: '<c t="inlineStr"><is><t>', close: '</t></is></c>' } as const
/** of a text whose spaces at its ends or lines count */
export const KEPT_TEXT_CELL = { open: '<c t="inlineStr"><is><t xml:space="preserve">', close: TEXT_CELL.close } as const
export const EMPTY_CELL = '<c/>'
export const figureCell = (unit: Unit): { open: string; close: string } => ({
  open: `<c s="${cellStyle(unit)}"><v>`,
  close: '</v></c>',
})

/** A text that the program itself writes. */
export const writtenCell = (text: string): string => KEPT_TEXT_CELL.open + xmlText(text) + KEPT_TEXT_CELL.close

export const headCell = (text: string, align: 'left' | 'right'): string =>
  `<c s="${headStyle(align)}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`
