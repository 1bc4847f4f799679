import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPeople, openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import { silentLog, type Ability } from '../../src/base/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { signInFirst } from '../sign-in.ts'
import { readExpected, type Expected } from './expected.ts'
import { ANNA, CATEGORIES, KAZAN, PAVEL, QUEUES, ROWS, TODAY } from './rows.ts'

/** Everybody who asks: by login, the role, and what it may do, written here a second time and by hand. */
export const PEOPLE = {
  boss: {
    role: 'admin',
    may: ['figures', 'export', 'share', 'deliveries', 'send', 'data', 'operate', 'people'],
  },
  mikhail: { role: 'manager', may: ['figures', 'export', 'share', 'deliveries', 'send'] },
  alisa: { role: 'analyst', may: ['figures', 'export', 'share', 'data'] },
  anna: { role: 'operator', may: ['figures'], own: { operator: [ANNA] } },
  pavel: { role: 'seller', may: ['figures', 'export'], own: { manager: [PAVEL] } },
  // a manager of one region, by the settings
  regina: {
    role: 'branch',
    may: ['figures', 'export', 'share', 'deliveries', 'send'],
    own: { region: [KAZAN], category: [CATEGORIES[0]], queue: [QUEUES[7000]], loan: ['zqn01', 'zqn04'] },
  },
  // the role was taken out of the settings after she was given it
  olga: { role: 'gone', may: [] },
} as const satisfies Readonly<
  Record<string, { role: string; may: readonly Ability[]; own?: Readonly<Record<string, readonly string[]>> }>
>
export type Login = keyof typeof PEOPLE
export const LOGINS = Object.keys(PEOPLE) as Login[]
export const may = (login: Login, ability: Ability): boolean =>
  (PEOPLE[login].may as readonly Ability[]).includes(ability)

export const REPORTS = [
  'calls.my-work',
  'orders.rfm',
  'orders.manager-list',
  'support.morning',
  'support.study',
  'lending.reminders',
  'company.manager',
  'company.morning',
] as const

/** Those that are sent by schedule: asked of the bot and delivered in every form; the others are read as Markdown. */
export const ASKED = ['calls.my-work', 'orders.manager-list', 'company.manager'] as const

/** Recipients by whose rows their reports are made, and their chats. */
export const RECIPIENTS = {
  'to-manager': { as: 'mikhail', chat: 501 },
  'to-anna': { as: 'anna', chat: 502 },
  'to-pavel': { as: 'pavel', chat: 503 },
  'to-regina': { as: 'regina', chat: 504 },
} as const satisfies Readonly<Record<string, { as: Login; chat: number }>>
export type RecipientName = keyof typeof RECIPIENTS
export const STRANGER = 666

const entry = (name: string): string => new URL(`../../src/${name}/index.ts`, import.meta.url).href

const BRANCH = `{ meaning: 'Видит свой регион.', may: ['figures', 'export', 'share', 'deliveries', 'send'],
    rows: { orders: { region: 'own' }, support: { category: 'own' }, calls: { queue: 'own' }, lending: { loan: 'own' } } }`

function configOf(isBefore: boolean): string {
  const streams = Object.entries(ROWS).map(([entity, rows]) => [
    entity,
    { path: `${entity}.ndjson`, columns: Object.fromEntries(rows.flatMap(Object.keys).map((name) => [name, name])) },
  ])
  const people = LOGINS.filter((login) => login !== 'boss' && login !== 'olga').map((login) => {
    const { role, ...rest } = PEOPLE[login]
    const own = 'own' in rest ? { own: rest.own } : {}
    return [login, { name: login, role, ...own }]
  })
  const recipients = Object.entries(RECIPIENTS).map(([name, { as, chat }]) => {
    const { role, ...rest } = PEOPLE[as]
    const own = 'own' in rest ? { own: rest.own } : {}
    const folder = { path: `out/${name}`, files: ['html', 'xlsx', 'md', 'pdf'] }
    return [name, { role, ...own, telegram: chat, folder, reports: REPORTS }]
  })
  return `import { defineWorkspace, secret } from '${entry('kit')}'
import { files } from '${entry('sources')}'
import { calls, company, lending, orders, support } from '${entry('packs')}'

export default defineWorkspace({
  name: 'Матрица', timeZone: 'Europe/Moscow', locale: 'ru', currency: 'RUB', today: '${TODAY}',
  sources: [files({ id: 'house', streams: ${JSON.stringify(Object.fromEntries(streams))} })],
  packs: [calls({ queues: ${JSON.stringify(QUEUES)} }), orders(), support({ lines: { line_1: ['Группа zqg00'], line_2: ['Группа zqg01'], development: ['Группа zqg02'] }, changes: [{ from: '2023-12-10', to: '2023-12-12', title: 'порядок' }] }), lending(), company()],
  reports: [${ASKED.map((id) => `{ report: '${id}', at: '0 3 29 2 *', to: ${JSON.stringify(Object.keys(RECIPIENTS))}, files: ['pdf', 'xlsx'], pictures: false }`).join(', ')}],
  recipients: ${JSON.stringify(Object.fromEntries(recipients))},
  people: ${JSON.stringify(Object.fromEntries(people))},
  roles: { branch: ${BRANCH}${isBefore ? `, gone: { meaning: 'Была.', may: ['figures', 'export', 'data'], rows: 'all' }` : ''} },
  delivery: { telegram: { token: secret('TELEGRAM_TOKEN'), apiRoot: process.env['MATRIX_TELEGRAM'] } },
})
`
}

export interface House {
  folder: string
  url: string
  svodka: OpenSvodka
  telegram: TelegramSandbox
  /** what a request of somebody's session carries */
  headers: Readonly<Record<Login, Readonly<Record<string, string>>>>
  /** an API token of everybody who may anything */
  tokens: Readonly<Partial<Record<Login, string>>>
  expected: Expected
  close(): Promise<void>
}

const TELEGRAM_TOKEN = '7000000001:AAexample_token'

/** A workspace of four domains with everybody signed in; one of them lost her role since. */
export async function openHouse(): Promise<House> {
  const before = mkdtempSync(join(tmpdir(), 'svodka-matrix-'))
  for (const [entity, rows] of Object.entries(ROWS)) {
    writeFileSync(join(before, `${entity}.ndjson`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
  const telegram = await startTelegramSandbox({ token: TELEGRAM_TOKEN, limits: 'off' }, () => new Date())
  for (const id of [...Object.values(RECIPIENTS).map(({ chat }) => chat), STRANGER]) {
    telegram.addChat({ id, type: 'private', name: String(id), languageCode: 'ru' })
  }
  writeFileSync(join(before, '.env'), `TELEGRAM_TOKEN=${TELEGRAM_TOKEN}\n`)
  const environment = { SVODKA_LOG_LEVEL: 'warn' }
  process.env['MATRIX_TELEGRAM'] = telegram.url
  writeFileSync(join(before, 'svodka.config.ts'), configOf(true))
  const headers = await letEverybodyIn(before, environment)
  // settings are read once by a process: the changed ones stand at another place
  const folder = `${before}-later`
  renameSync(before, folder)
  writeFileSync(join(folder, 'svodka.config.ts'), configOf(false))
  const expected = await expectedOf(folder)
  const tokens = await tokensOf(folder, environment)
  const svodka = await openSvodka(folder, environment)
  const { url } = await svodka.serve()
  return {
    folder,
    url,
    svodka,
    telegram,
    headers: here(headers, new URL(url).port),
    tokens,
    expected,
    async close() {
      await svodka.close()
      await telegram.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same sessions where the program was started anew: a cookie's name holds the port. */
const here = (headers: House['headers'], port: string): House['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([login, each]) => [
      login,
      { ...each, cookie: (each['cookie'] ?? '').replace(/^svodka-session-\d+/, `svodka-session-${port}`) },
    ]),
  ) as unknown as House['headers']

/** Loads the rows and signs everybody in: the first by the printed link, the others by invitations. */
async function letEverybodyIn(folder: string, environment: NodeJS.ProcessEnv): Promise<House['headers']> {
  const svodka = await openSvodka(folder, environment)
  try {
    const { isComplete, streams } = await svodka.sync({ mode: 'new', locale: 'ru' }, () => {})
    const lost = streams.filter(({ rejected }) => rejected > 0)
    if (!isComplete || lost.length > 0) throw new Error(`the rows did not load: ${JSON.stringify([streams, lost])}`)
    const { url, firstLink } = await svodka.serve()
    const boss = await signInFirst(url, firstLink)
    const people = await openPeople(folder, environment)
    try {
      await people.people.add({ login: 'olga', name: 'olga', role: 'gone' }, OWNER)
      const others = LOGINS.filter((login) => login !== 'boss')
      const sessions: [Login, Readonly<Record<string, string>>][] = []
      for (const login of others) {
        const { code } = await people.people.invite(login, OWNER)
        sessions.push([login, await enter(url, { code, password: `${login} has a long password` })])
      }
      return Object.fromEntries([['boss', { ...boss.headers }], ...sessions]) as House['headers']
    } finally {
      await people.close()
    }
  } finally {
    await svodka.close()
  }
}

/** Accepts an invitation. @returns what a request of the new session carries */
export async function enter(url: string, given: { code: string; password: string }): Promise<Record<string, string>> {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ ...given, locale: 'en' })
  const answer = await fetch(`${url}/api/entry/accept?locale=en`, { method: 'POST', headers: json, body })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const entry = await fetch(`${url}/api/entry?locale=en`, { headers: { cookie } })
  const { csrf } = (await entry.json()) as { csrf: string }
  if (!answer.ok || !csrf) throw new Error(`nobody came in: ${answer.status}`)
  return { ...json, cookie, 'x-csrf-token': csrf }
}

async function expectedOf(folder: string): Promise<Expected> {
  const world = {
    now: () => new Date(`${TODAY}T09:00:00Z`),
    sleep: () => Promise.reject(new Error('nothing sleeps here')),
    fetch: () => Promise.reject(new Error('nothing uses the network here')),
    log: silentLog,
  }
  const warehouse = await openWarehouse({ folder: join(folder, 'data') }, world)
  try {
    return await readExpected(warehouse)
  } finally {
    await warehouse.close()
  }
}

async function tokensOf(folder: string, environment: NodeJS.ProcessEnv): Promise<House['tokens']> {
  const program = await openPeople(folder, environment)
  try {
    const made = LOGINS.filter((login) => PEOPLE[login].may.length > 0).map(async (login) => {
      const given = { name: 'matrix', scope: PEOPLE[login].may, days: 1 }
      return [login, (await program.people.makeToken(login, given, OWNER)).secret] as const
    })
    return Object.fromEntries(await Promise.all(made))
  } finally {
    await program.close()
  }
}

export const outFolder = (folder: string, recipient: RecipientName): string => {
  const path = join(folder, 'out', recipient)
  mkdirSync(path, { recursive: true })
  return path
}
