/** A part of a PDF as pdfmake takes it: text or an object of settings. */
export type Node = string | { [setting: string]: unknown }

/** A4 between its margins, in points. */
export const PAGE_WIDTH = 515
export const LANDSCAPE_WIDTH = 762

export const INK = {
  text: '#1c2733',
  muted: '#5d6b7a',
  panel: '#f4f6f8',
  line: '#dfe4e9',
  warning: '#7a4300',
  warningBack: '#fff3df',
  good: '#12724f',
  bad: '#b02a23',
  neither: '#1c2733',
  confirmed: '#12724f',
  'not confirmed': '#b02a23',
  'cannot tell': '#5d6b7a',
} as const

/** spaces that PT Sans has no glyph for, and letters that no face has */
const SPACES = /[\u2000-\u200A\u202F\u205F]/g
const INVISIBLE = /[^\P{Cc}\t\n\r]|[\u200B-\u200F\u2028-\u202E\uFEFF]/gu

/** The same definition with texts that the face can write. Functions and pictures stay as they are. */
export function printable<T>(part: T): T {
  if (typeof part === 'string') return part.replace(SPACES, '\u00A0').replace(INVISIBLE, '') as T
  if (Array.isArray(part)) return part.map((item: unknown) => printable(item)) as T
  if (typeof part !== 'object' || part === null || part instanceof Date) return part
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, printable(value)])) as T
}
