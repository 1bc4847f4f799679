import { byteOffset, linkAddress, unparsable, type FormattedText, type TextEntity } from './entity.ts'

const TYPES: Readonly<Record<string, string>> = {
  '*': 'bold',
  _: 'italic',
  '`': 'code',
  '```': 'pre',
  '[': 'text_link',
}

/** `parse_mode: 'Markdown'`, the vendor's old one: no nesting, few escapes. */
export function parseMarkdown(source: string): FormattedText {
  const entities: TextEntity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const rest = source.slice(at)
    const mark = /^\\[_*`[]/.test(rest) ? '\\' : (/^(```|[*_`[])/.exec(rest)?.[1] ?? '')
    if (mark === '' || mark === '\\') {
      text += mark === '' ? source[at] : source[at + 1]
      at += mark === '' ? 1 : 2
      continue
    }
    const end = source.indexOf(mark === '[' ? ']' : mark, at + mark.length)
    if (end < 0) {
      throw unparsable(`Can't find end of the entity starting at byte offset ${byteOffset(source, at)}`)
    }
    const content = source.slice(at + mark.length, end)
    const entity: TextEntity = { type: TYPES[mark] ?? '', offset: text.length, length: content.length }
    text += content
    at = end + mark.length
    if (mark === '[') {
      const address = /^\(([^)]*)\)/.exec(source.slice(at))
      at += address?.[0].length ?? 0
      const url = linkAddress(address?.[1] ?? '')
      if (url === undefined) continue
      entity.url = url
    }
    if (entity.length > 0) entities.push(entity)
  }
  return { text, entities }
}
