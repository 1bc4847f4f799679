import { byteOffset, linkAddress, unparsable, type FormattedText, type TextEntity } from './entity.ts'

const RESERVED = new Set('_*[]()~`>#+-=|{}.!')
const NAMES: Readonly<Record<string, string>> = {
  bold: 'Bold',
  italic: 'Italic',
  underline: 'Underline',
  strikethrough: 'Strikethrough',
  spoiler: 'Spoiler',
  code: 'Code',
  pre: 'Pre',
  text_link: 'TextUrl',
  custom_emoji: 'CustomEmoji',
  blockquote: 'BlockQuote',
}
/** what closes an entity of each type */
const ENDS: Readonly<Record<string, string>> = {
  bold: '*',
  italic: '_',
  underline: '__',
  strikethrough: '~',
  spoiler: '||',
  code: '`',
  pre: '```',
  text_link: ']',
  custom_emoji: ']',
}
/** what opens one; the longer marks first */
const STARTS: readonly [mark: string, type: string][] = [
  ['```', 'pre'],
  ['__', 'underline'],
  ['||', 'spoiler'],
  ['![', 'custom_emoji'],
  ['`', 'code'],
  ['_', 'italic'],
  ['*', 'bold'],
  ['~', 'strikethrough'],
  ['[', 'text_link'],
]

interface Open {
  type: string
  offset: number
  /** where it began in the source, for complaints */
  at: number
  language?: string
}

interface State {
  source: string
  at: number
  text: string
  open: Open[]
  entities: TextEntity[]
}

/** `parse_mode: 'MarkdownV2'` as the vendor reads it (tdlib, `MessageEntity.cpp`). */
export function parseMarkdownV2(source: string): FormattedText {
  const state: State = { source, at: 0, text: '', open: [], entities: [] }
  while (state.at < source.length) step(state)
  if (state.open.at(-1)?.type === 'blockquote') closeQuote(state)
  const left = state.open.at(-1)
  if (left)
    throw unparsable(`Can't find end of ${NAMES[left.type]} entity at byte offset ${byteOffset(source, left.at)}`)
  return { text: state.text, entities: state.entities }
}

function step(state: State): void {
  const { source, at } = state
  const character = source[at] ?? ''
  const follower = source.charCodeAt(at + 1)
  if (character === '\\' && follower > 0 && follower <= 126) return take(state, 2, source[at + 1])
  const inner = state.open.at(-1)
  if (character === '\n' && inner?.type === 'blockquote') return endOfQuoteLine(state)
  const isVerbatim = inner?.type === 'code' || inner?.type === 'pre'
  if (!RESERVED.has(character) || (isVerbatim && character !== '`')) return take(state, 1, character)
  if (inner && ends(state, inner)) return close(state, inner)
  if (isVerbatim) return take(state, 1, character)
  start(state, character)
}

function take(state: State, count: number, text = ''): void {
  state.text += text
  state.at += count
}

function ends({ source, at }: State, { type }: Open): boolean {
  const end = ENDS[type]
  if (end === undefined || !source.startsWith(end, at)) return false
  return type !== 'italic' || source[at + 1] !== '_'
}

function start(state: State, character: string): void {
  const { source, at } = state
  const found = STARTS.find(([mark]) => source.startsWith(mark, at))
  if (!found) {
    if (character === '>' && isLineStart(state)) return openQuote(state)
    throw unparsable(`Character '${character}' is reserved and must be escaped with the preceding '\\'`)
  }
  const [mark, type] = found
  const open: Open = { type, offset: state.text.length, at }
  state.at += mark.length
  if (type === 'pre') {
    const [whole = '', language] = /^(?:([^\s`]+)(?=\s))?\n?/.exec(source.slice(state.at)) ?? []
    state.at += whole.length
    if (language) open.language = language
  }
  state.open.push(open)
}

function close(state: State, open: Open): void {
  state.open.pop()
  state.at += (ENDS[open.type] ?? '').length
  const entity: TextEntity = { type: open.type, offset: open.offset, length: state.text.length - open.offset }
  const address = open.type === 'text_link' || open.type === 'custom_emoji' ? readAddress(state, open) : undefined
  if (entity.length === 0) return
  if (open.language) entity.language = open.language
  if (open.type === 'text_link') {
    const url = linkAddress(address ?? state.text.slice(open.offset))
    if (url === undefined) return
    entity.url = url
  }
  if (open.type === 'custom_emoji') entity.custom_emoji_id = /[?&]id=(\d+)/.exec(address ?? '')?.[1] ?? ''
  state.entities.push(entity)
}

function readAddress(state: State, open: Open): string | undefined {
  if (state.source[state.at] !== '(') return undefined
  const match = /^\(((?:[^)\\]|\\.)*)\)/s.exec(state.source.slice(state.at))
  if (!match) {
    const what = open.type === 'text_link' ? 'a URL' : 'a custom emoji URL'
    throw unparsable(`Can't find end of ${what} at byte offset ${byteOffset(state.source, state.at)}`)
  }
  state.at += match[0].length
  return (match[1] ?? '').replaceAll(/\\(.)/gs, '$1')
}

const isLineStart = ({ text, open }: State): boolean => open.length === 0 && (text === '' || text.endsWith('\n'))

function openQuote(state: State): void {
  state.open.push({ type: 'blockquote', offset: state.text.length, at: state.at })
  state.at += 1
}

function endOfQuoteLine(state: State): void {
  if (state.source[state.at + 1] === '>') return take(state, 2, '\n')
  closeQuote(state)
  take(state, 1, '\n')
}

function closeQuote(state: State): void {
  const quote = state.open.pop()
  if (!quote) return
  state.entities.push({ type: 'blockquote', offset: quote.offset, length: state.text.length - quote.offset })
}
