import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatText } from '../../sandbox/telegram/entities.ts'
import { bold, italic, LONGEST_TEXT, plain, shortened, splitMessages, type Paragraph } from './rich.ts'

const PIECES = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '&lt;',
  '</b>',
  'слово ',
  'שלום ',
  'مرحبا ',
  '👩‍👩‍👧‍👦',
  '🇷🇺',
  'é',
  '\n',
  '\n\n',
  ' ',
  '\u202E',
  '\uD800',
  '\u0000',
  'a'.repeat(300),
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 60 })
  .map((parts) => parts.join(''))
const span = fc
  .tuple(text, fc.constantFrom(undefined, 'b', 'i', 'pre'))
  .map(([own, mark]) => ({ text: own, ...(mark ? { mark } : {}) }) as Paragraph[number])
const paragraphs = fc.array(fc.array(span, { maxLength: 4 }), { maxLength: 6 })

/** letters and signs that a reader sees, whatever stands between them */
const seen = (whole: string): string => whole.replaceAll(/[\p{Z}\p{C}]/gu, '')

test('whatever is written arrives whole, in messages that Telegram parses, none too long and none empty', () => {
  fc.assert(
    fc.property(paragraphs, (given) => {
      const messages = splitMessages(given)

      const parsed = messages.map(({ html }) => formatText(html, 'HTML', undefined).text)
      for (const [index, whole] of parsed.entries()) {
        expect(whole.length).toBeGreaterThan(0)
        expect(whole.length).toBeLessThanOrEqual(LONGEST_TEXT)
        expect(whole.trim()).toBe(messages[index]?.text.trim())
        expect(whole.isWellFormed()).toBe(true)
      }
      const visible = given.filter((paragraph) =>
        paragraph.some((each) => /[^\p{Z}\p{C}\p{M}]/u.test(each.text.toWellFormed())),
      )
      const before = seen(visible.flatMap((paragraph) => paragraph.map((each) => each.text.toWellFormed())).join(''))
      expect(seen(parsed.join(''))).toBe(before)
    }),
    { numRuns: 300 },
  )
})

test('ten thousand letters without a space are cut into three messages, no emoji in halves', () => {
  const family = '👩‍👩‍👧‍👦'
  const messages = splitMessages([[plain(family.repeat(900))]])

  expect(messages.length).toBe(3)
  expect(messages.map(({ text: own }) => own.length % family.length)).toEqual([0, 0, 0])
})

test('messages are cut between paragraphs, then lines, then words', () => {
  const half = 'x'.repeat(2100)
  const [first, second] = splitMessages([[plain(half)], [bold(half)]])
  const lines = splitMessages([[plain(`${'слово '.repeat(500)}\n${'слово '.repeat(500)}`)]])

  expect([first?.html, second?.html]).toEqual([half, `<b>${half}</b>`])
  expect(lines.map(({ text: own }) => own)).toEqual(['слово '.repeat(500).trim(), 'слово '.repeat(500).trim()])
})

test('nothing to see is no message', () => {
  expect(splitMessages([[plain(' \n\t')], [], [italic('\u200B\u202E')]])).toEqual([])
})

test('a caption is cut after a whole letter', () => {
  expect(shortened('Обращения по дням', 10)).toBe('Обращения…')
  expect(shortened(`${'a'.repeat(8)}👩‍👩‍👧‍👦`, 10)).toBe('aaaaaaaa…')
  expect(shortened('short', 10)).toBe('short')
})
