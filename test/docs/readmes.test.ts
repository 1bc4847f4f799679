import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { madePages, PACKS, settingsOf, SOURCES, words } from '../../tools/pages/index.ts'
import { secret, sql, type ConfiguredPack, type ConfiguredSource } from '../../src/kit/index.ts'
import * as packs from '../../src/packs/index.ts'
import * as sources from '../../src/sources/index.ts'
import { readPage, rowsOf, tokensIn } from './pages.ts'

const SUBJECTS = [...SOURCES, ...PACKS].map(({ readme, definition }) => ({ readme, schema: definition.settings }))

test('the pages of sources and packs say what README files and definitions say; else: node tools/pages.ts', () => {
  for (const [path, text] of Object.entries(madePages()))
    expect([path, readFileSync(path, 'utf8')]).toEqual([path, text])
})

test('the pages say the same in both languages', () => {
  const { en, ru } = { en: words.catalog('en'), ru: words.catalog('ru') }

  expect(Object.keys(ru)).toEqual(Object.keys(en))
})

test('every source and pack has its page', () => {
  const written = globSync('src/{sources,packs}/*/README.md').toSorted()

  expect(SUBJECTS.map(({ readme }) => readme).toSorted()).toEqual(written)
})

describe.each(SUBJECTS)('$readme', ({ readme, schema }) => {
  const { text, blocks, links } = readPage(readme)
  const settings = settingsOf(schema)
  const paths = settings.map(({ path }) => path.replace('[]', ''))

  test('names every setting, and none besides', () => {
    const unnamed = paths.filter((path) => !mentions(text, path.split('.').at(-1) ?? ''))
    const unknown = settingRows(text)
      .flatMap(([names = '']) => tokensIn(names))
      .filter((name) => !paths.some((path) => `.${path}.`.includes(`.${name}.`)))

    expect({ unnamed, unknown }).toEqual({ unnamed: [], unknown: [] })
  })

  test('gives the defaults that settings have', () => {
    const given = settingRows(text).flatMap(([names = '', value = '']) => {
      const [name, ...others] = tokensIn(names)
      const found = settings.find(({ path }) => path === name)
      const real = found?.shape.default
      return real !== undefined && others.length === 0 && isPlain(value) ? [[name, bare(value), plain(real)]] : []
    })

    for (const [name, value, real] of given) expect([name, real]).toEqual([name, value])
  })

  test('has examples that are accepted', () => {
    const examples = blocks.filter(
      ({ language, text }) => language === 'ts' && /^\w+\(\{/.test(text) && !text.includes('…,'),
    )

    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(refusalsOf(example.text)).toEqual([])
  })

  test('leads to what is there', () => {
    expect(links.filter((link) => !existsSync(join(dirname(readme), link.replace(/#.*$/, ''))))).toEqual([])
  })
})

describe.each(PACKS)('$readme', ({ readme, definition }) => {
  const { text } = readPage(readme)
  const parts = (['metrics', 'analyses', 'reports', 'dashboards', 'entities'] as const).flatMap((part) =>
    definition[part].map(({ id }) => id),
  )

  test('names all that the pack has', () => {
    const named = new Set(tokensIn(text))
    const short = (id: string) => id.slice(definition.id.length + 1)
    const dimensions = definition.dimensions.map(({ id }) => id)

    expect(parts.filter((id) => !named.has(id) && !named.has(short(id)))).toEqual([])
    expect(dimensions.filter((id) => !named.has(id))).toEqual([])
  })

  test('names nothing that is not there', () => {
    const all = new Set(PACKS.flatMap(({ definition }) => namesOf(definition)))
    const isOfPack = (token: string) => PACKS.some(({ definition }) => token.startsWith(`${definition.id}.`))
    const named = tokensIn(text).filter((token) => isOfPack(token) || /^(mart|core|settings)\.\w+$/.test(token))

    expect(named.filter((token) => !all.has(token))).toEqual([])
  })
})

/** Rows of tables that tell of settings and what they are unless told; settings of analyses have other columns. */
const settingRows = (text: string): readonly (readonly string[])[] =>
  rowsOf(text)
    .filter(({ titles }) => titles[0] === 'setting' && /^(default|unless told)$/.test(titles[1] ?? ''))
    .map(({ cells }) => cells)

const mentions = (text: string, name: string): boolean => new RegExp(`[\`{.\\s]${name}[\`:.,}\\s]`).test(text)

const isPlain = (value: string): boolean => /^(\d[\d ]*|`[^`]+`)$/.test(value)

/** A default without quotes and blanks: some tables quote texts as the configuration does, some do not. */
const bare = (value: string): string => value.replaceAll(/[`'" ]/g, '')
const plain = (value: unknown): string => bare(typeof value === 'string' ? value : JSON.stringify(value))

/** What an example is refused for, as `svodka` would say it. */
function refusalsOf(example: string): readonly string[] {
  const known = { ...sources, ...packs, secret, sql }
  // oxlint-disable-next-line no-implied-eval -- the examples are the repository's own pages
  const configured = new Function(...Object.keys(known), `return ${example}`)(...Object.values(known)) as
    | ConfiguredSource
    | ConfiguredPack
  const { error } = configured.definition.settings.safeParse(configured.settings)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

/** Everything of a pack that has a name: its parts, its tables, what it keeps in `settings`. */
function namesOf({
  id,
  metrics,
  analyses,
  reports,
  dashboards,
  entities,
  learning,
}: (typeof PACKS)[number]['definition']) {
  const tables = globSync(`src/packs/${id}/models/{core,mart}/*.sql`).map((path) =>
    path.split('/').slice(-2).join('.').replace('.sql', ''),
  )
  const own = [metrics, analyses, reports, dashboards, entities].flatMap((all) => all.map((each) => each.id))
  return [...own, ...tables, ...(learning?.tables ?? []).map(({ name }) => `settings.${name}`)]
}
