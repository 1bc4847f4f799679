import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { Access, NewSession } from '../access/index.ts'
import type { PeopleView, SavedView } from '../api/index.ts'
import { RequestError, defineWords, type AccountView, type AuditEntry } from '../base/index.ts'
import type { Program, RunningServer } from './index.ts'
import { startWhole, testDoors, type OpenTestDoors } from './testing.ts'

const PASSWORD = 'twelve quiet herons'
const words = defineWords({ en: { oidc_unknown: 'Nobody knows you.' }, ru: { oidc_unknown: 'Вас никто не знает.' } })
const program = {
  about: async ({ person }: { person: object }) => ({ person }),
  sendReport: async () => ({ sent: 1 }),
  pauseSchedule: async () => {},
  exported: async () => ({ name: 'a.csv', mediaType: 'text/csv', content: [Buffer.from('a')].values() }),
} as unknown as Program

const folder = mkdtempSync(join(tmpdir(), 'svodka-people-'))
const world = pinnedWorld('2024-01-09T09:00:00Z')
let open: OpenTestDoors
let server: RunningServer
let admin: Record<string, string>
/** what the provider lets come in */
let provided: () => Promise<NewSession>

beforeAll(async () => {
  open = await testDoors(folder, world)
  const oidc: Access['entry']['oidc'] = {
    title: 'Keycloak',
    begin: async (back) => ({
      url: `https://sso.example/auth?redirect_uri=${encodeURIComponent(back)}`,
      kept: 'state; x=1',
    }),
    finish: async (url, kept) => {
      if (kept !== 'state; x=1' || !url.endsWith('?code=1')) throw new Error(`${kept} ${url}`)
      return provided()
    },
  }
  const access = { ...open.access, entry: { ...open.access.entry, oidc } }
  server = await startWhole(program, {
    port: 18_550,
    page: folder,
    serverFile: join(folder, 'server.json'),
    doors: { ...open.doors, access },
  })
  admin = (await open.joined('boss', 'admin')).headers(server.url)
})
afterAll(async () => {
  await server.close()
  await open.close()
  rmSync(folder, { recursive: true })
})

const JSON_ONLY = { 'content-type': 'application/json' }
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/api/${path}`, { headers, redirect: 'manual' })
const post = (path: string, body: object, headers: Record<string, string> = JSON_ONLY) =>
  fetch(`${server.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify({ locale: 'en', ...body }) })
const read = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T
const codeOf = async (answer: Promise<Response>) => {
  const { error } = await read<{ error: { code: string } }>(answer)
  return `${(await answer).status} ${error.code}`
}
const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
/** what a browser of theirs sends from then on */
async function withCookie(cookie: string): Promise<Record<string, string>> {
  const { csrf } = await read<{ csrf: string }>(get('entry?locale=en', { cookie }))
  return { ...JSON_ONLY, cookie, 'x-csrf-token': csrf }
}
const lastDone = async (): Promise<AuditEntry | undefined> =>
  (await read<AuditEntry[]>(get('audit?locale=en', admin)))[0]

describe('coming in', () => {
  test('by name and password; the cookie is for this host and no script', async () => {
    await open.joined('anna', 'analyst')
    const answer = await post('entry/sign-in', { login: 'anna', password: PASSWORD })
    const [cookie = ''] = answer.headers.getSetCookie()

    expect(await answer.json()).toEqual({ state: 'in' })
    expect(cookie).toMatch(/^svodka-session-18550=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(await read(get('app?locale=en', { cookie: cookieOf(answer) }))).toMatchObject({
      person: { id: 'anna' },
      may: open.access.roles['analyst']?.may,
    })
  })

  test('what the page of sign-in knows says nothing of people', async () => {
    expect(await read(get('entry?locale=en'))).toEqual({
      name: 'Лавка',
      locale: 'ru',
      isOpen: true,
      isSignedIn: false,
      csrf: null,
      oidc: 'Keycloak',
    })
  })

  test('a wrong password and a wrong name are refused alike, without a cookie', async () => {
    const tries = [
      post('entry/sign-in', { login: 'anna', password: 'x' }),
      post('entry/sign-in', { login: 'nobody', password: 'x' }),
    ]
    const answers = await Promise.all(tries)

    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    expect(await answers[0]?.text()).toBe(await answers[1]?.text())
    expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
  })

  test('too many tries are told how long to wait', async () => {
    let answer = await post('entry/sign-in', { login: 'guessed', password: 'x' })
    for (let tries = 0; tries < 40 && answer.status === 401; tries++)
      answer = await post('entry/sign-in', { login: 'guessed', password: 'x' })

    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    world.set('2024-01-10T09:00:00Z')
    admin = await withCookie(cookieOf(await post('entry/sign-in', { login: 'boss', password: PASSWORD })))
  })

  test('a second step is asked for where somebody set one up, and only with it they are in', async () => {
    const { headers } = await open.joined('careful', 'manager')
    const own = headers(server.url)
    const { secret } = await read<{ secret: string }>(post('account/totp/begin', { password: PASSWORD }, own))
    const codeAt = (milliseconds: number) =>
      new TOTP({ secret }).generate({ timestamp: world.now().getTime() + milliseconds })
    const { recoveryCodes } = await read<{ recoveryCodes: string[] }>(
      post('account/totp/finish', { code: codeAt(0) }, own),
    )
    const first = await post('entry/sign-in', { login: 'careful', password: PASSWORD })
    const { state, ticket } = (await first.json()) as { state: string; ticket: string }
    const second = await post('entry/confirm', { ticket, code: recoveryCodes[0] })

    expect([state, first.headers.getSetCookie()]).toEqual(['code', []])
    expect(await codeOf(post('entry/confirm', { ticket, code: '000000' }))).toMatch(/^40\d /)
    expect([await second.json(), (await get('app?locale=en', { cookie: cookieOf(second) })).status]).toEqual([
      { state: 'in' },
      200,
    ])
  })

  test('by an invitation, once', async () => {
    const { link } = await read<{ link: string }>(
      post('people/add', { person: { login: 'new', name: 'New', role: 'manager' }, isDry: false }, admin).then(() =>
        post('people/invite', { login: 'new' }, admin),
      ),
    )
    const code = new URL(link).searchParams.get('code') ?? ''
    const view = await read(get(`entry/invitation?locale=en&code=${code}`))
    const accepted = await post('entry/accept', { code, password: PASSWORD })

    expect(link).toMatch(new RegExp(`^${server.url}/welcome\\?code=`))
    expect(view).toMatchObject({ kind: 'invite', login: 'new', name: 'New' })
    expect([accepted.status, (await get('app?locale=en', { cookie: cookieOf(accepted) })).status]).toEqual([200, 200])
    expect(await codeOf(get(`entry/invitation?locale=en&code=${code}`))).toBe('404 dead_link')
    expect(await codeOf(post('entry/accept', { code, password: PASSWORD }))).toBe('404 dead_link')
  })

  test('another password brings another cookie, and the old one is worth nothing', async () => {
    const own = (await open.joined('changer', 'manager')).headers(server.url)
    const answer = await post('account/password', { old: PASSWORD, password: 'thirteen loud herons' }, own)

    expect([answer.status, (await get('app?locale=en', { cookie: cookieOf(answer) })).status]).toEqual([200, 200])
    expect((await get('app?locale=en', own)).status).toBe(401)
  })
})

describe('sign-in elsewhere', () => {
  const begin = async (next: string) => {
    const answer = await get(`entry/oidc?next=${encodeURIComponent(next)}`)
    return { answer, cookie: cookieOf(answer) }
  }
  const locationOf = (answer: Response) => answer.headers.get('location')

  test('leads there and back, and on to a path of ours alone', async () => {
    const { session } = await open.joined('elsewhere', 'manager')
    provided = async () => session
    const { answer, cookie } = await begin('/d/x?period=today')
    const back = await get('entry/oidc/back?code=1', { cookie })
    const astray = await get('entry/oidc/back?code=1', { cookie: (await begin('//evil.example')).cookie })

    expect(locationOf(answer)).toBe(
      `https://sso.example/auth?redirect_uri=${encodeURIComponent(`${server.url}/api/entry/oidc/back`)}`,
    )
    expect(answer.headers.getSetCookie()[0]).toMatch(/Path=\/api\/entry\/oidc; HttpOnly; SameSite=Lax$/)
    expect([locationOf(back), locationOf(astray)]).toEqual(['/d/x?period=today', '/'])
    expect(back.headers.getSetCookie().map((each) => each.split('=')[0])).toEqual([
      'svodka-oidc-18550',
      'svodka-session-18550',
    ])
  })

  test('a way back that nobody began, and whom the provider alone knows, lead to the page of sign-in', async () => {
    provided = async () => {
      throw new RequestError(words, 'oidc_unknown')
    }
    const { cookie } = await begin('/')

    expect(locationOf(await get('entry/oidc/back?code=1'))).toBe('/sign-in?oidc=refused')
    expect(locationOf(await get('entry/oidc/back?code=1', { cookie }))).toBe('/sign-in?oidc=oidc_unknown')
  })
})

describe('people', () => {
  test('are listed with the roles that they may be given', async () => {
    const { people, roles } = await read<PeopleView>(get('people?locale=ru', admin))

    expect(people.find(({ login }) => login === 'boss')).toMatchObject({ role: 'admin', state: 'active' })
    expect(roles.map(({ id, from, own }) => [id, from, own])).toEqual([
      ['admin', 'product', []],
      ['manager', 'product', []],
      ['analyst', 'product', []],
      ['operator', 'product', ['operator']],
      ['seller', 'product', ['manager']],
    ])
    for (const { meaning } of roles) expect(meaning).toMatch(/[а-я]/)
  })

  test('a dry run says what would change, and changes nothing', async () => {
    await open.joined('moved', 'analyst')
    const body = { login: 'moved', change: { role: 'manager' } }
    const dry = await read(post('people/change', { ...body, isDry: true }, admin))
    const roleOf = async () =>
      (await read<PeopleView>(get('people?locale=en', admin))).people.find(({ login }) => login === 'moved')?.role
    const before = await roleOf()
    const done = await read(post('people/change', { ...body, isDry: false }, admin))

    expect([before, await roleOf()]).toEqual(['analyst', 'manager'])
    expect(dry).toEqual(done)
  })

  test('the last administrator stays', async () => {
    expect((await post('people/remove', { login: 'boss', isDry: false }, admin)).status).toBe(400)
  })
})

describe('an account', () => {
  test('makes a token, which asks until it is taken back', async () => {
    const { headers, session } = await open.joined('programmer', 'manager')
    const own = headers(server.url)
    const made = await read<{ secret: string; token: { id: string } }>(
      post('account/tokens', { name: 'sheet', scope: ['figures'], days: 1 }, own),
    )
    const bearer = { authorization: `Bearer ${made.secret}` }
    const before = await read(get('app?locale=en', bearer))
    await post('account/tokens/revoke', { id: made.token.id }, own)

    expect(before).toMatchObject({ may: ['figures'], csrf: null })
    expect((await get('app?locale=en', bearer)).status).toBe(401)
    expect(await read<AccountView>(get('account?locale=en', own))).toMatchObject({
      sessions: [{ id: session.pass.id, isThis: true }],
      tokens: [],
    })
  })
})

describe('the record', () => {
  test('names who did what to whom and from where, without a figure', async () => {
    await post('delivery/send', { report: 'support.morning', to: ['head'] }, admin)
    const sent = await lastDone()
    await post('delivery/pause', { schedule: 'sync', isPaused: true }, admin)
    const paused = await lastDone()

    const from = { who: 'boss', address: '127.0.0.1' }
    expect(sent).toMatchObject({ ...from, action: 'report.sent', subject: 'support.morning', detail: { to: 'head' } })
    expect(paused).toMatchObject({ ...from, action: 'schedule.paused', subject: 'sync', detail: { paused: 'yes' } })
  })

  test('tells a token’s doings from its person’s', async () => {
    const bearer = await open.byToken('robot', 'manager', ['export'])
    await get(`export?as=csv&locale=en&title=x&query=${encodeURIComponent('{"metrics":["a.b"]}')}`, bearer)

    expect(await lastDone()).toMatchObject({ who: 'robot', action: 'export', detail: { by: 'token', metrics: 'a.b' } })
  })

  test('holds nothing that was asked wrongly or refused', async () => {
    const before = await lastDone()
    await post('delivery/send', { report: 'support.morning' }, admin)

    expect(await lastDone()).toEqual(before)
  })
})

describe('kept questions', () => {
  const keep = (headers: Record<string, string>, title: string, isShared = false) =>
    post('saved', { title, address: 'm=a.b', isShared }, headers)
  const titles = async (headers: Record<string, string>) =>
    (await read<SavedView[]>(get('saved?locale=ru', headers))).map(({ title, isOwn, by }) => [title, isOwn, by])

  test('are one’s own until they are shared; one’s own come first, by title', async () => {
    const anna = (await open.joined('keeper', 'manager')).headers(server.url)
    const boris = (await open.joined('looker', 'operator')).headers(server.url)
    await keep(anna, 'Ядро', true)
    await keep(anna, 'Азбука')
    await keep(boris, 'Юг')

    expect(await titles(anna)).toEqual([
      ['Азбука', true, 'keeper of the shop'],
      ['Ядро', true, 'keeper of the shop'],
    ])
    expect(await titles(boris)).toEqual([
      ['Юг', true, 'looker of the shop'],
      ['Ядро', false, 'keeper of the shop'],
    ])
  })

  test('are shared by whoever may, and changed by their author or whoever decides about people', async () => {
    const author = (await open.joined('author', 'manager')).headers(server.url)
    const other = (await open.joined('other', 'manager')).headers(server.url)
    const operator = (await open.joined('quiet', 'operator')).headers(server.url)
    const { id } = await read<SavedView>(keep(author, 'Чеки', true))
    const { id: hidden } = await read<SavedView>(keep(author, 'Тайна'))

    expect(await codeOf(keep(operator, 'Всем', true))).toBe('403 forbidden')
    expect(await codeOf(post('saved/change', { id, title: 'x' }, other))).toBe('403 forbidden')
    expect(await codeOf(post('saved/change', { id: hidden, title: 'x' }, other))).toBe('404 not_found')
    expect(await codeOf(post('saved/remove', { id: hidden }, admin))).toBe('404 not_found')
    expect(await read(post('saved/change', { id, title: 'Средние чеки' }, author))).toMatchObject({
      title: 'Средние чеки',
    })
    expect(await read(post('saved/remove', { id }, admin))).toEqual({ ok: true })
    expect((await titles(author)).map(([title]) => title)).toEqual(['Тайна', 'Ядро'])
  })

  test('hold names and values of Explore’s address, and nothing beside it', async () => {
    for (const address of ['m=a#x', '?m=a', 'm=a b', String.raw`m=\x`])
      expect([address, (await post('saved', { title: 'x', address, isShared: false }, admin)).status]).toEqual([
        address,
        400,
      ])
  })
})
