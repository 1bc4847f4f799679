import { byteOffset, linkAddress, unparsable, type FormattedText, type TextEntity } from './entity.ts'

const TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
  'tg-emoji': 'custom_emoji',
}
const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

interface OpenTag {
  name: string
  attributes: Readonly<Record<string, string>>
  offset: number
}

/** `parse_mode: 'HTML'` as the vendor reads it (tdlib, `MessageEntity.cpp`). */
export function parseHtml(source: string): FormattedText {
  const entities: TextEntity[] = []
  const open: OpenTag[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const next = source.slice(at).search(/[<&]/)
    if (next < 0) break
    text += source.slice(at, at + next)
    at += next
    if (source[at] === '&') {
      const [whole, character] = readCharacter(source, at)
      text += character
      at += whole
      continue
    }
    const end = source[at + 1] === '/' ? readEnd(source, at, open) : readStart(source, at, open, text.length)
    if (source[at + 1] === '/') close(open, text, entities)
    at = end
  }
  text += source.slice(at)
  const left = open.at(-1)
  if (left) throw unparsable(`Can't find end tag corresponding to start tag "${left.name}"`)
  return { text, entities }
}

function readCharacter(source: string, at: number): [whole: number, character: string] {
  const match = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/i.exec(source.slice(at, at + 12))
  if (!match) return [1, '&']
  const [whole, hex, decimal, name] = match
  if (name !== undefined) return [whole.length, CHARACTERS[name.toLowerCase()] ?? '&']
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code === 0 || code > 0x10ffff ? [1, '&'] : [whole.length, String.fromCodePoint(code)]
}

function readStart(source: string, at: number, open: OpenTag[], offset: number): number {
  const place = byteOffset(source, at)
  const match = /^<([^\s>]*)((?:\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>/.exec(source.slice(at))
  const name = (/^<([^\s>]*)/.exec(source.slice(at))?.[1] ?? '').toLowerCase()
  if (!match && !source.includes('>', at)) throw unparsable(`Unclosed start tag at byte offset ${place}`)
  if (!(name in TYPES)) throw unparsable(`Unsupported start tag "${name}" at byte offset ${place}`)
  if (!match) throw unparsable(`Unexpected end of attributes of the tag "${name}" at byte offset ${place}`)
  const attributes = readAttributes(match[2] ?? '')
  if (name === 'span' && attributes['class'] !== 'tg-spoiler') {
    throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${place}`)
  }
  if (name === 'blockquote' && open.some((tag) => tag.name === 'blockquote')) {
    throw unparsable(`Blockquote entities can't be nested at byte offset ${place}`)
  }
  open.push({ name, attributes, offset })
  return at + match[0].length
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, double, single, bare] of text.matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?/g)) {
    if (name !== undefined) attributes[name.toLowerCase()] = decode(double ?? single ?? bare ?? '')
  }
  return attributes
}

const decode = (text: string): string =>
  text.replaceAll(/&(lt|gt|amp|quot);/g, (_, name: string) => CHARACTERS[name] ?? '')

function readEnd(source: string, at: number, open: readonly OpenTag[]): number {
  const place = byteOffset(source, at)
  const expected = open.at(-1)?.name
  if (expected === undefined) throw unparsable(`Unexpected end tag at byte offset ${place}`)
  const match = /^<\/([^\s>]*)\s*>/.exec(source.slice(at))
  if (!match) throw unparsable(`Unclosed end tag at byte offset ${place}`)
  const name = (match[1] ?? '').toLowerCase()
  if (name !== '' && name !== expected) {
    throw unparsable(`Unmatched end tag at byte offset ${place}, expected "</${expected}>", found "</${name}>"`)
  }
  return at + match[0].length
}

function close(open: OpenTag[], text: string, entities: TextEntity[]): void {
  const tag = open.pop()
  if (!tag) return
  const entity = { type: TYPES[tag.name] ?? tag.name, offset: tag.offset, length: text.length - tag.offset }
  if (entity.length === 0) return
  const { attributes } = tag
  if (tag.name === 'a') return addLink(entity, attributes['href'] ?? text.slice(tag.offset), entities)
  if (tag.name === 'blockquote' && 'expandable' in attributes) entity.type = 'expandable_blockquote'
  const language = /^language-(.+)$/.exec(attributes['class'] ?? '')?.[1]
  if (tag.name === 'code' && language && open.at(-1)?.name === 'pre') return void entities.push({ ...entity, language })
  if (tag.name === 'pre') return addPre(entity, entities)
  entities.push(tag.name === 'tg-emoji' ? { ...entity, custom_emoji_id: attributes['emoji-id'] ?? '' } : entity)
}

function addLink(entity: TextEntity, address: string, entities: TextEntity[]): void {
  const url = linkAddress(address)
  if (url !== undefined) entities.push({ ...entity, type: 'text_link', url })
}

/** `<pre><code class="language-x">` is one entity with a language. */
function addPre(entity: TextEntity, entities: TextEntity[]): void {
  const inner = entities.findIndex((each) => each.type === 'code' && each.offset === entity.offset && each.language)
  const language = inner < 0 ? undefined : entities.splice(inner, 1)[0]?.language
  entities.push(language === undefined ? entity : { ...entity, language })
}
