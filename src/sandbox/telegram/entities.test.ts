import { expect, test } from 'vitest'
import { formatText } from './entities.ts'

const inHtml = (text: string) => formatText(text, 'HTML', undefined)
const inMarkdown = (text: string) => formatText(text, 'MarkdownV2', undefined)

test('HTML becomes text and entities', () => {
  const { text, entities } = inHtml(
    '<b>Выручка &amp; <i>заказы</i></b> <a href="https://example.org">тут</a>\n<pre><code class="language-sql">a &lt; b</code></pre>\n<blockquote expandable>цитата</blockquote><tg-spoiler>x</tg-spoiler>',
  )

  expect(text).toBe('Выручка & заказы тут\na < b\nцитатаx')
  expect(entities).toEqual([
    { type: 'bold', offset: 0, length: 16 },
    { type: 'italic', offset: 10, length: 6 },
    { type: 'text_link', offset: 17, length: 3, url: 'https://example.org/' },
    { type: 'pre', offset: 21, length: 5, language: 'sql' },
    { type: 'expandable_blockquote', offset: 27, length: 6 },
    { type: 'spoiler', offset: 33, length: 1 },
  ])
})

test('MarkdownV2 becomes text and entities', () => {
  const { text, entities } = inMarkdown(
    '*Выручка* _за_ __день__ ~вчера~ ||тайна|| [тут](https://example.org/a\\)b) `x\\_y`\n```sql\nselect 1```\n>цитата\n>дальше\nвсё\\.',
  )

  expect(text).toBe('Выручка за день вчера тайна тут x_y\nselect 1\nцитата\nдальше\nвсё.')
  expect(entities.map(({ type, offset, length }) => `${type} ${text.slice(offset, offset + length)}`)).toEqual([
    'bold Выручка',
    'italic за',
    'underline день',
    'strikethrough вчера',
    'spoiler тайна',
    'text_link тут',
    'code x_y',
    'pre select 1',
    'blockquote цитата\nдальше',
  ])
  expect(entities.find((entity) => entity.url)?.url).toBe('https://example.org/a)b')
  expect(entities.find((entity) => entity.type === 'pre')?.language).toBe('sql')
})

test.each([
  ['<div>a</div>', 'Unsupported start tag "div" at byte offset 0'],
  ['я<b>a', `Can't find end tag corresponding to start tag "b"`],
  ['я<b>a</i>', 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'],
  ['a</b>', 'Unexpected end tag at byte offset 1'],
  ['3 < 5', 'Unclosed start tag at byte offset 2'],
  ['<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
])('HTML %s is refused', (source, problem) => {
  expect(() => inHtml(source)).toThrow(`Bad Request: can't parse entities: ${problem}`)
})

test.each([
  ['Итого 5.', `Character '.' is reserved and must be escaped with the preceding '\\'`],
  ['a-b', `Character '-' is reserved and must be escaped with the preceding '\\'`],
  ['(a)', `Character '(' is reserved and must be escaped with the preceding '\\'`],
  ['я *a', `Can't find end of Bold entity at byte offset 3`],
  ['a _b', `Can't find end of Italic entity at byte offset 2`],
  ['[a](b', `Can't find end of a URL at byte offset 3`],
  ['`a', `Can't find end of Code entity at byte offset 0`],
])('MarkdownV2 %s is refused', (source, problem) => {
  expect(() => inMarkdown(source)).toThrow(`Bad Request: can't parse entities: ${problem}`)
})

test('the old Markdown knows four marks', () => {
  const { text, entities } = formatText('*a* _b_ `c` [d](https://example.org) \\_ 5.', 'Markdown', undefined)

  expect(text).toBe('a b c d _ 5.')
  expect(entities.map((entity) => entity.type)).toEqual(['bold', 'italic', 'code', 'text_link'])
  expect(() => formatText('a_b', 'Markdown', undefined)).toThrow(
    `Can't find end of the entity starting at byte offset 1`,
  )
})

test('commands, links and addresses are found, but not inside code', () => {
  const { text, entities } = formatText(
    '/today@svodka_bot https://example.org/a, a@example.org #итог @anna_p',
    '',
    undefined,
  )

  expect(entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])).toEqual([
    ['bot_command', '/today@svodka_bot'],
    ['url', 'https://example.org/a'],
    ['email', 'a@example.org'],
    ['hashtag', '#итог'],
    ['mention', '@anna_p'],
  ])
  expect(inHtml('<code>/today</code>').entities.map((entity) => entity.type)).toEqual(['code'])
})

test('blanks at both ends are dropped and entities follow', () => {
  expect(inHtml('  <b> a </b>\n')).toEqual({ text: 'a', entities: [{ type: 'bold', offset: 0, length: 1 }] })
})
