import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { initWorkspace, openWorkspace } from './index.ts'

const folders: string[] = []
const KIT = new URL('../kit/index.ts', import.meta.url).href
const FILES = new URL('../sources/files/index.ts', import.meta.url).href

function workspaceWith(config: string, env = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-workspace-'))
  folders.push(folder)
  const imports = `import { defineWorkspace, secret } from '${KIT}'\nimport { files } from '${FILES}'\n`
  writeFileSync(join(folder, 'svodka.config.ts'), imports + config)
  if (env) writeFileSync(join(folder, '.env'), env)
  return folder
}

const said = async (folder: string, locale: 'ru' | 'en' = 'en'): Promise<string> => {
  try {
    await openWorkspace(folder, {})
  } catch (error) {
    return (error as { say(locale: string): string }).say(locale)
  }
  return 'opened'
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test('a right workspace opens with its defaults', async () => {
  const folder = workspaceWith(
    `export default defineWorkspace({ name: 'Acme', timeZone: 'Europe/Moscow', sources: [], packs: [] })`,
  )

  const workspace = await openWorkspace(folder, {})

  expect(workspace).toMatchObject({ name: 'Acme', locale: 'ru', port: 8450, dataFolder: join(folder, 'data') })
  expect(workspace).toMatchObject({ packAfterDays: 30, forgetAfterDays: 400 })
})

test('what ended is forgotten after two months at the earliest, or never', async () => {
  const config = (days: string) =>
    `export default defineWorkspace({ name: 'A', timeZone: 'UTC', sources: [], packs: [], history: { forgetAfterDays: ${days} } })`

  expect(await openWorkspace(workspaceWith(config('60')), {})).toMatchObject({ forgetAfterDays: 60 })
  expect(await openWorkspace(workspaceWith(config('null')), {})).toMatchObject({ forgetAfterDays: null })
  expect(await said(workspaceWith(config('30')))).toContain('history.forgetAfterDays')
})

test('where the page is reached has its defaults, and an address with a path is refused', async () => {
  const config = (server: string) =>
    `export default defineWorkspace({ name: 'A', timeZone: 'UTC', sources: [], packs: [], server: ${server} })`

  expect(await openWorkspace(workspaceWith(config('{}')), {})).toMatchObject({
    host: '127.0.0.1',
    url: undefined,
    trustProxy: false,
  })
  expect(await openWorkspace(workspaceWith(config(`{ url: 'https://Svodka.acme.ru/' }`)), {})).toMatchObject({
    url: 'https://svodka.acme.ru',
  })
  for (const url of ['https://acme.ru/svodka', 'svodka.acme.ru', 'ftp://acme.ru', 'https://me:key@acme.ru'])
    expect(await said(workspaceWith(config(`{ url: '${url}' }`)))).toContain('such as https://svodka.acme.ru')
})

test('a folder without configuration says what to do', async () => {
  expect(await said(tmpdir())).toMatch(/There is no svodka\.config\.ts in .*“svodka init” writes one/)
})

test('a wrong zone, a misspelt key and a wrong source setting are each named with their path', async () => {
  expect(
    await said(
      workspaceWith(`export default defineWorkspace({ name: 'A', timezone: 'Europe/Moscow', sources: [], packs: [] })`),
    ),
  ).toContain('timezone: there is no such setting; did you mean “timeZone”?')
  expect(
    await said(
      workspaceWith(`export default defineWorkspace({ name: 'A', timeZone: 'Moscow', sources: [], packs: [] })`),
    ),
  ).toContain("timeZone: must be a time zone's name, such as Europe/Moscow (given: Moscow)")
  expect(
    await said(
      workspaceWith(
        `export default defineWorkspace({ name: 'A', timeZone: 'UTC', packs: [], sources: [files({ id: 'shop', streams: { 'support.ticket': { paht: 'x.csv', path: 'x.csv' } } })] })`,
      ),
    ),
  ).toContain('sources.shop.streams.support.ticket.paht: there is no such setting; did you mean “path”?')
})

test('two sources with one id are refused', async () => {
  const source = `files({ id: 'shop', streams: {} })`

  expect(
    await said(
      workspaceWith(
        `export default defineWorkspace({ name: 'A', timeZone: 'UTC', packs: [], sources: [${source}, ${source}] })`,
      ),
    ),
  ).toContain('two sources are called “shop”')
})

test('a secret comes from .env, and a missing one is named with its path and file', async () => {
  const config = `export default defineWorkspace({ name: 'A', timeZone: 'UTC', packs: [], sources: [files({ id: 'shop', streams: secret('KEY_OF_SHOP') })] })`

  expect(await said(workspaceWith(config))).toMatch(
    /sources\.shop\.streams: the secret KEY_OF_SHOP is not set\. Add a line KEY_OF_SHOP=… to .*\.env/,
  )
  const complaint = await said(workspaceWith(config, 'KEY_OF_SHOP=hunter2\n'))
  expect(complaint).toContain('sources.shop.streams')
  expect(complaint).not.toContain('hunter2')
})

test('a configuration with a fault in its code is one sentence, not a stack', async () => {
  const complaint = await said(workspaceWith('export default defineWorkspace({ name: nobody })'))

  expect(complaint).toContain('nobody is not defined')
  expect(complaint.split('\n')).toHaveLength(1)
})

test('init writes a configuration that opens, and refuses to write over one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-init-'))
  folders.push(folder)

  const written = initWorkspace(folder)

  expect(written.map((file) => file.replace(`${folder}/`, '')).toSorted()).toEqual([
    '.env.example',
    '.gitignore',
    'package.json',
    'svodka.config.ts',
  ])
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('"svodka": "file:')
  expect(statSync(join(folder, 'node_modules/svodka/package.json')).isFile()).toBe(true)
  // `cp .env.example .env` closes the secrets with it
  expect(statSync(join(folder, '.env.example')).mode & 0o777).toBe(0o600)
  expect(() => initWorkspace(folder)).toThrow('is there already; nothing was written')
})

test('a target of publications has its defaults; what is wrong with one is named with its path', async () => {
  const target = `{ id: 'bi', postgres: { url: secret('BI_URL') }, marts: ['mart.loans'] }`
  const config = (publish: string) =>
    `export default defineWorkspace({ name: 'A', timeZone: 'UTC', sources: [], packs: [], publish: [${publish}] })`
  const url = ['postgresql://me', 'hunter2@db/bi'].join(':')
  const { publish } = await openWorkspace(workspaceWith(config(target), `BI_URL=${url}`), {})

  expect(publish).toMatchObject([{ id: 'bi', schema: 'svodka', marts: ['mart.loans'], readers: [], missed: 'latest' }])
  expect(publish[0]?.postgres.url.reveal()).toBe(url)
  expect(await said(workspaceWith(config(target)))).toMatch(/publish\.bi\.postgres\.url: the secret BI_URL is not set/)
  expect(await said(workspaceWith(config(`${target}, ${target}`), 'BI_URL=x'))).toContain(
    'publish.1.id: two schedules are called “bi”',
  )
  expect(await said(workspaceWith(config(target.replace('marts', 'martz')), 'BI_URL=x'))).toContain(
    'publish.0.martz: there is no such setting; did you mean “marts”?',
  )
  expect(await said(workspaceWith(config(target.replace("'mart.loans'", "'loans'")), 'BI_URL=x'))).toContain(
    "publish.0.marts.0: must be a mart's full name, such as mart.support_tickets",
  )
})

test('a report, a recipient and a source that nobody knows are each named with their path', async () => {
  const complaint = await said(
    workspaceWith(
      `export default defineWorkspace({
        name: 'A', timeZone: 'Europe/Moscow', sources: [], packs: [],
        sync: [{ at: '0 * * * *', sources: ['desk'] }],
        reports: [{ report: 'support.mornin', at: '45 8 * * *', to: ['boss'] }],
        recipients: { bos: { telegram: 1 } },
        administrators: ['admin'],
      })`,
    ),
  )

  expect(complaint).toContain('reports.0.report: there is no report “support.mornin”')
  expect(complaint).toContain('reports.0.to: there is no “boss” among recipients. Did you mean “bos”?')
  expect(complaint).toContain('administrators: there is no “admin” among recipients')
  expect(complaint).toContain('sync.0.sources: there is no source “desk”')
})

const withPeople = (settings: string, env = '') =>
  workspaceWith(
    `export default defineWorkspace({ name: 'A', timeZone: 'UTC', sources: [], packs: [], ${settings} })`,
    env,
  )

test('people, roles and ways in have their defaults', async () => {
  const folder = withPeople(
    `people: { anna: { name: 'Anna', role: 'shop-manager', own: { region: ['Kazan'] } } },
     roles: { 'shop-manager': { meaning: 'Own region.', rows: { orders: { region: 'own' }, support: 'all' } } },
     access: { oidc: { issuer: 'https://sso.acme.ru', clientId: 'svodka', clientSecret: secret('OIDC'), title: 'Acme' } },`,
    'OIDC=hunter2\n',
  )

  const { people, roles, access } = await openWorkspace(folder, {})

  expect(people).toEqual({ anna: { name: 'Anna', role: 'shop-manager', own: { region: ['Kazan'] } } })
  expect(roles['shop-manager']).toMatchObject({ may: ['figures'], marts: {} })
  expect(access).toMatchObject({ sessionHours: 12, sessionDays: 30, oidc: { match: 'email' } })
  expect(access.oidc?.clientSecret?.reveal()).toBe('hunter2')
  expect(JSON.stringify(access)).not.toContain('hunter2')
})

test.each([
  [
    `people: { anna: { name: 'Anna', rol: 'analyst', role: 'analyst' } }`,
    'people.anna.rol: there is no such setting; did you mean “role”?',
  ],
  [
    `people: { anna: { name: 'Anna', role: 'analyst', email: 'anna' } }`,
    'people.anna.email: must be an e-mail address',
  ],
  [
    `roles: { shop: { meaning: 'x', may: ['figure'] } }`,
    'roles.shop.may.0: “figure” is none of figures, export, share, deliveries, send, data, operate, people; did you mean “figures”?',
  ],
  [
    `roles: { shop: { meaning: 'x', rows: { orders: 'own' } } }`,
    "roles.shop.rows.orders: must be 'all' or rules by dimension, such as { region: 'own' }",
  ],
  [`roles: { shop: { meaning: 'x', rows: { orders: {} } } }`, "roles.shop.rows.orders: must be 'all' or rules"],
  [`roles: { shop: { meaning: 'x', rows: { orders: { region: [] } } } }`, 'roles.shop.rows.orders.region'],
  [`roles: { shop: { meaning: 'x', marts: { team: 'all' } } }`, "roles.shop.marts.team: must be a mart's full name"],
  [`access: { sessionHour: 3 }`, 'access.sessionHour: there is no such setting; did you mean “sessionHours”?'],
  [
    `access: { oidc: { issuer: 'sso', clientId: 'a', clientSecret: secret('NONE'), title: 'A' } }`,
    "access.oidc.issuer: must be the provider's address",
  ],
  [
    `access: { oidc: { issuer: 'https://a.b', clientId: 'a', clientSecret: 'x', title: 'A' } }`,
    'access.oidc.clientSecret',
  ],
])('what is wrong with people, roles or sign-in is named with its path: %s', async (settings, complaint) => {
  expect(await said(withPeople(settings))).toContain(complaint)
})
