import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { planLines } from '../cli/plan.ts'
import { openWarehouse, type Warehouse } from '../warehouse/index.ts'
import { initWorkspace, openWorkspace, type Workspace } from '../workspace/index.ts'
import { rememberApplied } from './applied.ts'
import { warehouseDefinition } from './definition.ts'
import { planOf, planWorkspace, type PlannedChange } from './plan.ts'

const NOW = new Date('2024-01-01T06:00:00Z')
const TODAY = '2024-01-01'
const world = pinnedWorld(NOW.toISOString())
const folder = mkdtempSync(join(tmpdir(), 'svodka-plan-'))
const entry = (name: string) => new URL(`../${name}/index.ts`, import.meta.url).href

const CONFIG = `
import { defineWorkspace, secret } from '${entry('kit')}'
import { files } from '${entry('sources')}'
import { journey, support } from '${entry('packs')}'
export default defineWorkspace({
  name: 'A', timeZone: 'Europe/Moscow', locale: 'en',
  sources: [files({ id: 'desk', streams: { 'support.ticket': { path: 'tickets.csv', columns: { ticket_id: 'ID', priority: 'P', status: 'S', created_at: 'At' } } } })],
  packs: [support({ lines: { line_1: ['Support'], line_2: ['Experts'], development: ['Dev'] } }), journey({})],
  reports: [{ report: 'support.morning', at: '45 8 * * *', to: ['head'] }],
  recipients: { head: { telegram: 42 }, boss: { telegram: 43 } },
  delivery: { telegram: { token: secret('BOT') } },
  people: { anna: { name: 'Anna', role: 'analyst' } },
  roles: { shop: { meaning: 'Support only.', rows: { support: 'all' } } },
  access: { oidc: { issuer: 'https://sso.acme.ru', clientId: 'svodka', clientSecret: secret('OIDC'), title: 'Acme' } },
})
`
let written = 0
let applied: Workspace
let warehouse: Warehouse

/** The workspace as it would be after this edit of its settings. */
async function edited(...edits: readonly (readonly [string, string])[]): Promise<Workspace> {
  const text = edits.reduce((so, [from, to]) => {
    expect(so).toContain(from)
    return so.replace(from, to)
  }, CONFIG)
  const beside = join(folder, `edit-${written++}`)
  mkdirSync(beside)
  writeFileSync(join(beside, 'svodka.config.ts'), text)
  const workspace = await openWorkspace(beside, { BOT: 'hunter2', OIDC: 'hunter3' })
  return { ...workspace, dataFolder: join(folder, 'data') }
}

const changesOf = async (...edits: readonly (readonly [string, string])[]) =>
  (await planOf(await edited(...edits), TODAY, NOW)).changes

const brief = (changes: readonly PlannedChange[]) => changes.map(({ kind, id, change }) => `${change} ${kind} ${id}`)

beforeAll(async () => {
  applied = await edited()
  mkdirSync(applied.dataFolder)
  warehouse = await openWarehouse({ folder: join(folder, 'warehouse') }, world)
  await warehouse.prepare(warehouseDefinition(applied, TODAY))
})
afterAll(async () => {
  await warehouse.close()
  rmSync(folder, { recursive: true })
})

test('before anything was started all is new', async () => {
  const plan = await planOf(applied, TODAY, NOW)

  expect(plan.appliedAt).toEqual({ data: null, desk: null })
  expect(new Set(plan.changes.map(({ change }) => change))).toEqual(new Set(['new']))
  expect(brief(plan.changes)).toEqual(
    expect.arrayContaining(['new source desk', 'new schedule report:support.morning', 'new person anna']),
  )
  expect(planLines(plan, 'ru').join('\n')).toContain('  + head, boss')
})

test('what was applied changes nothing, on a later day either; secrets are not kept', async () => {
  for (const subject of ['data', 'desk'] as const)
    await rememberApplied(subject, { workspace: applied, day: TODAY, warehouse }, world)

  expect((await planOf(applied, '2024-02-01', NOW)).changes).toEqual([])
  expect(planLines(await planOf(applied, TODAY, NOW), 'en')).toEqual([])
  expect(readFileSync(join(applied.dataFolder, 'state.db')).toString('latin1')).not.toContain('hunter')
})

test('a changed setting of a pack names its difference, and every table that is made of it, to the last mart', async () => {
  const changes = await changesOf(["line_1: ['Support']", "line_1: ['Support', 'Chat']"])

  expect(changes[0]).toMatchObject({
    kind: 'pack',
    id: 'support',
    fields: [{ what: 'lines.line_1', before: 'Support', after: 'Support, Chat' }],
  })
  expect(brief(changes)).toEqual(
    expect.arrayContaining(['changed settings settings.support_line', 'rebuilt model mart.support_tickets']),
  )
  expect(brief(changes).filter((each) => each.includes('journey'))).toEqual([])
  const tickets = changes.find(({ id }) => id === 'mart.support_tickets')
  expect(tickets?.because).toContain('settings.support_line')
})

test('what is said to be built anew is what the warehouse then builds anew', async () => {
  const edit = ["line_1: ['Support']", "line_1: ['Support', 'Chat']"] as const
  const next = await edited(edit)
  const planned = (await planOf(next, TODAY, NOW)).changes
    .filter(({ kind }) => kind === 'model' || kind === 'settings')
    .map(({ id }) => id)

  expect(planned.length).toBeGreaterThan(1)
  const { changed } = await warehouse.prepare(warehouseDefinition(next, TODAY))
  await warehouse.prepare(warehouseDefinition(applied, TODAY))

  // a view stands as it is and shows what is beneath it
  const views = new Set((await warehouse.layers()).flatMap(({ kind, name }) => (kind === 'view' ? [name] : [])))
  expect(planned.filter((name) => !views.has(name)).toSorted()).toEqual(
    changed.filter((name) => !views.has(name)).toSorted(),
  )
})

test('a changed stream is made anew with its entity and the marts over it; a new one is read', async () => {
  const changed = await changesOf(["status: 'S'", "status: 'State'"])
  const added = await changesOf([
    `streams: {`,
    `streams: { 'support.group': { path: 'g.csv', columns: { group_id: 'G', name: 'N' } },`,
  ])

  expect(brief(changed)).toEqual(
    expect.arrayContaining([
      'changed source desk',
      'changed stream desk/support.ticket',
      'rebuilt entity core.support_ticket',
      'rebuilt model mart.support_tickets',
    ]),
  )
  expect(brief(added)).toEqual(
    expect.arrayContaining(['new stream desk/support.group', 'changed entity core.support_group']),
  )
})

test('a source and a pack that are gone take their tables along', async () => {
  const changes = brief(await changesOf([', journey({})', ''], ["id: 'desk'", "id: 'help'"]))

  expect(changes).toEqual(
    expect.arrayContaining([
      'removed pack journey',
      'removed entity core.journey_event',
      'removed source desk',
      'new source help',
    ]),
  )
})

test('a schedule tells its new time, its next run by the clock of its zone, and who gets what besides', async () => {
  const changes = await changesOf(["at: '45 8 * * *', to: ['head']", "at: '30 9 * * 1-5', to: ['head', 'boss']"])

  expect(changes).toMatchObject([
    {
      kind: 'schedule',
      id: 'report:support.morning',
      change: 'changed',
      fields: [
        { what: 'at', before: '45 8 * * *', after: '30 9 * * 1-5' },
        { what: 'to', before: 'head', after: 'head, boss' },
      ],
      next: '2024-01-01T06:30:00.000Z',
    },
    { kind: 'recipient', id: 'boss', fields: [{ what: 'gets', before: null, after: 'support.morning' }] },
  ])
  expect(planLines({ changes, appliedAt: { data: TODAY, desk: TODAY }, timeZone: 'Europe/Moscow' }, 'ru')).toEqual([
    'Расписания',
    '  ~ report:support.morning: по будням в 09:30 (Москва); ближайший раз: 1 янв. 2024 г., 09:30',
    '      at: 45 8 * * * → 30 9 * * 1-5',
    '      to: head → head, boss',
    '',
    'Получатели',
    '  ~ boss',
    '      gets: – → support.morning',
  ])
})

test('an address, a person, a role and a way in are each named with their difference', async () => {
  const changes = await changesOf(
    ['telegram: 42', 'telegram: 44'],
    ["role: 'analyst' }", "role: 'shop', email: 'anna@acme.ru' }, boris: { name: 'Boris', role: 'manager' }"],
    ["rows: { support: 'all' }", "rows: { support: { line: 'own' } }"],
    ["title: 'Acme'", "title: 'Keycloak'"],
  )

  expect(changes.map(({ kind, id, change, fields }) => [kind, id, change, fields])).toEqual([
    ['workspace', 'workspace', 'changed', [{ what: 'access.oidc.title', before: 'Acme', after: 'Keycloak' }]],
    ['recipient', 'head', 'changed', [{ what: 'telegram', before: '42', after: '44' }]],
    [
      'person',
      'anna',
      'changed',
      [
        { what: 'role', before: 'analyst', after: 'shop' },
        { what: 'email', before: null, after: 'anna@acme.ru' },
      ],
    ],
    [
      'person',
      'boris',
      'new',
      [
        { what: 'name', before: null, after: 'Boris' },
        { what: 'role', before: null, after: 'manager' },
      ],
    ],
    [
      'role',
      'shop',
      'changed',
      [
        { what: 'rows.support.line', before: null, after: 'own' },
        { what: 'rows.support', before: 'all', after: null },
      ],
    ],
  ])
})

test('people, roles and ways in that init writes as comments hold once they are none', async () => {
  const made = join(folder, 'made')
  const [config = ''] = initWorkspace(made)
  const text = readFileSync(config, 'utf8')
  const [head = '', ...rest] = text.split('  // people: {')
  const [block = '', tail = ''] = `  // people: {${rest.join('')}`.split('\n\n  // Marts for')
  const open = block.replaceAll(/^  \/\/ (?=( *[}\w'].*[{,]$| *\},$))/gm, '  ')
  writeFileSync(config, `${head}${open}\n\n  // Marts for${tail}`)

  const { plan } = await planWorkspace(made, { OIDC_SECRET: 'x' })

  expect(brief(plan.changes).filter((each) => /person|role/.test(each))).toEqual([
    'new person anna',
    'new person boris',
    'new person vera',
    'new role team-lead',
  ])
  const settings = plan.changes.find(({ kind }) => kind === 'workspace')?.fields
  expect(settings).toContainEqual({ what: 'access.oidc.match', before: null, after: 'email' })
})

test('planning writes nothing', async () => {
  const state = () =>
    readdirSync(applied.dataFolder).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(applied.dataFolder, name)))
        .digest('hex'),
    ])
  const before = state()

  await changesOf(["name: 'A'", "name: 'B'"])

  expect(state()).toEqual(before)
})

test('settings that cannot be applied are refused in the plan already', async () => {
  const beside = join(folder, 'wrong')
  mkdirSync(beside)
  writeFileSync(join(beside, 'svodka.config.ts'), CONFIG.replace('telegram: 42', 'telegramm: 42'))

  await expect(planWorkspace(beside, { BOT: 'x', OIDC: 'y' })).rejects.toThrow('Did you mean “telegram”?')
  expect(readdirSync(beside)).toEqual(['svodka.config.ts'])
})
