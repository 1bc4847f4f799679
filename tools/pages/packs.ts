import type { Locale } from '../../src/base/index.ts'
import type { Entity, PackDefinition } from '../../src/kit/index.ts'
import * as packs from '../../src/packs/index.ts'
import { code, page, table } from './markdown.ts'
import { leadOf } from './readme.ts'
import { settingsTable } from './settings.ts'
import { words } from './words.ts'

/** The definition of each pack of the product. */
export const PACKS = Object.values(packs).map((configure) => {
  const definition: PackDefinition = configure().definition
  return { definition, folder: `src/packs/${definition.id}`, readme: `src/packs/${definition.id}/README.md` }
})

export function packsPage(locale: Locale): string {
  const say = (key: string) => words.say(locale, key)
  const rows = PACKS.map(({ definition: { id, words }, readme }) => [
    `[${words.say(locale, `pack.${id}`)}](#${id})`,
    leadOf(readme, locale),
  ])
  const sections = PACKS.flatMap(({ definition, folder, readme }) => [
    `## ${definition.id}`,
    `[${say('page')}](../${readme}), [${say('decisions')}](../${folder}/DECISIONS.md).`,
    ...partsOf(definition, locale),
  ])
  return page(
    `# ${say('packs.title')}`,
    locale === 'en' ? `*${say('other')}: [packs.ru.md](packs.ru.md)*` : `*${say('other')}: [packs.md](packs.md)*`,
    say('packs.lead'),
    table([say('pack'), say('counts')], rows),
    ...sections,
    `*${say('made')}*`,
  )
}

/** What a pack offers, a table a kind; kinds that it has none of are left out. */
function partsOf(pack: PackDefinition, locale: Locale): readonly string[] {
  const say = (key: string) => words.say(locale, key)
  const named = (kind: string, ids: readonly string[]) =>
    ids.map((id) => [
      code(id),
      pack.words.say(locale, `${kind}.${id}`),
      pack.words.say(locale, `${kind}.${id}.meaning`),
    ])
  const part = (title: string, titles: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : [`### ${say(title)}`, table(titles, rows)]
  const metrics = named('metric', ids(pack.metrics)).map((cells, at) => [
    ...cells,
    say(`unit.${pack.metrics[at]?.unit}`),
  ])
  const entities = part('entities', [say('entity'), say('key'), say('columns')], pack.entities.map(entityRow))
  return [
    ...part('metrics', [say('metric'), say('title'), say('meaning'), say('unit')], metrics),
    ...part('dimensions', [say('id'), say('title'), say('tells')], named('dimension', ids(pack.dimensions))),
    ...part('analyses', [say('id'), say('title'), say('tells')], named('analysis', ids(pack.analyses))),
    ...part('reports', [say('id'), say('title'), say('tells')], named('report', ids(pack.reports))),
    ...part('dashboards', [say('id'), say('title'), say('tells')], named('dashboard', ids(pack.dashboards))),
    ...(entities.length > 0 ? [...entities, say('entities.lead')] : []),
    `### ${say('settings')}`,
    settingsTable(pack.settings, locale),
  ]
}

const ids = (all: readonly { id: string }[]): readonly string[] => all.map(({ id }) => id)

const entityRow = ({ id, key, columns }: Entity): readonly string[] => [
  code(id),
  key.map(code).join(', '),
  Object.entries(columns)
    .map(([name, { required }]) => code(required ? `${name}*` : name))
    .join(', '),
]
