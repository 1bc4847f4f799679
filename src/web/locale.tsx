import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { LOCALES, type Locale, type MessageValues, type Words } from '../base/index.ts'
import { words } from './words.ts'

const STORED_AS = 'svodka-locale'

interface LocaleChoice {
  locale: Locale
  /** false until the reader or the workspace has decided */
  isChosen: boolean
  choose(locale: Locale): void
  /** the workspace's language, which holds until the reader chooses */
  suggest(locale: Locale): void
}

const LocaleContext = createContext<LocaleChoice | undefined>(undefined)

const isLocale = (text: string | null): text is Locale => LOCALES.some((locale) => locale === text)

const storedLocale = (): Locale | undefined => {
  const stored = localStorage.getItem(STORED_AS)
  return isLocale(stored) ? stored : undefined
}

const browserLocale = (): Locale => (navigator.language.startsWith('ru') ? 'ru' : 'en')

/** The language of the first questions: the reader's, while the workspace's is not known. */
export const firstLocale = (): Locale => storedLocale() ?? browserLocale()

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState(storedLocale)
  const [suggested, setSuggested] = useState<Locale>()
  const locale = chosen ?? suggested ?? browserLocale()
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  const choice = useMemo<LocaleChoice>(
    () => ({
      locale,
      isChosen: chosen !== undefined || suggested !== undefined,
      suggest: setSuggested,
      choose(next) {
        localStorage.setItem(STORED_AS, next)
        setChosen(next)
      },
    }),
    [locale, chosen, suggested],
  )
  return <LocaleContext value={choice}>{children}</LocaleContext>
}

export function useLocaleChoice(): LocaleChoice {
  const choice = use(LocaleContext)
  if (!choice) throw new Error('useLocaleChoice outside of LocaleProvider')
  return choice
}

export const useLocale = (): Locale => useLocaleChoice().locale

export type Say = (key: string, values?: MessageValues) => string

/** Says texts in the reader's language: a page's own ones, and those that all pages share. */
export function useSay(own: Words = words): Say {
  const locale = useLocale()
  return useCallback((key, values) => (own.has(key) ? own : words).say(locale, key, values), [locale, own])
}
