import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandsOn } from '../../src/cli/testing.ts'

const entry = (name: string) => new URL(`../../src/${name}/index.ts`, import.meta.url).href

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'svodka-language-'))))
afterEach(() => rmSync(folder, { recursive: true }))

/** What commands say of a workspace with such settings, in a terminal that speaks English. */
function workspace(settings: string) {
  writeFileSync(
    join(folder, 'svodka.config.ts'),
    `import { defineWorkspace } from '${entry('kit')}'
     import { support } from '${entry('packs')}'
     export default defineWorkspace({ name: 'A', timeZone: 'UTC', sources: [], packs: [support({})], ${settings} })`,
  )
  return commandsOn(folder).svodka
}

test.each([
  ["locale: 'ru'", [], /^Показателя «support\.ticket_created» нет/],
  ['', [], /^Показателя «support\.ticket_created» нет/],
  ["locale: 'en'", [], /^There is no metric “support\.ticket_created”/],
  ["locale: 'ru'", ['--locale', 'en'], /^There is no metric “support\.ticket_created”/],
])(
  'an error in a workspace with { %s } is told in its language, unless another is asked for: %j',
  async (settings, asked, said) => {
    const { told } = await workspace(settings)('query', 'support.ticket_created', ...asked)

    expect(told).toMatch(said)
  },
)

test('so is one that keeps it from being opened', async () => {
  const { told } = await workspace("locale: 'ru', port: 1")('sync')

  expect(told).toContain('port')
  expect(told).toMatch(/[а-я]{4}/)
})

test('where nothing says the language it is the terminal’s', async () => {
  const { told } = await workspace("locale: 'de'")('sync')

  expect(told).toMatch(/locale/)
  expect(told).not.toMatch(/[а-я]/i)
})
