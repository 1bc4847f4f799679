import type { ChartInput } from './input.ts'
import { colours } from './theme.ts'

export interface TooltipLine {
  /** absent: no mark before the name */
  colour?: string
  name: string
  value: string
}

/** A tooltip as HTML. Names come from data and are escaped. */
export function tooltipHtml(title: string, lines: readonly TooltipLine[], input: ChartInput, note = ''): string {
  const { muted } = colours(input.theme)
  const mark = (colour: string) =>
    `<span style="display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:6px;background:${colour}"></span>`
  const body = lines.map(
    ({ colour, name, value }) =>
      `<tr><td style="padding:1px 14px 1px 0">${colour ? mark(colour) : ''}${escapeHtml(name)}</td>` +
      `<td style="text-align:right;font-weight:600;white-space:nowrap">${escapeHtml(value)}</td></tr>`,
  )
  const foot = note ? `<div style="color:${muted};margin-top:4px">${escapeHtml(note)}</div>` : ''
  return `<div style="color:${muted};margin-bottom:3px">${escapeHtml(title)}</div><table style="border-spacing:0">${body.join('')}</table>${foot}`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
