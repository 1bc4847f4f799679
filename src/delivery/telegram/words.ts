import { defineWords, LOCALES, type Locale, type MessageValues } from '../../base/index.ts'
import type { Said } from '../../state/index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

export const words = defineWords({ en, ru })

export const saidBy = (say: (locale: Locale) => string): Said =>
  Object.fromEntries(LOCALES.map((locale) => [locale, say(locale)])) as Said

export const said = (key: string, values: MessageValues = {}): Said =>
  saidBy((locale) => words.say(locale, key, values))
