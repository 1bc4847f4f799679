import { expect, test } from 'vitest'
import { silentLog } from '../../base/index.ts'
import { Secret } from '../../kit/index.ts'
import { environmentOf, redactorOf } from './secrets.ts'
import { levelOf, listenTo } from './stderr.ts'

test.each([
  ['INFO Starting sync', 'info'],
  ['2026-11-21 21:01:52,440 | WARNING  | singer_sdk | Stream is assumed to be unsorted', 'warn'],
  ['time=2024-01-01 name=tap_postgres level=CRITICAL message=no such table', 'error'],
  ['{"event": "x", "level": "error"}', 'error'],
  ['[2024-01-01 00:00:00] DEBUG: page 3', 'debug'],
  ['ERROR:root:no access', 'error'],
  ['2024-01-01 00:00:00,123 - tap - FATAL - gone', 'error'],
  ['Fetched page 3 without any error', undefined],
])('the level of “%s” is %s', (line, level) => {
  expect(levelOf(line)).toBe(level)
})

const listening = (secret = 'none') => {
  const lines: [string, unknown][] = []
  const log = {
    ...silentLog,
    info: ({ line }: Record<string, unknown>) => void lines.push(['info', line]),
    error: ({ line }: Record<string, unknown>) => void lines.push(['error', line]),
  }
  return { lines, words: listenTo(log, redactorOf({ config: { secret: new Secret(secret) }, env: {} })) }
}

test('lines come whole, however they were cut on their way; those of a trace are as grave as its beginning', () => {
  const { lines, words } = listening()
  for (const piece of ['INFO be', 'gins\nTraceback (most recent call last):\n  File', ' "x.py"\nKeyError: 1'])
    words.take(piece)

  expect(words.last()).toBe('INFO begins\nTraceback (most recent call last):\n  File "x.py"\nKeyError: 1')
  expect(lines.map(([level]) => level)).toEqual(['info', 'error', 'error', 'error'])
})

test('a line without end is cut, and no secret across the cut shows its half', () => {
  const secret = `begin-${'s'.repeat(300)}-end`
  const { lines, words } = listening(secret)
  words.take('x'.repeat(7900))
  words.take(`${secret}${'y'.repeat(30_000)}`)
  words.take(`${secret}\nnext\n`)

  expect(lines).toHaveLength(2)
  expect(JSON.stringify(lines)).not.toContain('sss')
  expect(lines[1]).toEqual(['info', 'next'])
})

test('of a secret with several lines each line is taken out', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nshort\n-----END KEY-----\n'
  const redact = redactorOf({ config: { key: new Secret(key) }, env: {} })

  expect(redact('loaded MIIEvQIBADANBg')).toBe('loaded [secret]')
  expect(redact('a short text')).toBe('a short text')
})

test('a tap’s environment is what programs need and what the settings say', () => {
  const own = { PATH: '/bin', LC_ALL: 'C', https_proxy: 'http://p', DATABASE_URL: 'x', TELEGRAM_TOKEN: 'y' }

  expect(environmentOf({ TAP_KEY: new Secret('k') }, own)).toEqual({
    PATH: '/bin',
    LC_ALL: 'C',
    https_proxy: 'http://p',
    TAP_KEY: 'k',
  })
})

test('an error holds whole lines of the end, as many as fit', () => {
  const { words } = listening()
  for (let at = 1; at <= 30; at++) words.take(`${at} ${'x'.repeat(400)}\n`)

  expect(
    words
      .last()
      .split('\n')
      .map((line) => line.slice(0, 2)),
  ).toEqual(['28', '29', '30'])
})
