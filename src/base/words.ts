import { IntlMessageFormat } from 'intl-messageformat'

export const LOCALES = ['ru', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** A text in every language: who reads it may read another than who asked. */
export const inEvery = (text: (locale: Locale) => string): Readonly<Record<Locale, string>> => ({
  ru: text('ru'),
  en: text('en'),
})

export type MessageValues = Readonly<Record<string, string | number | boolean | Date | null | undefined>>

/** Texts of one part of the product in every language; ICU MessageFormat (plurals, select, numbers). */
export interface Words {
  /** The text of `key` in `locale`; falls back to English, then to the key itself, so that nothing is ever blank. */
  say(locale: Locale, key: string, values?: MessageValues): string
  has(key: string): boolean
  keys(): readonly string[]
  catalog(locale: Locale): Readonly<Record<string, string>>
}

/**
 * Gathers the texts of one part. A test (`test/words.test.ts`) walks every `words/` folder and finds what is missing.
 * @example const words = defineWords({ en, ru }); words.say('ru', 'tickets', { count: 5 }) // '5 обращений'
 */
export function defineWords(catalogs: Record<Locale, Readonly<Record<string, string>>>): Words {
  const compiled = new Map<string, IntlMessageFormat>()
  return {
    say(locale, key, values = {}) {
      const text = catalogs[locale][key] ?? catalogs.en[key] ?? key
      if (!text.includes('{') && !text.includes("'")) return text
      const id = `${locale}:${key}`
      const message = compiled.get(id) ?? new IntlMessageFormat(text, locale)
      compiled.set(id, message)
      return String(message.format(values as Record<string, string>))
    },
    has: (key) => key in catalogs.en,
    keys: () => Object.keys(catalogs.en),
    catalog: (locale) => catalogs[locale],
  }
}
