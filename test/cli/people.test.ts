import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedWorld } from '../pinned-world.ts'
import type { Access } from '../../src/access/index.ts'
import { openAccess } from '../../src/app/people.ts'
import { openState, type State } from '../../src/state/index.ts'
import { openWorkspace } from '../../src/workspace/index.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { commandsOn, keepingCli } from '../../src/cli/testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-people-'))
const entry = (name: string) => new URL(`../../src/${name}/index.ts`, import.meta.url).href
const CALLER = { address: '127.0.0.1', agent: 'test' }
const world = pinnedWorld(new Date().toISOString())
let state: State
let access: Access

const { svodka, json } = commandsOn(folder)
const logins = async () => (await access.people.list()).map(({ login, state: is }) => `${login} ${is}`)

beforeAll(async () => {
  writeFileSync(
    join(folder, 'svodka.config.ts'),
    `import { defineWorkspace } from '${entry('kit')}'
     import { calls } from '${entry('packs')}'
     export default defineWorkspace({
       name: 'A', timeZone: 'Europe/Moscow', locale: 'en', sources: [], packs: [calls({})],
       people: { boris: { name: 'Boris Orlov', role: 'queue-head', own: { queue: ['Kazan'] } } },
       roles: { 'queue-head': { meaning: 'Own queue.', may: ['figures'], rows: { calls: { queue: 'own' } } } },
       server: { url: 'https://svodka.acme.ru' },
     })`,
  )
  mkdirSync(join(folder, 'data'))
  // as a server beside the commands has it
  state = await openState({ file: join(folder, 'data/state.db') }, world)
  access = openAccess(await openWorkspace(folder, {}), state, world)
})
afterAll(async () => {
  await state.close()
  rmSync(folder, { recursive: true })
})

test('a dry run shows the difference and adds nobody', async () => {
  const given = ['people', 'add', 'anna', '--name', 'Anna', '--role', 'operator', '--own', 'operator=Anna, A.']

  expect(await json(...given, '--dry-run')).toEqual([
    { what: 'login', before: null, after: 'anna' },
    { what: 'name', before: null, after: 'Anna' },
    { what: 'role', before: null, after: 'operator' },
    { what: 'own', before: null, after: 'operator: Anna, A.' },
  ])
  expect((await svodka(...given, '--dry-run')).told).toContain('nothing was written')
  expect(await logins()).toEqual(['boris invited'])
})

test('a person is added beside a running server, and the link on standard output lets them in', async () => {
  const { code, out } = await svodka('people', 'add', 'anna', '--name', 'Anna', '--role', 'operator')
  const link = new URL(out)

  expect([code, link.origin, link.pathname]).toEqual([0, 'https://svodka.acme.ru', '/welcome'])
  const invitation = await access.entry.invitation(link.searchParams.get('code') ?? '', CALLER)
  expect(invitation).toMatchObject({ kind: 'invite', login: 'anna', name: 'Anna' })
  expect(await logins()).toEqual(['anna invited', 'boris invited'])
})

test('a newer link takes the place of the one before', async () => {
  const [first, second] = [await json('people', 'invite', 'anna'), await json('people', 'invite', 'anna')]
  const known = (link: string) => access.entry.invitation(new URL(link).searchParams.get('code') ?? '', CALLER)

  expect([await known(first.link), (await known(second.link))?.login]).toEqual([undefined, 'anna'])
})

test('a change tells what was before; what is not given stays', async () => {
  const differences = await json('people', 'change', 'anna', '--own', 'operator=Anna', '--email', 'anna@acme.ru')
  const again = await svodka('people', 'change', 'anna', '--email', 'anna@acme.ru')

  expect(differences).toEqual([
    { what: 'own', before: null, after: 'operator: Anna' },
    { what: 'email', before: null, after: 'anna@acme.ru' },
  ])
  expect([again.code, again.told]).toEqual([0, 'Nothing would be otherwise: it is so already.'])
  expect(await access.people.find('anna')).toMatchObject({ role: 'operator', own: { operator: ['Anna'] } })
})

test('what was theirs, and their address, can be taken away', async () => {
  await svodka('people', 'change', 'anna', '--no-own', '--no-email')

  expect((await access.people.list()).find(({ login }) => login === 'anna')).toMatchObject({ own: {}, email: null })
})

test('a role is given by its name; one of the settings too', async () => {
  expect(await json('people', 'role', 'anna', 'queue-head')).toEqual([
    { what: 'role', before: 'operator', after: 'queue-head' },
  ])
})

test.each([
  [['people', 'role', 'anna', 'queue-hed'], 1, 'did you mean “queue-head”?'],
  [['people', 'role', 'ana', 'analyst'], 1, 'did you mean “anna”?'],
  [['people', 'change', 'anna', '--own', 'queu=Kazan'], 1, 'did you mean “queue”?'],
  [['people', 'change', 'anna', '--own', 'Kazan'], 2, 'Write DIM=VALUE'],
  [['people', 'change', 'anna'], 2, 'Say what to change'],
  [['people', 'change', 'boris', '--name', 'B'], 1, 'is written in svodka.config.ts'],
  [['people', 'add', 'anna', '--name', 'A', '--role', 'analyst'], 1, 'already'],
  [['people', 'token', 'anna', '--scope', 'figurs'], 2, 'Did you mean “figures”?'],
  [['people', 'token', 'anna', '--scope', 'people'], 1, 'only what its person may do'],
  [['people', 'ad'], 2, 'There are more arguments'],
  [['people', 'list', '--as', 'anna'], 2, 'There is no option --as.'],
  [['plan', '--as', 'anna'], 2, 'There is no option --as.'],
  [['query', 'calls.handled', '--as', 'ana'], 1, 'Did you mean “anna”?'],
  [['sync', '--as', 'anna'], 1, 'it lacks the right “operate”'],
  [['report', 'calls.my-work', '--as', 'pdf', '--person', 'boris'], 1, 'it lacks the right “export”'],
])('svodka %j is refused with %i: %s', async (args, code, said) => {
  const refused = await svodka(...args)

  expect([refused.code, refused.out]).toEqual([code, ''])
  expect(refused.told).toContain(said)
})

test('a token works until it is revoked, and is nowhere to be seen a second time', async () => {
  const { out: secret } = await svodka('people', 'token', 'anna', '--name', 'excel', '--scope', 'figures')
  const pass = await access.entry.token(secret)
  const [token] = await json('people', 'tokens')
  const shown = `${(await svodka('people', 'tokens')).out}${(await svodka('people', 'record')).out}`

  expect([pass?.person.id, token.name, token.scope]).toEqual(['anna', 'excel', ['figures']])
  expect(shown).not.toContain(secret)
  await svodka('people', 'tokens', '--revoke', token.id)
  expect(await access.entry.token(secret)).toBeUndefined()
})

test('whoever was taken out is gone; what was done to them stays in the record', async () => {
  expect((await svodka('people', 'remove', 'anna', '--dry-run')).out).toContain('anna')
  expect(await access.people.find('anna')).toBeDefined()
  const { code } = await svodka('people', 'remove', 'anna')
  const record = await json('people', 'record', '--limit', '2')

  expect([code, await access.people.find('anna')]).toEqual([0, undefined])
  expect((await json('people', 'list')).map(({ login }: { login: string }) => login)).toEqual(['boris'])
  expect(await json('people', 'list', '--all')).toHaveLength(2)
  expect(record).toMatchObject([
    { who: 'owner', action: 'person.removed', subject: 'anna' },
    { who: 'owner', action: 'token.revoked', subject: 'anna' },
  ])
  expect(await json('people', 'record', '--action', 'person.added')).toHaveLength(1)
})

test('none of it needs the warehouse', () => {
  expect(existsSync(join(folder, 'data/warehouse.duckdb'))).toBe(false)
})

test('every command, and every one within another, has help with an example of itself', async () => {
  const examples: string[] = []
  const look = (command: Command, path: string) => {
    let help = ''
    command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp()
    examples.push(`${path}: ${help.includes(`Example:\n  svodka ${path}`) ? 'yes' : help}`)
    for (const inner of command.commands) look(inner, `${path} ${inner.name()}`)
  }
  for (const [name, load] of Object.entries(COMMANDS)) look((await load())(keepingCli({ out: [], told: [] })), name)

  expect(examples.filter((each) => !each.endsWith(': yes'))).toEqual([])
  expect(examples).toContain('people token: yes')
})
