import { parseHtml } from './entities-html.ts'
import { parseMarkdown } from './entities-markdown.ts'
import { parseMarkdownV2 } from './entities-markdown-v2.ts'
import type { FormattedText, TextEntity } from './entity.ts'
import { badRequest, violation } from './refusal.ts'

const PARSERS: Readonly<Record<string, (text: string) => FormattedText>> = {
  html: parseHtml,
  markdown: parseMarkdown,
  markdownv2: parseMarkdownV2,
}

/**
 * A text as the reader sees it: markup parsed, blanks at both ends dropped, links and commands found.
 * @throws {TelegramRefusal} `can't parse entities: …` or an unknown `parse_mode`
 */
export function formatText(source: string, parseMode: unknown, given: unknown): FormattedText {
  const mode = typeof parseMode === 'string' ? parseMode.toLowerCase() : ''
  const parse = PARSERS[mode]
  if (mode !== '' && !parse) throw violation(`unsupported parse_mode`)
  const parsed = parse ? parse(source) : { text: source, entities: ownEntities(source, given) }
  const trimmed = trim(parsed)
  return { text: trimmed.text, entities: sorted([...trimmed.entities, ...found(trimmed)]) }
}

function ownEntities(text: string, given: unknown): readonly TextEntity[] {
  const entities = (given ?? []) as readonly TextEntity[]
  for (const { offset, length, type } of entities) {
    if (offset < 0 || length < 1 || offset + length > text.length) {
      throw badRequest(`entity ${type} at offset ${offset} with length ${length} is out of the text's bounds`)
    }
  }
  return entities
}

function trim({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  if (end <= start) return { text: '', entities: [] }
  return {
    text: text.slice(start, end),
    entities: entities.flatMap((entity) => {
      const from = Math.max(entity.offset, start)
      const length = Math.min(entity.offset + entity.length, end) - from
      return length > 0 ? [{ ...entity, offset: from - start, length }] : []
    }),
  }
}

const FINDERS: readonly { type: string; pattern: RegExp }[] = [
  { type: 'bot_command', pattern: /(?<![\w/<>])\/[a-zA-Z0-9_]{1,32}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])/g },
  { type: 'url', pattern: /\bhttps?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)]/g },
  { type: 'email', pattern: /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi },
  { type: 'mention', pattern: /(?<![\w@/.])@[a-zA-Z][a-zA-Z0-9_]{3,31}\b/g },
  { type: 'hashtag', pattern: /(?<![\p{L}\p{N}_#/])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu },
]

/** What the vendor finds by itself: commands, links, addresses, mentions, hashtags outside code and links. */
function found({ text, entities }: FormattedText): TextEntity[] {
  const taken = entities.filter(({ type }) => ['code', 'pre', 'text_link', 'text_mention', 'url'].includes(type))
  const results: TextEntity[] = []
  for (const { type, pattern } of FINDERS) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length }
      if (![...taken, ...results].some((other) => overlaps(other, entity))) results.push(entity)
    }
  }
  return results
}

const overlaps = (one: TextEntity, other: TextEntity): boolean =>
  one.offset < other.offset + other.length && other.offset < one.offset + one.length

const sorted = (entities: readonly TextEntity[]): readonly TextEntity[] =>
  entities.toSorted((one, other) => one.offset - other.offset || other.length - one.length)
