import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openWorkspace } from '../workspace/index.ts'
import { readRecipients } from './recipients.ts'

const folders: string[] = []
const KIT = new URL('../kit/index.ts', import.meta.url).href

async function read(settings: string) {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-recipients-'))
  folders.push(folder)
  writeFileSync(
    join(folder, 'svodka.config.ts'),
    `import { defineWorkspace, secret } from '${KIT}'
     export default defineWorkspace({ name: 'A', timeZone: 'Europe/Moscow', sources: [], packs: [], ${settings} })`,
  )
  return readRecipients(await openWorkspace(folder, { TOKEN: '1:a' }))
}

const said = async (settings: string): Promise<string> => {
  try {
    await read(settings)
  } catch (error) {
    return (error as { say(locale: string): string }).say('en')
  }
  return 'read'
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test('a recipient has the language and zone of the workspace, and a person with a role of their own', async () => {
  const [anna] = await read(`recipients: { anna: { folder: 'reports', role: 'seller', person: 'Петрова А.' } }`)

  expect(anna).toMatchObject({
    name: 'anna',
    locale: 'ru',
    timeZone: 'Europe/Moscow',
    person: { id: 'anna', name: 'Петрова А.', role: 'seller' },
    reports: [],
  })
})

test('a recipient may have a role of the settings, and what is theirs for its rows', async () => {
  const role = `roles: { region: { meaning: 'Their own region.' } }`
  const [anna] = await read(`${role}, recipients: { anna: { role: 'region', own: { region: ['Казань'] } } }`)

  expect(anna?.person).toEqual({ id: 'anna', name: 'anna', role: 'region', own: { region: ['Казань'] } })
  expect(await said(`${role}, recipients: { anna: { role: 'regoin' } }`)).toContain('Did you mean “region”?')
})

test('a misspelt channel and a role that nobody knows are named with their path and the nearest right one', async () => {
  const complaint = await said(`recipients: { anna: { telegramm: 1, role: 'manger' } }`)

  expect(complaint).toContain(
    'recipients.anna.telegramm: there is no such setting or channel. Did you mean “telegram”?',
  )
  expect(complaint).toContain('recipients.anna.role: there is no role “manger”. Did you mean “manager”?')
})

test('an address in a channel without settings says where they belong', async () => {
  expect(await said(`recipients: { anna: { telegram: 1 } }`)).toContain(
    'recipients.anna.telegram: the channel “telegram” has no settings yet; add them under delivery.telegram.',
  )
})

test('a wrong address is named with its path', async () => {
  const telegram = `delivery: { telegram: { token: secret('TOKEN') } }`

  expect(await said(`recipients: { anna: { telegram: 'Anna' } }, ${telegram}`)).toContain('recipients.anna.telegram')
  expect(await said(`recipients: { anna: { telegram: 5 } }, ${telegram}`)).toBe('read')
})
