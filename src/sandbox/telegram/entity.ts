import { violation, type TelegramRefusal } from './refusal.ts'

/** A stretch of a text that looks or acts otherwise; offset and length in UTF-16 units, as everywhere in the Bot API. */
export interface TextEntity {
  type: string
  offset: number
  length: number
  url?: string
  language?: string
  custom_emoji_id?: string
  user?: Readonly<Record<string, unknown>>
}

export interface FormattedText {
  text: string
  entities: readonly TextEntity[]
}

/** Markup that cannot be read. */
export const unparsable = (problem: string): TelegramRefusal => violation(`can't parse entities: ${problem}`)

/** The byte offset, which the vendor's complaints name, of a place in a text. */
export const byteOffset = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index))

const OPENABLE = new Set(['http:', 'https:', 'tg:', 'mailto:', 'tel:'])

/** The address of a link as Telegram keeps it; undefined for what it does not open, such as `localhost`. */
export function linkAddress(address: string): string | undefined {
  const whole = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(address) ? `http://${address}` : address
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (!url || !OPENABLE.has(url.protocol)) return undefined
  return url.protocol.startsWith('http') && !url.hostname.includes('.') ? undefined : url.href
}
