import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

const ORIGIN = 'https://svodka.acme.ru'

test('a page of ours keeps its filters and its place', () => {
  expect(ownPath('/d/support.overview?f.line=1&period=all#tile', ORIGIN)).toBe(
    '/d/support.overview?f.line=1&period=all#tile',
  )
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/..//evil.example/',
  '/.//evil.example',
  'evil.example',
  '',
])('%j leads home', (asked) => {
  expect(ownPath(asked, ORIGIN)).toBe('/')
})

test.each(['/sign-in?next=/data', '/welcome?code=x', '/api/export', undefined, ['/data', '/people'], 7])(
  '%j is no page to come back to',
  (asked) => {
    expect(ownPath(asked, ORIGIN)).toBe('/')
  },
)
