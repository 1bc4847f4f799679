import { globSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
const folders = globSync('src/**/words/en.json').map((path) => path.replace('/en.json', ''))

describe.each(folders)('%s', (folder) => {
  const [en, ru] = [read(`${folder}/en.json`), read(`${folder}/ru.json`)]

  test('says the same things in Russian and in English', () => {
    expect(Object.keys(ru).toSorted()).toEqual(Object.keys(en).toSorted())
  })

  test('leaves no text empty', () => {
    for (const texts of [en, ru]) expect(Object.keys(texts).filter((key) => texts[key]?.trim() === '')).toEqual([])
  })

  test('uses the same values in both languages, in messages that parse', () => {
    for (const key of Object.keys(en))
      expect([key, valuesOf(ru[key] ?? '', 'ru')]).toEqual([key, valuesOf(en[key] ?? '', 'en')])
  })
})

test('every folder with words was found', () => {
  expect(folders.length).toBeGreaterThan(3)
})

/** Names of the values that a message takes. */
function valuesOf(text: string, locale: string): string[] {
  const names = new Set<string>()
  const walk = (parts: readonly unknown[]): void => {
    for (const part of parts as { type: number; value?: string; options?: Record<string, { value: unknown[] }> }[]) {
      if (part.type !== 0 && part.type !== 7 && part.value) names.add(part.value)
      for (const option of Object.values(part.options ?? {})) walk(option.value)
    }
  }
  walk(new IntlMessageFormat(text, locale).getAst())
  return [...names].toSorted()
}
