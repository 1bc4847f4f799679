import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markup } from './markup.tsx'

const shown = (html: string): string => renderToStaticMarkup(createElement(Markup, { html }))

test('the markup of a message becomes elements', () => {
  expect(shown('<b>14</b> new, <i>usually <code>12</code></i>')).toBe('<b>14</b> new, <i>usually <code>12</code></i>')
})

test('what is no markup of a message stays text', () => {
  expect(shown('<script>alert(1)</script> 1 &lt; 2 &amp; 3')).toBe('alert(1) 1 &lt; 2 &amp; 3')
  expect(shown('<b onclick="x()">bold</b>')).toBe('<b>bold</b>')
})

test('tags that overlap or are not closed end where their parents end', () => {
  expect(shown('<b><i>both</b> after')).toBe('<b><i>both</i></b> after')
  expect(shown('<b>open')).toBe('<b>open</b>')
})
