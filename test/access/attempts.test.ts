import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPeople } from '../../src/app/index.ts'
import { OWNER } from '../../src/kit/index.ts'
import { openHouse, type House, type Login } from './house.ts'
import { foreignTokens } from './matrix.ts'
import { ANNA, LEAK, MARIA, ZINAIDA } from './rows.ts'

/* Attempts to see more than one may: wider filters, guessed ids, poisoned caches, old tokens, odd addresses. */

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

interface Answered {
  status: number
  text: string
  rows: readonly Record<string, unknown>[]
}

async function ask(
  headers: Readonly<Record<string, string>>,
  method: string,
  path: string,
  body?: object,
): Promise<Answered> {
  const init = { method, headers, redirect: 'manual' as const, ...(body ? { body: JSON.stringify(body) } : {}) }
  const answer = await fetch(house.url + path, init)
  const text = await answer.text()
  const parsed = text.startsWith('{') ? (JSON.parse(text) as { rows?: Answered['rows'] }) : {}
  return { status: answer.status, text, rows: parsed.rows ?? [] }
}
const query = (login: Login, question: object) =>
  ask(house.headers[login], 'POST', '/api/query?locale=ru', { query: question, locale: 'ru' })
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}`, 'content-type': 'application/json' })
const asked = (secret: string, path = '/api/catalog?locale=ru') => ask(bearer(secret), 'GET', path)
const foreign = (login: Login, { text }: Answered, given: unknown = ''): string[] =>
  foreignTokens(text, house.expected.seen[login], JSON.stringify(given))

const THEIRS: readonly (readonly [Login, string, string, string, string])[] = [
  ['anna', 'calls.taken', 'operator', ANNA, ZINAIDA],
  ['pavel', 'orders.revenue', 'buyer', 'Покупатель zqb01', LEAK],
  ['regina', 'lending.loans', 'loan', 'zqn01', 'zqn03'],
]

test.each(THEIRS)('%s: no filter widens what is seen of %s', async (login, metric, by, own, other) => {
  const filters = [
    { dimension: by, op: 'in', values: [other] },
    { dimension: by, op: 'in', values: [other, null] },
    { dimension: by, op: 'in', values: [own, other, null] },
    { dimension: by, op: 'not in', values: [own] },
    { dimension: by, op: 'not in', values: ['nobody'] },
    { dimension: by, op: 'not in', values: [null] },
    { dimension: by, op: 'between', from: -1e9, to: 1e9 },
    { dimension: by, op: 'in', values: ["' or 1=1 --", `${own}') or true or ('`, '%', '*'] },
    { dimension: `${by}" or true --`, op: 'in', values: [own] },
  ]
  const limit = house.expected.totals[login][metric as 'calls.taken']

  for (const filter of filters) {
    const given = { metrics: [metric], where: [filter] }
    for (const question of [given, { ...given, by: [by] }, { ...given, by: [by], compare: 'previous-year' }]) {
      const answer = await query(login, question)
      const total = answer.rows.reduce((all, row) => all + Number(row[metric] ?? 0), 0)
      expect([filter, foreign(login, answer, filter), total <= limit + 0.005]).toEqual([filter, [], true])
      expect(answer.status).toBeLessThan(500)
    }
  }
})

test('rows, exports and analyses of what is another’s say what they say of what does not exist', async () => {
  const analyze = (login: Login, analysis: string, settings: object) =>
    ask(house.headers[login], 'POST', '/api/analyze?locale=ru', { analysis, settings, locale: 'ru' })
  const pairs: readonly (readonly [Login, string, object, object])[] = [
    ['pavel', 'orders.customer', { buyer: LEAK }, { buyer: 'ООО Никто' }],
    ['regina', 'lending.loan', { loan: 'zqn03' }, { loan: 'zqn77' }],
    ['anna', 'calls.my-work', { operator: ZINAIDA }, { operator: 'Никто' }],
    ['anna', 'orders.customer', { buyer: LEAK }, { buyer: 'ООО Никто' }],
  ]

  for (const [login, analysis, theirs, nobodys] of pairs) {
    const [found, missing] = [await analyze(login, analysis, theirs), await analyze(login, analysis, nobodys)]
    const without = (text: string, given: object) =>
      Object.values(given).reduce<string>((all, value) => all.replaceAll(String(value), '…'), text)
    expect([analysis, foreign(login, found, theirs)]).toEqual([analysis, []])
    expect([analysis, found.status, without(found.text, theirs)]).toEqual([
      analysis,
      missing.status,
      without(missing.text, nobodys),
    ])
  }
})

test('a question asked by one is never the remembered answer of another, in either order and at once', async () => {
  const total = async (login: Login, metric: string, from: string) => {
    const { rows } = await query(login, { metrics: [metric], period: { from, to: '2023-12-31' } })
    return Number(rows[0]?.[metric] ?? 0)
  }
  const metric = 'calls.taken'
  const { boss, anna, regina } = house.expected.totals

  expect([await total('boss', metric, '2023-01-01'), await total('anna', metric, '2023-01-01')]).toEqual([
    boss[metric],
    anna[metric],
  ])
  expect([await total('anna', metric, '2023-01-02'), await total('boss', metric, '2023-01-02')]).toEqual([
    anna[metric],
    boss[metric],
  ])
  const logins = ['boss', 'anna', 'regina', 'mikhail', 'anna', 'boss'] as const
  expect(await Promise.all(logins.map((login) => total(login, metric, '2023-01-03')))).toEqual([
    boss[metric],
    anna[metric],
    regina[metric],
    boss[metric],
    anna[metric],
    boss[metric],
  ])
})

test('a token that was revoked, is of another scope, was made up or is of somebody who was removed lets nobody in', async () => {
  const people = await openPeople(house.folder, {})
  try {
    const given = { name: 'attempt', days: 1 }
    const narrow = await people.people.makeToken('regina', { ...given, scope: ['figures'] }, OWNER)
    const revoked = await people.people.makeToken('regina', { ...given, scope: ['figures'] }, OWNER)
    await people.people.revokeToken(revoked.token.id, OWNER)
    await people.people.add({ login: 'eve', name: 'Eve', role: 'manager' }, OWNER)
    const removed = await people.people.makeToken('eve', { ...given, scope: ['figures'] }, OWNER)
    expect((await asked(removed.secret)).status).toBe(200)
    await people.people.remove('eve', OWNER)

    const statuses = await Promise.all(
      [
        revoked.secret,
        removed.secret,
        narrow.token.id,
        `${narrow.secret}x`,
        narrow.secret.slice(0, -1),
        'svodka_',
        "' or 1=1 --",
      ].map(async (secret) => (await asked(secret)).status),
    )
    const reach = await Promise.all(
      [
        '/api/catalog?locale=ru',
        '/api/export?as=csv&locale=ru&query={"metrics":["orders.revenue"]}',
        '/api/delivery?locale=ru',
        '/api/account?locale=ru',
        '/api/people?locale=ru',
      ].map(async (path) => (await asked(narrow.secret, path)).status),
    )

    expect(statuses).toEqual(statuses.map(() => 401))
    expect(reach).toEqual([200, 403, 403, 403, 403])
    await expect(people.people.makeToken('anna', { ...given, scope: ['people'] }, OWNER)).rejects.toThrow(/people/)
  } finally {
    await people.close()
  }
})

test('kept questions, parts and sessions of others cannot be reached by their ids', async () => {
  const body = { title: 'мой вопрос', address: 'm=orders.revenue', isShared: false, locale: 'ru' }
  const kept = await ask(house.headers.mikhail, 'POST', '/api/saved?locale=ru', body)
  const { id } = JSON.parse(kept.text) as { id: string }
  const account = await ask(house.headers.mikhail, 'GET', '/api/account?locale=ru')
  const { sessions, tokens } = JSON.parse(account.text) as { sessions: { id: string }[]; tokens: { id: string }[] }
  const { pavel } = house.headers

  const tries = [
    await ask(pavel, 'POST', '/api/saved/change?locale=ru', { id, title: 'чужой', locale: 'ru' }),
    await ask(pavel, 'POST', '/api/saved/remove?locale=ru', { id, locale: 'ru' }),
    await ask(pavel, 'POST', '/api/account/sessions/end?locale=ru', { which: sessions[0]?.id, locale: 'ru' }),
    await ask(pavel, 'POST', '/api/account/tokens/revoke?locale=ru', { id: tokens[0]?.id, locale: 'ru' }),
    await ask(pavel, 'POST', '/api/delivery/decide?locale=ru', { id: '1', what: 'resend', locale: 'ru' }),
  ]

  expect((await ask(pavel, 'GET', '/api/saved?locale=ru')).text).not.toContain('мой вопрос')
  expect(tries.slice(0, 2).map(({ status }) => status)).toEqual([404, 404])
  expect(tries.at(-1)?.status).toBe(403)
  const after = JSON.parse((await ask(house.headers.mikhail, 'GET', '/api/account?locale=ru')).text) as {
    sessions: { id: string }[]
    tokens: { id: string }[]
  }
  expect([after.sessions.length, after.tokens.length]).toEqual([sessions.length, tokens.length])
  expect((await ask(house.headers.mikhail, 'GET', '/api/saved?locale=ru')).text).toContain('мой вопрос')
})

const ODD = [
  '/api//people?locale=ru',
  '//api/people?locale=ru',
  '/api/%70eople?locale=ru',
  '/api/people/?locale=ru',
  '/api/./people?locale=ru',
  '/api/app/../people?locale=ru',
  '/api/app/..;/people?locale=ru',
  '/api/app%2f..%2fpeople?locale=ru',
  '/api/people;a=b?locale=ru',
  '/API/people?locale=ru',
  '/api/people%00?locale=ru',
  '/assets/../api/people?locale=ru',
  '/assets/..%2f..%2fsrc%2fapp.ts',
  '/..%2f..%2fpackage.json',
]

test.each(ODD)('%s leads nobody past the door', async (path) => {
  const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']
  for (const method of methods) {
    for (const headers of [house.headers.anna, { 'content-type': 'application/json' }]) {
      const answer = await ask(headers, method, path)
      const isPage = answer.text === '' || /<!doctype html|"error"|Not Found|not built|не собрана/i.test(answer.text)
      expect([method, answer.status < 500 || answer.status === 503, isPage]).toEqual([method, true, true])
      expect(answer.text).not.toMatch(/mikhail|defineWorkspace|"dependencies"/)
    }
  }
})

test('a method that is overridden, a name given twice and names of objects change nothing', async () => {
  const { anna, pavel, boss } = house.headers
  const overridden = {
    ...anna,
    'x-http-method-override': 'POST',
    'x-original-url': '/api/people',
    'x-rewrite-url': '/api/people',
    'x-forwarded-user': 'boss',
    'x-user': 'boss',
  }
  const csv = '/api/export?as=csv&locale=ru&query='
  const own = encodeURIComponent('{"metrics":["orders.revenue"],"by":["buyer"]}')

  const people = await ask(overridden, 'GET', '/api/people?locale=ru')
  const app = await ask(overridden, 'GET', '/api/app?locale=ru')
  const twice = await ask(pavel, 'GET', `${csv}${own}&query=${own}&person=boss&role=admin&login=boss`)
  const polluted = await ask(
    { ...anna },
    'POST',
    '/api/query?locale=ru&person=boss',
    JSON.parse(
      '{"query":{"metrics":["calls.taken"],"by":["operator"]},"locale":"ru","__proto__":{"role":"admin"}}',
    ) as object,
  )
  const raw = await fetch(`${house.url}/api/query?locale=ru`, {
    method: 'POST',
    headers: anna,
    body: '{"query":{"metrics":["calls.taken"],"by":["operator"],"__proto__":{"role":"admin"}},"locale":"ru","constructor":{"prototype":{"role":"admin"}}}',
  })
  const lent = await ask({ ...anna, 'x-csrf-token': boss['x-csrf-token'] ?? '' }, 'POST', '/api/saved?locale=ru', {})
  const otherPort = (anna['cookie'] ?? '').replace(/session-\d+/, 'session-1')

  expect(people.status).toBe(403)
  expect(app.text).toContain('"anna"')
  expect(foreign('pavel', twice)).toEqual([])
  expect(foreign('anna', polluted)).toEqual([])
  expect(foreignTokens(await raw.text(), house.expected.seen.anna)).toEqual([])
  expect(({} as { role?: string }).role).toBeUndefined()
  expect(lent.status).toBe(403)
  expect((await ask({ cookie: otherPort }, 'GET', '/api/app?locale=ru')).status).toBe(401)
})

test('every name that a question takes is refused without a word of what is there', async () => {
  const bad = [
    "x' or 1=1 --",
    'mart.orders_lines',
    'orders.revenue"; drop table core.orders_sale_line; --',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    LEAK,
    MARIA,
  ]
  for (const name of bad) {
    const tries = await Promise.all([
      query('anna', { metrics: [name] }),
      query('anna', { metrics: ['calls.taken'], by: [name] }),
      query('anna', { metrics: ['calls.taken'], order: { by: name } }),
      query('anna', { metrics: ['calls.taken'], timeZone: name }),
      query('anna', { metrics: ['calls.taken'], where: [{ dimension: name, op: 'in', values: [name] }] }),
      ask(
        house.headers.anna,
        'GET',
        `/api/values/${encodeURIComponent(name)}?locale=ru&search=${encodeURIComponent(name)}`,
      ),
      ask(house.headers.anna, 'GET', `/api/dashboards/${encodeURIComponent(name)}?locale=ru`),
      ask(house.headers.anna, 'GET', `/api/reports/${encodeURIComponent(name)}/html?locale=ru`),
      ask(house.headers.anna, 'POST', '/api/analyze?locale=ru', {
        analysis: name,
        settings: { [name]: name },
        locale: 'ru',
      }),
    ])
    expect([name, tries.map((answer) => foreign('anna', answer, name))]).toEqual([name, tries.map(() => [])])
    expect([
      name,
      tries.filter(({ status }) => status >= 500 || status === 200).map(({ text }) => text.slice(0, 99)),
    ]).toEqual([name, []])
  }
  expect((await query('boss', { metrics: ['orders.revenue'] })).rows[0]).toEqual({
    'orders.revenue': house.expected.totals.boss['orders.revenue'],
  })
})
