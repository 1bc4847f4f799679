import { formatText } from '../entities.ts'
import { linkAddress, type FormattedText } from '../entity.ts'
import type { InlineButton, MessageContent } from '../records.ts'
import { violation } from '../refusal.ts'
import type { CheckedCall } from '../validate.ts'

const LONGEST_TEXT = 4096
const LONGEST_CAPTION = 1024
/** tdlib cuts entities off beyond this many */
const MOST_ENTITIES = 100
const MOST_BUTTONS = 100

type Values = CheckedCall['values']

/** The text of a call, markup parsed and its length checked as the reader sees it. */
export function readText(values: Values): FormattedText {
  if (values['text'] === undefined) throw violation('message text is empty')
  const formatted = formatText(String(values['text']), values['parse_mode'], values['entities'])
  if (formatted.text === '') throw violation('message text is empty')
  if (formatted.text.length > LONGEST_TEXT) throw violation('message is too long')
  return few(formatted)
}

/** The caption of a call or of an item of an album; empty when there is none. */
export function readCaption(values: Values): FormattedText {
  const formatted = formatText(String(values['caption'] ?? ''), values['parse_mode'], values['caption_entities'])
  if (formatted.text.length > LONGEST_CAPTION) throw violation('message caption is too long')
  return few(formatted)
}

const few = ({ text, entities }: FormattedText): FormattedText => ({ text, entities: entities.slice(0, MOST_ENTITIES) })

/** The inline keyboard; other keyboards are accepted and not kept. */
export function readButtons(values: Values): MessageContent['buttons'] {
  const markup = values['reply_markup'] as { inline_keyboard?: readonly (readonly InlineButton[])[] } | undefined
  const rows = (markup?.inline_keyboard ?? []).filter((row) => row.length > 0)
  for (const button of rows.flat()) {
    if (button.text === '') throw violation('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if (button.url !== undefined && linkAddress(button.url) === undefined) {
      throw violation(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`)
    }
  }
  if (rows.flat().length > MOST_BUTTONS) throw violation('reply markup is too long')
  return rows
}
