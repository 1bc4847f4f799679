import { expect, test } from 'vitest'
import { SvodkaError } from './errors.ts'
import { defineWords } from './words.ts'

const words = defineWords({
  en: { tickets: '{count, plural, one {# ticket} other {# tickets}}', only_english: 'yes' },
  ru: { tickets: '{count, plural, one {# обращение} few {# обращения} other {# обращений}}' } as Record<string, string>,
})

test('plurals follow the language', () => {
  const said = [1, 2, 5, 21].map((count) => words.say('ru', 'tickets', { count }))

  expect(said).toEqual(['1 обращение', '2 обращения', '5 обращений', '21 обращение'])
})

test('a text that is missing falls back to English, then to its key', () => {
  expect([words.say('ru', 'only_english'), words.say('ru', 'nowhere')]).toEqual(['yes', 'nowhere'])
})

test('an error speaks both languages and keeps its recovery', () => {
  const error = new SvodkaError(words, 'tickets', { count: 2 }, { recovery: 'retry', retryAfterSeconds: 60 })

  expect([error.message, error.say('ru'), error.recovery, error.retryAfterSeconds]).toEqual([
    '2 tickets',
    '2 обращения',
    'retry',
    60,
  ])
})
