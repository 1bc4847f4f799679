import type { Locale } from '../../src/base/index.ts'
import { packsPage } from './packs.ts'
import { sourcesPage } from './sources.ts'

export { PACKS } from './packs.ts'
export { settingsOf } from './settings.ts'
export { SOURCES } from './sources.ts'
export { words } from './words.ts'

const PAGES: Readonly<Record<string, (locale: Locale) => string>> = { sources: sourcesPage, packs: packsPage }

/** The pages of sources and packs in both languages, by their path: made of README files and definitions alone. */
export const madePages = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(PAGES).flatMap(([name, made]) => [
      [`docs/${name}.md`, made('en')],
      [`docs/${name}.ru.md`, made('ru')],
    ]),
  )
