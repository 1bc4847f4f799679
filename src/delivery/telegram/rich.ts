/** A stretch of text with one look. */
export interface Span {
  text: string
  mark?: 'b' | 'i' | 'pre'
}

/** Lines that belong together; between paragraphs there is an empty line. */
export type Paragraph = readonly Span[]

export const plain = (text: string): Span => ({ text })
export const bold = (text: string): Span => ({ text, mark: 'b' })
export const italic = (text: string): Span => ({ text, mark: 'i' })

/** A message's text after parsing, in UTF-16 units: never more characters than Telegram counts. */
export const LONGEST_TEXT = 4096
export const LONGEST_CAPTION = 1024
const GAP = '\n\n'

/** One message: what Telegram parses, and what a reader sees. */
export interface RichText {
  html: string
  text: string
}

/**
 * Paragraphs as messages that Telegram takes: cut between paragraphs where that is possible, else between lines, words, letters;
 * never inside a tag, an entity or a letter, and none is empty.
 */
export function splitMessages(paragraphs: readonly Paragraph[], longest = LONGEST_TEXT): RichText[] {
  const messages: Paragraph[][] = []
  let room = 0
  for (const paragraph of paragraphs.map(cleaned).flatMap((whole) => pieces(whole, longest))) {
    if (!isVisible(paragraph)) continue
    const length = lengthOf(paragraph)
    const last = messages.at(-1)
    if (last && length + GAP.length <= room) {
      last.push(paragraph)
      room -= length + GAP.length
    } else {
      messages.push([paragraph])
      room = longest - length
    }
  }
  return messages.map((message) => ({
    html: message.map(paragraphHtml).join(GAP),
    text: message.map((paragraph) => paragraph.map(({ text }) => text).join('')).join(GAP),
  }))
}

/** A text of one look as Telegram keeps it, at most so long; what is cut off ends in an ellipsis. */
export function shortened(text: string, longest: number): string {
  const whole = cleanText(text).trim()
  return whole.length <= longest ? whole : `${whole.slice(0, letterBefore(whole, longest - 1)).trimEnd()}…`
}

/** Telegram drops these by itself, which would move every limit: controls, marks of direction, halves of letters. */
const DROPPED = /[^\P{Cc}\n]|[\u2028-\u202E\uFEFF]/gu

const cleanText = (text: string): string =>
  text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ').replaceAll(DROPPED, '')

const cleaned = (paragraph: Paragraph): Paragraph => {
  const spans = paragraph.map((span) => ({ ...span, text: cleanText(span.text) })).filter(({ text }) => text !== '')
  return trimmedEnd(trimmedStart(spans))
}

function trimmedStart(spans: readonly Span[]): Paragraph {
  const [first, ...rest] = spans
  if (!first || first.mark === 'pre') return spans
  const text = first.text.trimStart()
  return text === '' ? trimmedStart(rest) : [{ ...first, text }, ...rest]
}

function trimmedEnd(spans: readonly Span[]): Paragraph {
  const last = spans.at(-1)
  if (!last) return spans
  const text = last.text.trimEnd()
  return text === '' ? trimmedEnd(spans.slice(0, -1)) : [...spans.slice(0, -1), { ...last, text }]
}

const isVisible = (paragraph: Paragraph): boolean => paragraph.some(({ text }) => /[^\p{Z}\p{C}\p{M}]/u.test(text))

const lengthOf = (paragraph: Paragraph): number => paragraph.reduce((sum, { text }) => sum + text.length, 0)

function pieces(paragraph: Paragraph, longest: number): Paragraph[] {
  if (lengthOf(paragraph) <= longest) return [paragraph]
  const text = paragraph.map((span) => span.text).join('')
  const at = cutBefore(text, longest)
  return [cleaned(cut(paragraph, 0, at)), ...pieces(cleaned(cut(paragraph, at, text.length)), longest)]
}

/** Where to cut so that at most `longest` units stand before it: after a line, a word, a letter. */
function cutBefore(text: string, longest: number): number {
  for (const end of ['\n', ' ']) {
    const at = text.lastIndexOf(end, longest - 1)
    if (at > longest / 2) return at + 1
  }
  return letterBefore(text, longest)
}

const LONGEST_LETTER = 40

/** The end of the last whole letter that ends at or before `most`: accents, joined emoji and flags stay whole. */
function letterBefore(text: string, most: number): number {
  const from = Math.max(0, most - LONGEST_LETTER)
  const near = text.slice(from, most + LONGEST_LETTER)
  const starts = Array.from(letters.segment(near), ({ index }) => from + index)
  const at = starts.findLast((start) => start <= most && start > from)
  return at ?? most
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

function cut(paragraph: Paragraph, from: number, to: number): Paragraph {
  let at = 0
  return paragraph.flatMap((span) => {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, span.text.length)]
    at += span.text.length
    return end > start ? [{ ...span, text: span.text.slice(start, end) }] : []
  })
}

const paragraphHtml = (paragraph: Paragraph): string =>
  paragraph.map(({ text, mark }) => (mark ? `<${mark}>${escaped(text)}</${mark}>` : escaped(text))).join('')

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter)
