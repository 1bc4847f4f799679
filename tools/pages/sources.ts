import type { Locale } from '../../src/base/index.ts'
import * as sources from '../../src/sources/index.ts'
import { page, table } from './markdown.ts'
import { leadOf } from './readme.ts'
import { settingsTable } from './settings.ts'
import { words } from './words.ts'

/** The definition of each source of the product, by its name in settings. */
export const SOURCES = Object.entries(sources).map(([type, configure]) => {
  const settings = {} as Parameters<typeof configure>[0]
  return { type, readme: `src/sources/${type}/README.md`, definition: configure({ ...settings, id: type }).definition }
})

export function sourcesPage(locale: Locale): string {
  const say = (key: string) => words.say(locale, key)
  const rows = SOURCES.map(({ type, readme, definition }) => [
    `[${definition.title}](#${type})`,
    leadOf(readme, locale),
  ])
  const sections = SOURCES.flatMap(({ type, readme, definition }) => [
    `## ${type}`,
    `[${say('page')}](../${readme}).`,
    settingsTable(definition.settings, locale),
  ])
  return page(
    `# ${say('sources.title')}`,
    locale === 'en'
      ? `*${say('other')}: [sources.ru.md](sources.ru.md)*`
      : `*${say('other')}: [sources.md](sources.md)*`,
    say('sources.lead'),
    table([say('name'), say('brings')], rows),
    ...sections,
    `*${say('made')}*`,
  )
}
